"""Sending again: what was given up, or what the receiver has lost."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.identity.scopes import Scope
from domain.shared import inputs, sql
from domain.shared.context import Context
from domain.shared.errors import InvalidInput, NotFound
from domain.shared.idempotency import claim
from domain.webhooks.models import Webhook, WebhookDelivery
from domain.webhooks.queries import lock_webhook
from domain.webhooks.schedule import ATTEMPTS_MAX

# The WHERE names what the table of states allows; what is pending already stays as it is.
AGAIN = """
UPDATE webhook_delivery SET state = 'pending', attempts_max = attempts + $4, next_attempt_at = $5,
    ended_at = NULL
WHERE webhook_id = $1 AND ((id = ANY($2::uuid[]) AND state IN ('delivered', 'dead'))
    OR (state = 'dead' AND created_at >= $3))
"""


async def replay_deliveries(
    ctx: Context,
    webhook_id: UUID,
    *,
    delivery_ids: Sequence[UUID] = (),
    since: datetime | None = None,
    idempotency_key: str | None = None,
) -> Webhook:
    """Send the named deliveries again, delivered or dead, and every dead one made since a time.

    Receivers see the same ids and the same bytes. Each gets as many attempts as a new one.

    Raises:
        NotPermitted: the actor may not change endpoints.
        InvalidInput: neither is given, too many are named, or a time that has not come yet.
        NotFound: no such endpoint, or one of the deliveries is not to it.
        IdempotencyKeyReused, IdempotencyInProgress: see `claim`.
    """
    ctx.require(Scope.WEBHOOKS_WRITE)
    ctx.require(Scope.EVENTS_READ)  # it leaves for an address of the asker's choice
    named = sorted(set(inputs.items(delivery_ids, "deliveryIds")))
    if not named and since is None:
        raise InvalidInput("Name deliveries, or a time since when.", "deliveryIds")
    if since is not None and (since.tzinfo is None or since > ctx.now):
        raise InvalidInput("This has not happened yet.", "since")
    async with in_transaction():
        request = [webhook_id, named, since]
        claimed = await claim(ctx, "webhooks.replay_deliveries", idempotency_key, request)
        webhook = await lock_webhook(webhook_id)
        if claimed.replay_of:
            return webhook
        if await WebhookDelivery.filter(webhook_id=webhook_id, id__in=named).count() < len(named):
            raise NotFound("webhook delivery")

        await sql.execute(AGAIN, webhook_id, named, since, ATTEMPTS_MAX, ctx.now)
        await claimed.settle(webhook.id)
        return webhook

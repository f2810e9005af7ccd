"""Trying an endpoint: a message that is about nothing, sent and logged like any other."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.identity.scopes import Scope
from domain.shared.context import Context
from domain.shared.idempotency import claim
from domain.shared.ids import new_id
from domain.shared.outbox import AggregateType
from domain.webhooks.models import WebhookDelivery
from domain.webhooks.queries import lock_webhook
from domain.webhooks.telling import TEST, Compose, Fact


async def send_test(
    ctx: Context, webhook_id: UUID, *, compose: Compose, idempotency_key: str | None = None
) -> WebhookDelivery:
    """Put a test on its way: look at the delivery for what came of it.

    It waits for nothing but the endpoint itself: one that is paused gets it when it is resumed.

    Raises:
        NotPermitted: the actor may not change endpoints.
        NotFound: no such endpoint, or the test of this key is forgotten.
        IdempotencyKeyReused, IdempotencyInProgress: see `claim`.
    """
    ctx.require(Scope.WEBHOOKS_WRITE)
    async with in_transaction():
        claimed = await claim(ctx, "webhooks.send_test", idempotency_key, [webhook_id])
        webhook = await lock_webhook(webhook_id)
        if claimed.replay_of:
            return await WebhookDelivery.get(id=claimed.replay_of)
        fact = Fact(0, AggregateType.WEBHOOK, webhook.id, webhook.version, TEST, {}, ctx.now)
        delivery = await WebhookDelivery.create(
            id=new_id(),
            webhook_id=webhook.id,
            event_type=TEST,
            subject_type=AggregateType.WEBHOOK,
            subject_id=webhook.id,
            body=compose(fact),
            next_attempt_at=ctx.now,
            occurred_at=ctx.now,
            created_at=ctx.now,
        )
        await claimed.settle(delivery.id)
        return delivery

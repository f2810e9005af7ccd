"""Setting up an endpoint: from now on it is told what happens."""

from dataclasses import dataclass

from tortoise.transactions import in_transaction

from domain.identity.scopes import Scope
from domain.shared import inputs, sql
from domain.shared.context import Context
from domain.shared.idempotency import claim
from domain.shared.ids import new_id
from domain.shared.outbox import append
from domain.webhooks.addresses import Policy, checked_url
from domain.webhooks.events import WebhookCreated
from domain.webhooks.models import Webhook
from domain.webhooks.queries import lock_webhook
from domain.webhooks.sealing import Sealing
from domain.webhooks.signing import new_secret
from domain.webhooks.wishes import checked

LAST_SEQ = "SELECT last_seq FROM relay_state"


@dataclass(frozen=True, slots=True)
class Shown:
    """An endpoint, and its secret where it may be seen: by whoever just made it."""

    webhook: Webhook
    secret: str | None


async def create_webhook(
    ctx: Context,
    *,
    url: str,
    description: str = "",
    event_types: list[str],
    policy: Policy,
    sealing: Sealing,
    idempotency_key: str | None = None,
) -> Shown:
    """Tell an endpoint of facts that are numbered from now on, signed with a secret of its own.

    Whoever repeats the request under its key is shown the secret again, until it is replaced.

    Raises:
        NotPermitted: the actor may not set up endpoints.
        InvalidInput: an address that nothing is sent to, or no types of events.
        NotFound: it was made under this key, and is deleted.
        IdempotencyKeyReused, IdempotencyInProgress: see `claim`.
    """
    ctx.require(Scope.WEBHOOKS_WRITE)
    ctx.require(Scope.EVENTS_READ)  # it leaves for an address of the asker's choice
    url = checked_url(inputs.text(url, "url", longest=2_000), policy)
    description = inputs.text(description, "description", required=False)
    wishes = checked(event_types)
    async with in_transaction():
        request = [url, description, wishes]
        claimed = await claim(ctx, "webhooks.create_webhook", idempotency_key, request)
        if claimed.replay_of:
            return shown_again(await lock_webhook(claimed.replay_of), sealing)

        secret, key = new_secret(), new_id()
        webhook = await Webhook.create(
            id=key,
            version=1,
            url=url,
            description=description,
            event_types=wishes,
            secret_sealed=sealing.seal(secret, owner=key),
            cursor_seq=await sql.value(LAST_SEQ),
            created_at=ctx.now,
            updated_at=ctx.now,
        )
        await append(
            ctx,
            WebhookCreated(
                aggregate_id=webhook.id,
                version=webhook.version,
                status=webhook.status,
                event_types=wishes,
            ),
        )
        await claimed.settle(webhook.id)
        return Shown(webhook, secret)


def shown_again(webhook: Webhook, sealing: Sealing) -> Shown:
    """The first answer once more; a secret that was replaced since is shown to nobody."""
    if webhook.previous_secret_sealed is not None:
        return Shown(webhook, None)
    return Shown(webhook, sealing.open(webhook.secret_sealed, owner=webhook.id))

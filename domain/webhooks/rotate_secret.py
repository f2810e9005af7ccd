"""Replacing an endpoint's secret: both sign for a day, so that nobody has to be quick."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.identity.scopes import Scope
from domain.shared.context import Context
from domain.shared.idempotency import claim
from domain.shared.outbox import append
from domain.shared.states import raise_version
from domain.webhooks.create_webhook import Shown
from domain.webhooks.events import SecretRotated
from domain.webhooks.queries import lock_webhook
from domain.webhooks.schedule import SECRET_OVERLAP
from domain.webhooks.sealing import Sealing
from domain.webhooks.signing import new_secret
from domain.webhooks.states import WEBHOOK


async def rotate_secret(
    ctx: Context, webhook_id: UUID, *, sealing: Sealing, idempotency_key: str | None = None
) -> Shown:
    """Give an endpoint a new secret. The one before signs too for 24 hours, none older.

    Whoever repeats the request under its key is shown the newest secret again.

    Raises:
        NotPermitted: the actor may not change endpoints.
        NotFound: no such endpoint.
        IdempotencyKeyReused, IdempotencyInProgress: see `claim`.
    """
    ctx.require(Scope.WEBHOOKS_WRITE)
    async with in_transaction():
        claimed = await claim(ctx, "webhooks.rotate_secret", idempotency_key, [webhook_id])
        webhook = await lock_webhook(webhook_id)
        if claimed.replay_of:
            return Shown(webhook, sealing.open(webhook.secret_sealed, owner=webhook.id))

        secret, until = new_secret(), ctx.now + SECRET_OVERLAP
        await raise_version(
            webhook,
            WEBHOOK.kind,
            at=ctx.now,
            secret_sealed=sealing.seal(secret, owner=webhook.id),
            previous_secret_sealed=sealing.moved(webhook.secret_sealed, owner=webhook.id),
            previous_secret_until=until,
        )
        await append(
            ctx,
            SecretRotated(
                aggregate_id=webhook.id,
                version=webhook.version,
                previous_until=SecretRotated.until(until),
            ),
        )
        await claimed.settle(webhook.id)
        return Shown(webhook, secret)

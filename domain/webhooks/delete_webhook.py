"""Deleting an endpoint, with all that is on its way to it and the log of what was."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.identity.scopes import Scope
from domain.shared.context import Context
from domain.shared.outbox import append
from domain.shared.states import expect_version
from domain.webhooks.events import WebhookDeleted
from domain.webhooks.models import Webhook
from domain.webhooks.queries import lock_webhook
from domain.webhooks.states import WEBHOOK


async def delete_webhook(
    ctx: Context, webhook_id: UUID, *, expected_version: int | None = None
) -> Webhook:
    """Tell it nothing more, ever. Its own history stays. The endpoint as it was.

    Raises:
        NotPermitted: the actor may not change endpoints.
        NotFound: no such endpoint (any more).
        VersionConflict: it changed since `expected_version`.
    """
    ctx.require(Scope.WEBHOOKS_WRITE)
    async with in_transaction():
        webhook = await lock_webhook(webhook_id)
        expect_version(webhook, WEBHOOK.kind, expected_version)
        await webhook.delete()
        await append(ctx, WebhookDeleted(aggregate_id=webhook_id, version=webhook.version + 1))
        return webhook

"""Pausing an endpoint: it keeps its place, and is sent nothing for a while."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.identity.scopes import Scope
from domain.shared.context import Context
from domain.shared.states import expect_version
from domain.webhooks.models import Webhook
from domain.webhooks.moving import moved
from domain.webhooks.queries import lock_webhook
from domain.webhooks.states import WEBHOOK, WebhookAction


async def pause_webhook(
    ctx: Context, webhook_id: UUID, *, expected_version: int | None = None
) -> Webhook:
    """Send nothing more until it is resumed. An attempt that is under way comes to its end.

    Raises:
        NotPermitted: the actor may not change endpoints.
        NotFound: no such endpoint.
        VersionConflict: it changed since `expected_version`.
        InvalidTransition: it is not active.
    """
    ctx.require(Scope.WEBHOOKS_WRITE)
    async with in_transaction():
        webhook = await lock_webhook(webhook_id)
        expect_version(webhook, WEBHOOK.kind, expected_version)
        return await moved(ctx, webhook, WebhookAction.PAUSE)

"""Resuming an endpoint: it is told what it missed, or only what comes."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.identity.scopes import Scope
from domain.shared import sql
from domain.shared.context import Context
from domain.shared.states import expect_version
from domain.webhooks.create_webhook import LAST_SEQ
from domain.webhooks.models import Webhook
from domain.webhooks.moving import moved
from domain.webhooks.queries import lock_webhook
from domain.webhooks.states import WEBHOOK, WebhookAction


async def resume_webhook(
    ctx: Context,
    webhook_id: UUID,
    *,
    skip_missed: bool = False,
    expected_version: int | None = None,
) -> Webhook:
    """Send again, from where it stopped; with `skip_missed` only facts numbered from now on.

    What had become a delivery before it stopped is sent in either case. Nothing is held against
    the endpoint any more.

    Raises:
        NotPermitted: the actor may not change endpoints.
        NotFound: no such endpoint.
        VersionConflict: it changed since `expected_version`.
        InvalidTransition: it is active.
    """
    ctx.require(Scope.WEBHOOKS_WRITE)
    async with in_transaction():
        webhook = await lock_webhook(webhook_id)
        expect_version(webhook, WEBHOOK.kind, expected_version)
        cursor = await sql.value(LAST_SEQ) if skip_missed else webhook.cursor_seq
        fresh = {"failures": 0, "openings": 0, "open_until": None, "cursor_seq": cursor}
        return await moved(ctx, webhook, WebhookAction.RESUME, **fresh)

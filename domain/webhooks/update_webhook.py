"""Changing where an endpoint is, what it is for, or what it is told of."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.identity.scopes import Scope
from domain.shared import inputs
from domain.shared.context import Context
from domain.shared.outbox import append
from domain.shared.states import expect_version, raise_version
from domain.webhooks.addresses import Policy, checked_url
from domain.webhooks.events import WebhookUpdated
from domain.webhooks.models import Webhook
from domain.webhooks.queries import lock_webhook
from domain.webhooks.states import WEBHOOK
from domain.webhooks.wishes import checked


async def update_webhook(
    ctx: Context,
    webhook_id: UUID,
    *,
    policy: Policy,
    url: str | None = None,
    description: str | None = None,
    event_types: list[str] | None = None,
    expected_version: int | None = None,
) -> Webhook:
    """Change what is given; what is None stays. What is on its way already goes to the new address.

    Changing it to what it is changes nothing and tells nobody. A new address gets a fresh chance:
    nothing is held against it that the old one did.

    Raises:
        NotPermitted: the actor may not change endpoints.
        InvalidInput: an address that nothing is sent to, or no types of events.
        NotFound: no such endpoint.
        VersionConflict: it changed since `expected_version`.
    """
    ctx.require(Scope.WEBHOOKS_WRITE)
    ctx.require(Scope.EVENTS_READ)  # it leaves for an address of the asker's choice
    changes: dict[str, object] = {}
    if url is not None:
        changes["url"] = checked_url(inputs.text(url, "url", longest=2_000), policy)
    if description is not None:
        changes["description"] = inputs.text(description, "description", required=False)
    if event_types is not None:
        changes["event_types"] = checked(event_types)
    async with in_transaction():
        webhook = await lock_webhook(webhook_id)
        expect_version(webhook, WEBHOOK.kind, expected_version)
        changes = {name: new for name, new in changes.items() if getattr(webhook, name) != new}
        if not changes:
            return webhook
        if "url" in changes:
            changes |= {"failures": 0, "openings": 0, "open_until": None}

        await raise_version(webhook, WEBHOOK.kind, at=ctx.now, **changes)
        await append(
            ctx,
            WebhookUpdated(
                aggregate_id=webhook.id,
                version=webhook.version,
                event_types=webhook.event_types,
                is_address_changed="url" in changes,
            ),
        )
        return webhook

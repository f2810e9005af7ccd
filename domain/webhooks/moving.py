"""Moving an endpoint, and telling of it."""

from typing import Any

from domain.shared.context import Context
from domain.shared.outbox import append
from domain.webhooks.events import WebhookMoved
from domain.webhooks.models import Webhook
from domain.webhooks.states import WEBHOOK, WebhookAction


async def moved(ctx: Context, webhook: Webhook, action: WebhookAction, **changes: Any) -> Webhook:
    """The endpoint in its new status.

    Raises:
        InvalidTransition: its status does not allow it.
        VersionConflict: somebody else moved it first.
    """
    source = await WEBHOOK.move(webhook, action, at=ctx.now, **changes)
    await append(
        ctx,
        WebhookMoved(
            aggregate_id=webhook.id,
            version=webhook.version,
            source=source,
            status=webhook.status,
            action=action,
        ),
    )
    return webhook

"""How endpoints and deliveries are read: a table for each type."""

from collections.abc import Mapping
from typing import Any

from domain.shared.context import Context
from domain.webhooks import queries
from domain.webhooks.queries import DeliveryFilter
from domain.webhooks.signing import message_id
from domain.webhooks.states import WEBHOOK, WebhookStatus
from schema.engine.mapping import Args, Column, Computed, Listed, One, Pages, Read, Root, Rows
from schema.engine.values import loaded
from schema.shared.context import GraphContext
from schema.shared.filters import read
from schema.shared.reads import by_id, facts
from schema.webhooks.queries import KINDS


def _actions(context: GraphContext, status: str) -> Any:
    return WEBHOOK.actions(WebhookStatus(status))


def _event_types(context: GraphContext, event_types: Any) -> Any:
    return loaded(event_types)


def _message_id(context: GraphContext, key: Any) -> Any:
    return message_id(key)


READS = (
    Read("WebhookAttempt", queries.visible_attempts, {}),
    Read(
        "WebhookDelivery",
        queries.visible_deliveries,
        {
            "messageName": Computed(("id",), _message_id),
            "attemptCount": Column("attempts"),
            "webhook": One("Webhook", key="webhook_id"),
            "attempts": Pages("WebhookAttempt", by="delivery_id", order=queries.OLDEST_ATTEMPTS),
        },
    ),
    Read(
        "Webhook",
        queries.visible_webhooks,
        {
            "eventTypes": Computed(("event_types",), _event_types),
            "availableActions": Computed(("status",), _actions),
            "deliveries": Pages("WebhookDelivery", by="webhook_id", order=queries.NEWEST),
            "timeline": facts("webhook"),
        },
    ),
)


async def _deliveries(ctx: Context, args: Args) -> Rows:
    which = DeliveryFilter(condition=read(ctx, args.get("where"), KINDS))
    return queries.deliveries_matching(ctx, which)


ROOTS: Mapping[str, Root] = {
    "webhook": by_id("Webhook"),
    "webhooks": Listed("Webhook", lambda args: queries.NEWEST),
    "webhookDeliveries": Listed(
        "WebhookDelivery", lambda args: queries.NEWEST, narrowed=("where",), rows=_deliveries
    ),
}

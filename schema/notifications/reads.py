"""How notifications and templates are read: a table for each type."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from domain.customers.masking import shown
from domain.identity.scopes import Scope
from domain.notifications import queries
from domain.notifications.gathering import SUBJECT, TEXT
from domain.notifications.kinds import VARIABLES, NotificationKind
from domain.notifications.queries import NotificationFilter
from domain.notifications.states import NOTIFICATION, NotificationStatus
from domain.shared.context import Context
from schema.engine.mapping import Args, Column, Computed, Listed, One, Read, Root, Rows
from schema.notifications.queries import KINDS
from schema.shared.context import GraphContext
from schema.shared.filters import read


def _subject(context: GraphContext, owner: UUID, key: UUID, sealed: str) -> Any:
    return shown(context.domain, owner, SUBJECT, key, sealed)


def _text(context: GraphContext, owner: UUID, key: UUID, sealed: str) -> Any:
    return shown(context.domain, owner, TEXT, key, sealed)


def _actions(context: GraphContext, status: str) -> Any:
    return NOTIFICATION.actions(NotificationStatus(status))


def _variables(context: GraphContext, kind: str) -> Any:
    return list(VARIABLES[NotificationKind(kind)])


READS = (
    Read(
        "Notification",
        queries.visible_notifications,
        {
            "attemptCount": Column("attempts"),
            "subject": Computed(
                ("customer_id", "id", "subject"),
                _subject,
                is_personal=True,
                discloses=Scope.CUSTOMERS_PII,
            ),
            "text": Computed(
                ("customer_id", "id", "text"),
                _text,
                is_personal=True,
                discloses=Scope.CUSTOMERS_PII,
            ),
            "availableActions": Computed(("status",), _actions),
            "customer": One("Customer", key="customer_id"),
            "order": One("Order", key="order_id"),
        },
    ),
    Read(
        "NotificationTemplate",
        queries.visible_templates,
        {"variables": Computed(("kind",), _variables)},
    ),
)


async def _notifications(ctx: Context, args: Args) -> Rows:
    which = NotificationFilter(condition=read(ctx, args.get("where"), KINDS))
    return queries.notifications_matching(ctx, which)


async def _feed(ctx: Context, args: Args) -> Rows:
    return queries.feed_matching(ctx, args.get("is_read"))


ROOTS: Mapping[str, Root] = {
    "notifications": Listed(
        "Notification", lambda args: queries.NEWEST, narrowed=("where",), rows=_notifications
    ),
    "myNotifications": Listed("Notification", lambda args: queries.NEWEST, rows=_feed),
    "notificationTemplates": Listed("NotificationTemplate", lambda args: queries.NEWEST),
}

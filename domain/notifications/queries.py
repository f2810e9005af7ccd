"""Reads: what was told to whom, and in which words, for whoever may know."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from tortoise.queryset import QuerySet

from domain.customers.queries import visible_customers
from domain.customers.states import ConsentPurpose
from domain.identity.scopes import Scope
from domain.notifications.gathering import CONSENTS
from domain.notifications.kinds import NotificationKind, is_wanted
from domain.notifications.models import (
    Notification,
    NotificationFeed,
    NotificationPreference,
    NotificationTemplate,
)
from domain.notifications.states import Medium, NotificationStatus
from domain.shared import sql
from domain.shared.context import Context
from domain.shared.errors import NotFound
from domain.shared.filters import Column, Condition, to_q
from domain.shared.paging import Order, Page, Window, instant, page

SHOWN = """
SELECT customer_id, count(*) FILTER (WHERE read_at IS NULL) AS unread,
    (array_agg(id ORDER BY created_at DESC, id DESC))[1] AS newest FROM notification
WHERE customer_id = ANY($1) AND medium = 'feed' AND status = 'sent' GROUP BY customer_id
"""
NEWEST = Order("CREATED_AT_DESC", "created_at", descending=True, value=instant)


def visible_notifications(ctx: Context) -> QuerySet[Notification]:
    """Every notification by permission; what a customer's own feed shows; else none."""
    if ctx.allows(Scope.NOTIFICATIONS_READ):
        return Notification.all()
    if ctx.customer_id is not None:
        return feed_of(ctx.customer_id)
    return Notification.filter(id__in=[])


def feed_of(customer_id: UUID) -> QuerySet[Notification]:
    """What a customer's feed shows."""
    return Notification.filter(
        customer_id=customer_id, medium=Medium.FEED, status=NotificationStatus.SENT
    )


def own_feed(ctx: Context) -> QuerySet[Notification]:
    """What the asker's own feed shows; nothing for whoever has none."""
    if ctx.customer_id is None:
        return Notification.filter(id__in=[])
    return feed_of(ctx.customer_id)


def visible_templates(ctx: Context) -> QuerySet[NotificationTemplate]:
    """Templates that somebody saved, by permission, else none."""
    allowed = ctx.allows(Scope.NOTIFICATIONS_READ)
    rows = NotificationTemplate.filter(is_in_use=True)
    return rows if allowed else rows.filter(id__in=[])


async def notifications_by_ids(ctx: Context, ids: Iterable[UUID]) -> dict[UUID, Notification]:
    """Notifications by their ids."""
    return {row.id: row for row in await visible_notifications(ctx).filter(id__in=set(ids))}


async def templates_by_ids(ctx: Context, ids: Iterable[UUID]) -> dict[UUID, NotificationTemplate]:
    """Templates by their ids."""
    return {row.id: row for row in await visible_templates(ctx).filter(id__in=set(ids))}


async def lock_notification(notification_id: UUID) -> Notification:
    """One notification, held until the transaction ends, for whoever may change it.

    Raises:
        NotFound: none by this id.
    """
    row = await Notification.filter(id=notification_id).select_for_update(no_key=True).first()
    if row is None:
        raise NotFound("notification", notification_id)
    return row


@dataclass(frozen=True, slots=True)
class NotificationFilter:
    """Which notifications; None is no condition."""

    condition: Condition | None = None


# What the fields of a condition mean.
COLUMNS: Mapping[str, Column] = {
    "id": "id",
    "kind": "kind",
    "medium": "medium",
    "status": "status",
    "customer": "customer_id",
    "order": "order_id",
    "created_at": "created_at",
}


def notifications_matching(ctx: Context, where: NotificationFilter) -> QuerySet[Notification]:
    """The notifications a filter leaves of those that the actor may see."""
    return visible_notifications(ctx).filter(to_q(where.condition, COLUMNS))


async def notifications_page(
    ctx: Context, window: Window, where: NotificationFilter
) -> Page[Notification]:
    """One page of notifications, newest first."""
    return await page(notifications_matching(ctx, where), window, NEWEST)


async def count_notifications(ctx: Context, where: NotificationFilter) -> int:
    """How many notifications a filter leaves."""
    return await notifications_matching(ctx, where).count()


def feed_matching(ctx: Context, is_read: bool | None) -> QuerySet[Notification]:
    """What the asker's own feed shows: all of it, or what was read or not."""
    rows = own_feed(ctx)
    return rows if is_read is None else rows.filter(read_at__isnull=not is_read)


async def feed_page(ctx: Context, window: Window, is_read: bool | None) -> Page[Notification]:
    """One page of the asker's own feed, newest first."""
    return await page(feed_matching(ctx, is_read), window, NEWEST)


async def count_feed(ctx: Context, is_read: bool | None) -> int:
    """How much is in the asker's own feed."""
    return await feed_matching(ctx, is_read).count()


async def count_unread(customer_id: UUID) -> int:
    """How much of a customer's feed was not read; for whoever was let change it."""
    return await feed_of(customer_id).filter(read_at__isnull=True).count()


@dataclass(frozen=True, slots=True)
class Feed:
    """One customer's feed as it is now; `version` counts its facts."""

    customer_id: UUID
    version: int
    unread: int
    newest: Notification | None


async def feeds_by_customers(ctx: Context, ids: Iterable[UUID]) -> dict[UUID, Feed]:
    """The feeds of customers whom the asker may see: their own, or with notifications:read.

    Four statements.
    """
    rows = visible_customers(ctx).filter(id__in=set(ids))
    if not ctx.allows(Scope.NOTIFICATIONS_READ):
        rows = rows.filter(id=ctx.customer_id)
    keys = [row.id for row in await rows]
    found = {row.id: row.version for row in await NotificationFeed.filter(id__in=keys)}
    shown = {row["customer_id"]: row for row in await sql.rows(SHOWN, keys)}
    newest = await Notification.in_bulk([row["newest"] for row in shown.values()], "id")
    return {
        key: Feed(
            key,
            found.get(key, 0),
            shown[key]["unread"] if key in shown else 0,
            newest[shown[key]["newest"]] if key in shown else None,
        )
        for key in keys
    }


async def get_feed(ctx: Context, customer_id: UUID) -> Feed:
    """One customer's feed.

    Raises:
        NotFound: no such customer, or not for this asker.
    """
    feed = (await feeds_by_customers(ctx, [customer_id])).get(customer_id)
    if feed is None:
        raise NotFound("customer", customer_id)
    return feed


async def templates_page(ctx: Context, window: Window) -> Page[NotificationTemplate]:
    """One page of saved templates, newest first."""
    return await page(visible_templates(ctx), window, NEWEST)


async def count_templates(ctx: Context) -> int:
    """How many templates are saved."""
    return await visible_templates(ctx).count()


@dataclass(frozen=True, slots=True)
class Preference:
    """Whether somebody is told of a kind by a medium. `was_said` is False where that is only what
    is usual; `lacks_consent` where they would be, had they agreed to advertising.
    """

    kind: NotificationKind
    medium: Medium
    is_wanted: bool
    was_said: bool
    lacks_consent: bool


async def preferences_of(ctx: Context) -> Sequence[Preference]:
    """How the asker is told: one for each kind and medium. None for whoever is no customer.

    Two statements.
    """
    key = ctx.customer_id
    if key is None:
        return []
    rows = await NotificationPreference.filter(customer_id=key)
    said = {(row.kind, row.medium): row.is_wanted for row in rows}
    consents = frozenset(
        ConsentPurpose(row["purpose"])
        for row in await sql.rows(CONSENTS, [key])
        if row["is_granted"]
    )
    return [
        _preference(kind, medium, said.get((kind, medium)), consents)
        for kind in NotificationKind
        for medium in Medium
    ]


def _preference(
    kind: NotificationKind,
    medium: Medium,
    said: bool | None,
    consents: frozenset[ConsentPurpose],
) -> Preference:
    agreed = is_wanted(kind, medium, said=said, consents=frozenset(ConsentPurpose))
    holds = is_wanted(kind, medium, said=said, consents=consents)
    return Preference(kind, medium, holds, said is not None, agreed and not holds)

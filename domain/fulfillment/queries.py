"""Reading work and parcels. Staff see them all, customers those of their own orders."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from domain.fulfillment.models import (
    Carrier,
    Fulfillment,
    FulfillmentLine,
    FulfillmentOrder,
    FulfillmentOrderLine,
    TrackingEvent,
)
from domain.fulfillment.states import FulfillmentOrderStatus, FulfillmentStatus
from domain.identity.scopes import Scope
from domain.shared.context import Context
from domain.shared.errors import NotFound
from domain.shared.paging import Order, Page, Window, instant, page

OLDEST_WORK = Order("createdAt", "created_at", value=instant)
NEWEST_PARCELS = Order("createdAt", "created_at", descending=True, value=instant)


def _visible(ctx: Context, order: str) -> Q:
    """The one predicate of this context; `order` is the way from the row to its order."""
    if ctx.allows(Scope.FULFILLMENT_READ) or ctx.allows(Scope.ORDERS_READ):
        return Q()
    if ctx.customer_id:
        mine: dict[str, Any] = {f"{order}__customer_id": ctx.customer_id}
        return Q(**mine)
    return Q(pk__in=[])


def visible_fulfillment_orders(ctx: Context) -> QuerySet[FulfillmentOrder]:
    """The warehouses' work that this actor may see."""
    return FulfillmentOrder.filter(_visible(ctx, "order"))


def visible_fulfillment_order_lines(ctx: Context) -> QuerySet[FulfillmentOrderLine]:
    """What that work consists of."""
    return FulfillmentOrderLine.filter(_visible(ctx, "fulfillment_order__order"))


def visible_fulfillments(ctx: Context) -> QuerySet[Fulfillment]:
    """The parcels this actor may see."""
    return Fulfillment.filter(_visible(ctx, "order"))


def visible_fulfillment_lines(ctx: Context) -> QuerySet[FulfillmentLine]:
    """What is in those parcels."""
    return FulfillmentLine.filter(_visible(ctx, "fulfillment__order"))


def visible_tracking_events(ctx: Context) -> QuerySet[TrackingEvent]:
    """What carriers said of those parcels."""
    return TrackingEvent.filter(_visible(ctx, "fulfillment__order"))


def visible_carriers(ctx: Context) -> QuerySet[Carrier]:
    """The carriers: who drives for us is no secret."""
    return Carrier.all()


async def get_fulfillment_order(ctx: Context, fulfillment_order_id: UUID) -> FulfillmentOrder:
    """One warehouse's work for an order.

    Raises:
        NotFound: the actor can see none with this id.
    """
    work = await visible_fulfillment_orders(ctx).get_or_none(id=fulfillment_order_id)
    if work is None:
        raise NotFound("fulfillment order", fulfillment_order_id)
    return work


async def get_fulfillment(ctx: Context, fulfillment_id: UUID) -> Fulfillment:
    """One parcel.

    Raises:
        NotFound: the actor can see none with this id.
    """
    parcel = await visible_fulfillments(ctx).get_or_none(id=fulfillment_id)
    if parcel is None:
        raise NotFound("fulfillment", fulfillment_id)
    return parcel


async def get_carrier(ctx: Context, code: str) -> Carrier:
    """A carrier by its code.

    Raises:
        NotFound: nobody drives under this code.
    """
    carrier = await visible_carriers(ctx).get_or_none(code=code)
    if carrier is None:
        raise NotFound("carrier", code)
    return carrier


async def fulfillment_orders_by_ids(
    ctx: Context, ids: Collection[UUID]
) -> dict[UUID, FulfillmentOrder]:
    """Work by id; what the actor may not see is missing."""
    return {row.id: row for row in await visible_fulfillment_orders(ctx).filter(id__in=list(ids))}


async def fulfillments_by_ids(ctx: Context, ids: Collection[UUID]) -> dict[UUID, Fulfillment]:
    """Parcels by id; those the actor may not see are missing."""
    return {row.id: row for row in await visible_fulfillments(ctx).filter(id__in=list(ids))}


async def carriers_by_ids(ctx: Context, ids: Collection[UUID]) -> dict[UUID, Carrier]:
    """Carriers by id."""
    return {row.id: row for row in await visible_carriers(ctx).filter(id__in=list(ids))}


async def tracking_events_by_ids(ctx: Context, ids: Collection[UUID]) -> dict[UUID, TrackingEvent]:
    """Carriers' news by id; what the actor may not see is missing."""
    return {row.id: row for row in await visible_tracking_events(ctx).filter(id__in=list(ids))}


async def fulfillment_orders_of_orders(
    ctx: Context, order_ids: Collection[UUID]
) -> dict[UUID, list[FulfillmentOrder]]:
    """Each order's work, in the order in which it was given out."""
    found: dict[UUID, list[FulfillmentOrder]] = {order_id: [] for order_id in order_ids}
    rows = visible_fulfillment_orders(ctx).filter(order_id__in=list(order_ids))
    for work in await rows.order_by("created_at", "id"):
        found[work.order_id].append(work)
    return found


async def fulfillments_of_orders(
    ctx: Context, order_ids: Collection[UUID]
) -> dict[UUID, list[Fulfillment]]:
    """Each order's parcels, in the order in which they were made up."""
    found: dict[UUID, list[Fulfillment]] = {order_id: [] for order_id in order_ids}
    rows = visible_fulfillments(ctx).filter(order_id__in=list(order_ids))
    for parcel in await rows.order_by("created_at", "id"):
        found[parcel.order_id].append(parcel)
    return found


async def fulfillments_of_fulfillment_orders(
    ctx: Context, fulfillment_order_ids: Collection[UUID]
) -> dict[UUID, list[Fulfillment]]:
    """The parcels that each piece of work became."""
    found: dict[UUID, list[Fulfillment]] = {work_id: [] for work_id in fulfillment_order_ids}
    rows = visible_fulfillments(ctx).filter(fulfillment_order_id__in=list(fulfillment_order_ids))
    for parcel in await rows.order_by("created_at", "id"):
        found[parcel.fulfillment_order_id].append(parcel)
    return found


async def lines_of_fulfillment_orders(
    ctx: Context, fulfillment_order_ids: Collection[UUID]
) -> dict[UUID, list[FulfillmentOrderLine]]:
    """What each piece of work consists of."""
    found: dict[UUID, list[FulfillmentOrderLine]] = {
        work_id: [] for work_id in fulfillment_order_ids
    }
    rows = visible_fulfillment_order_lines(ctx)
    rows = rows.filter(fulfillment_order_id__in=list(fulfillment_order_ids))
    for line in await rows.order_by("order_line__position", "id"):
        found[line.fulfillment_order_id].append(line)
    return found


async def lines_of_fulfillments(
    ctx: Context, fulfillment_ids: Collection[UUID]
) -> dict[UUID, list[FulfillmentLine]]:
    """What is in each parcel."""
    found: dict[UUID, list[FulfillmentLine]] = {parcel_id: [] for parcel_id in fulfillment_ids}
    rows = visible_fulfillment_lines(ctx).filter(fulfillment_id__in=list(fulfillment_ids))
    for line in await rows.order_by("order_line__position", "id"):
        found[line.fulfillment_id].append(line)
    return found


async def tracking_events_of(
    ctx: Context, fulfillment_ids: Collection[UUID]
) -> dict[UUID, list[TrackingEvent]]:
    """What carriers said of each parcel, the latest happening first."""
    found: dict[UUID, list[TrackingEvent]] = {parcel_id: [] for parcel_id in fulfillment_ids}
    rows = visible_tracking_events(ctx).filter(fulfillment_id__in=list(fulfillment_ids))
    for news in await rows.order_by("-occurred_at", "-received_at", "-id"):
        found[news.fulfillment_id].append(news)
    return found


async def fulfillment_orders_page(
    ctx: Context,
    window: Window,
    *,
    statuses: Sequence[FulfillmentOrderStatus] | None = None,
    warehouse_ids: Sequence[UUID] | None = None,
    order: Order = OLDEST_WORK,
) -> Page[FulfillmentOrder]:
    """Work, the oldest first, of some states and in some warehouses if named."""
    rows = visible_fulfillment_orders(ctx)
    if statuses is not None:
        rows = rows.filter(status__in=list(statuses))
    if warehouse_ids is not None:
        rows = rows.filter(warehouse_id__in=list(warehouse_ids))
    return await page(rows, window, order)


async def fulfillments_page(
    ctx: Context,
    window: Window,
    *,
    statuses: Sequence[FulfillmentStatus] | None = None,
    order: Order = NEWEST_PARCELS,
) -> Page[Fulfillment]:
    """Parcels, the newest first, of some states if named."""
    rows = visible_fulfillments(ctx)
    if statuses is not None:
        rows = rows.filter(status__in=list(statuses))
    return await page(rows, window, order)

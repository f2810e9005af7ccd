"""Reading work and parcels. Staff see them all, customers those of their own orders."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from domain.fulfillment.carriers.waybills import normal
from domain.fulfillment.models import (
    Carrier,
    Fulfillment,
    FulfillmentLine,
    FulfillmentOrder,
    FulfillmentOrderLine,
    TrackingEvent,
)
from domain.identity.scopes import Scope
from domain.orders.models import Order as Sold
from domain.shared.context import Context
from domain.shared.errors import NotFound
from domain.shared.filters import Column, Condition, to_q
from domain.shared.inputs import text
from domain.shared.paging import Order, Page, Window, counts, instant, page, pages

CARRIER_CODE_LENGTH_MAX = 32  # characters
OLDEST_WORK = Order("createdAt", "created_at", value=instant)
NEWEST_PARCELS = Order("createdAt", "created_at", descending=True, value=instant)
NEWEST_NEWS = Order("occurredAt", "occurred_at", descending=True, value=instant)


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


async def gifts_of_orders(ctx: Context, order_ids: Collection[UUID]) -> dict[UUID, Sold]:
    """Orders, for what their cards say: whoever packs prints it. What may be shown of them is
    decided by `snapshots.packed_gift`.
    """
    found = Sold.filter(id__in=list(order_ids)).only("id", "customer_id", "gift_message")
    return {row.id: row for row in await found}


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
        InvalidInput: this is no code.
        NotFound: nobody drives under this code.
    """
    code = text(code, "carrier", longest=CARRIER_CODE_LENGTH_MAX)
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


# What the fields of a condition on work mean, and on parcels.
WORK_COLUMNS: Mapping[str, Column] = {
    "id": "id",
    "status": "status",
    "warehouse": "warehouse_id",
    "order": "order_id",
    "created_at": "created_at",
}
PARCEL_COLUMNS: Mapping[str, Column] = {
    "id": "id",
    "status": "status",
    "tracking_status": "tracking_status",
    "waybill_number": "waybill_number",
    "order": "order_id",
    "created_at": "created_at",
}


def work_matching(ctx: Context, condition: Condition | None) -> QuerySet[FulfillmentOrder]:
    """Work that meets a condition."""
    return visible_fulfillment_orders(ctx).filter(to_q(condition, WORK_COLUMNS))


def parcels_matching(ctx: Context, condition: Condition | None) -> QuerySet[Fulfillment]:
    """Parcels that meet a condition."""
    return visible_fulfillments(ctx).filter(to_q(condition, PARCEL_COLUMNS))


async def fulfillment_orders_page(
    ctx: Context,
    window: Window,
    *,
    condition: Condition | None = None,
    order: Order = OLDEST_WORK,
) -> Page[FulfillmentOrder]:
    """Work that meets a condition, the oldest first."""
    return await page(work_matching(ctx, condition), window, order)


async def count_fulfillment_orders(ctx: Context, *, condition: Condition | None = None) -> int:
    """How much work meets a condition."""
    return await work_matching(ctx, condition).count()


async def fulfillments_page(
    ctx: Context,
    window: Window,
    *,
    condition: Condition | None = None,
    order: Order = NEWEST_PARCELS,
) -> Page[Fulfillment]:
    """Parcels that meet a condition, the newest first."""
    return await page(parcels_matching(ctx, condition), window, order)


async def count_fulfillments(ctx: Context, *, condition: Condition | None = None) -> int:
    """How many parcels meet a condition."""
    return await parcels_matching(ctx, condition).count()


async def fulfillment_by_waybill(
    ctx: Context, carrier_code: str, waybill_number: str
) -> Fulfillment | None:
    """The parcel with a carrier's number.

    Raises:
        InvalidInput: this is no text, or too long to be one.
    """
    return await visible_fulfillments(ctx).get_or_none(
        carrier__code=text(carrier_code, "carrier"),
        waybill_number=text(normal(waybill_number), "number"),
    )


async def carriers(ctx: Context) -> list[Carrier]:
    """Who drives for us, by code; there are few."""
    return await visible_carriers(ctx).order_by("code")


async def pages_of_tracking_events(
    ctx: Context, fulfillment_ids: Sequence[UUID], window: Window, order: Order
) -> dict[UUID, Page[TrackingEvent]]:
    """The same page of what carriers said of each parcel."""
    return await pages(
        visible_tracking_events(ctx), "fulfillment_id", fulfillment_ids, window, order
    )


async def counts_of_tracking_events(
    ctx: Context, fulfillment_ids: Sequence[UUID]
) -> dict[UUID, int]:
    """How much carriers said of each parcel."""
    return await counts(visible_tracking_events(ctx), "fulfillment_id", fulfillment_ids)


async def fulfillment_order_lines_by_ids(
    ctx: Context, ids: Collection[UUID]
) -> dict[UUID, FulfillmentOrderLine]:
    """Lines of work by id."""
    rows = visible_fulfillment_order_lines(ctx).filter(id__in=list(ids))
    return {row.id: row for row in await rows}


async def fulfillment_lines_by_ids(
    ctx: Context, ids: Collection[UUID]
) -> dict[UUID, FulfillmentLine]:
    """Lines of parcels by id."""
    return {row.id: row for row in await visible_fulfillment_lines(ctx).filter(id__in=list(ids))}

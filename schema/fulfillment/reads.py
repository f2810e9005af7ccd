"""How work and parcels are read: a table for each type."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from domain.fulfillment import queries
from domain.fulfillment.actions import actions_on_parcel, actions_on_work
from domain.fulfillment.states import (
    FulfillmentOrderStatus,
    FulfillmentStatus,
)
from domain.identity.scopes import Scope
from domain.orders.snapshots import packed_gift
from domain.shared.context import Context
from schema.engine.mapping import (
    All,
    Args,
    Computed,
    Expression,
    Listed,
    Many,
    One,
    Pages,
    Read,
    Root,
    Rows,
)
from schema.fulfillment.queries import PARCEL_KINDS, WORK_KINDS
from schema.fulfillment.types import page_of_carrier
from schema.shared.context import GraphContext
from schema.shared.filters import read
from schema.shared.reads import CURSOR, by_id, facts

POSITION = '(SELECT p."position" FROM order_line p WHERE p."id" = {row}."order_line_id")'
TRACKING_URL = Expression(
    '(SELECT c."tracking_url" FROM carrier c WHERE c."id" = {row}."carrier_id")',
    columns=("carrier_id",),
)


def _work_actions(context: GraphContext, status: str) -> Any:
    return actions_on_work(context.domain, FulfillmentOrderStatus(status))


def _parcel_actions(context: GraphContext, status: str) -> Any:
    return actions_on_parcel(context.domain, FulfillmentStatus(status))


def _tracking_url(context: GraphContext, template: str | None, number: str | None) -> str | None:
    return page_of_carrier(template, number)


def _token(context: GraphContext, key: UUID) -> str:
    return context.tracking_token(key)


OWNER, GIFT_MESSAGE = (
    Expression(
        f'(SELECT o."{name}" FROM sales_order o WHERE o."id" = {{row}}."order_id")',
        columns=("order_id",),
        above=("order_id", name),
    )
    for name in ("customer_id", "gift_message")
)


def _gift(context: GraphContext, owner: UUID | None, key: UUID, sealed: str | None) -> Any:
    return packed_gift(context.domain, owner, key, sealed)


READS = (
    Read("Carrier", queries.visible_carriers, {}),
    Read(
        "FulfillmentOrderLine",
        queries.visible_fulfillment_order_lines,
        {"orderLine": One("OrderLine", key="order_line_id")},
    ),
    Read(
        "FulfillmentOrder",
        queries.visible_fulfillment_orders,
        {
            "eventCursor": CURSOR,
            "availableActions": Computed(("status",), _work_actions, is_personal=True),
            "order": One("Order", key="order_id"),
            "giftMessage": Computed(
                (OWNER, "order_id", GIFT_MESSAGE),
                _gift,
                is_personal=True,
                discloses=Scope.FULFILLMENT_WRITE,
            ),
            "warehouse": One("Warehouse", key="warehouse_id"),
            "lines": Many(
                "FulfillmentOrderLine",
                by="fulfillment_order_id",
                order=(POSITION, "id"),
                columns=("order_line_id",),
            ),
            "fulfillments": Many(
                "Fulfillment", by="fulfillment_order_id", order=("created_at", "id")
            ),
        },
    ),
    Read("TrackingEvent", queries.visible_tracking_events, {}),
    Read(
        "FulfillmentLine",
        queries.visible_fulfillment_lines,
        {"orderLine": One("OrderLine", key="order_line_id")},
    ),
    Read(
        "Fulfillment",
        queries.visible_fulfillments,
        {
            "eventCursor": CURSOR,
            "availableActions": Computed(("status",), _parcel_actions, is_personal=True),
            "carrier": One("Carrier", key="carrier_id"),
            "trackingUrl": Computed((TRACKING_URL, "waybill_number"), _tracking_url),
            "trackingToken": Computed(("id",), _token, is_personal=True),
            "order": One("Order", key="order_id"),
            "fulfillmentOrder": One("FulfillmentOrder", key="fulfillment_order_id"),
            "lines": Many(
                "FulfillmentLine",
                by="fulfillment_id",
                order=(POSITION, "id"),
                columns=("order_line_id",),
            ),
            "trackingEvents": Pages(
                "TrackingEvent", by="fulfillment_id", order=queries.NEWEST_NEWS
            ),
            "events": facts("fulfillment"),
        },
    ),
)


async def _work(ctx: Context, args: Args) -> Rows:
    return queries.work_matching(ctx, read(ctx, args.get("where"), WORK_KINDS))


async def _parcels(ctx: Context, args: Args) -> Rows:
    return queries.parcels_matching(ctx, read(ctx, args.get("where"), PARCEL_KINDS))


ROOTS: Mapping[str, Root] = {
    "fulfillment": by_id("Fulfillment"),
    "fulfillments": Listed(
        "Fulfillment", lambda args: queries.NEWEST_PARCELS, narrowed=("where",), rows=_parcels
    ),
    "fulfillmentOrders": Listed(
        "FulfillmentOrder", lambda args: queries.OLDEST_WORK, narrowed=("where",), rows=_work
    ),
    "carriers": All("Carrier", order=("code",)),
}

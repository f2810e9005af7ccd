"""How orders are read: a table for each type."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from domain.fulfillment.queries import fulfillment_by_waybill
from domain.identity.scopes import Scope
from domain.orders import queries
from domain.orders.actions import available_actions
from domain.orders.models import balance_due_minor
from domain.orders.states import OrderFulfillmentStatus, OrderStatus
from domain.processes.find_orders import find_orders
from domain.shared import inputs, paging
from domain.shared.context import Context
from domain.shared.outbox import AggregateType
from domain.support.queries import NEWEST as NEWEST_TICKETS
from schema.engine.mapping import (
    Args,
    Column,
    Computed,
    Expression,
    Listed,
    Many,
    News,
    One,
    Pages,
    Part,
    Read,
    Root,
    Rows,
    Single,
    Uncovered,
    Written,
)
from schema.orders.queries import KINDS, SORTABLE
from schema.orders.subscriptions import previous_status
from schema.orders.types import ShippingAddress
from schema.shared.context import GraphContext
from schema.shared.filters import read
from schema.shared.history import Event
from schema.shared.ids import key_in
from schema.shared.reads import CURSOR, amount, by_id, facts, money
from schema.shared.sorting import sorting

CURRENCY_OF_LINE = Expression(
    '(SELECT o."currency" FROM sales_order o WHERE o."id" = {row}."order_id")',
    columns=("order_id",),
    above=("order_id", "currency"),
)


def _address(context: GraphContext, owner: UUID | None, key: UUID, sealed: str | None) -> Any:
    return ShippingAddress.seen(context.domain, owner, key, sealed)


def _actions(context: GraphContext, status: str, fulfilled: str, owner: UUID | None) -> Any:
    order: Any = SimpleNamespace(
        status=OrderStatus(status),
        fulfillment_status=OrderFulfillmentStatus(fulfilled),
        customer_id=owner,
    )
    return available_actions(context.domain, order)


def _due(status: str, total: int, credit: int, captured: int, refunded: int, currency: str) -> str:
    return amount(balance_due_minor(status, total - credit, captured, refunded), currency)


DUE = (
    *("status", "total_minor", "return_credit_minor", "captured_minor", "refunded_minor"),
    "currency",
)

READS = (
    Read(
        "OrderLine",
        queries.visible_lines,
        {
            "allocatedQuantity": Column("allocated"),
            "fulfilledQuantity": Column("fulfilled"),
            "shippedQuantity": Column("shipped"),
            "deliveredQuantity": Column("delivered"),
            "canceledQuantity": Column("canceled"),
            "returnRequestedQuantity": Column("return_requested"),
            "returnedQuantity": Column("returned"),
            "variant": One("ProductVariant", key="variant_id"),
            "unitPrice": money("unit_price_minor", CURRENCY_OF_LINE),
            "discount": money("discount_minor", CURRENCY_OF_LINE),
            "total": money("total_minor", CURRENCY_OF_LINE),
        },
    ),
    Read(
        "OrderGroup",
        queries.visible_groups,
        {"orders": Many("Order", by="group_id", order=("placed_at", "id"))},
    ),
    Read(
        "Order",
        queries.visible_orders,
        {
            "group": One("OrderGroup", key="group_id"),
            "mergedInto": One("Order", key="merged_into_id"),
            "mergedFrom": Many("Order", by="merged_into_id", order=("placed_at", "id")),
            "eventCursor": CURSOR,
            "channel": One("SalesChannel", key="channel_id"),
            "availableActions": Computed(
                ("status", "fulfillment_status", "customer_id"), _actions, is_personal=True
            ),
            "customer": One("Customer", key="customer_id"),
            "shippingAddress": Computed(
                ("customer_id", "id", "shipping_address"),
                _address,
                is_personal=True,
                discloses=Scope.CUSTOMERS_PII,
            ),
            "lines": Pages("OrderLine", by="order_id", order=queries.BY_POSITION),
            "subtotal": money("subtotal_minor"),
            "discount": money("discount_minor"),
            "shipping": money("shipping_minor"),
            "total": money("total_minor"),
            "returnCredit": money("return_credit_minor"),
            "balanceDue": Part({"amount": Written(DUE, _due), "currencyCode": Column("currency")}),
            "authorized": money("authorized_minor"),
            "discounts": Many("AppliedDiscount", by="order_id", order=("position", "id")),
            "payments": Many("Payment", by="order_id", order=("created_at", "id")),
            "fulfillmentOrders": Many(
                "FulfillmentOrder", by="order_id", order=("created_at", "id")
            ),
            "returns": Many("Return", by="order_id", order=("requested_at", "id")),
            "shipments": Many("Fulfillment", by="order_id", order=("created_at", "id")),
            "tickets": Pages("Ticket", by="order_id", order=NEWEST_TICKETS),
            "events": facts("order"),
        },
    ),
)


def _order(args: Args) -> paging.Order:
    return sorting(args.get("order_by"), SORTABLE, default=queries.NEWEST)


async def _orders(ctx: Context, args: Args) -> Rows:
    sought = await find_orders(ctx, args.get("search"))
    return queries.orders_matching(ctx, sought, read(ctx, args.get("where"), KINDS))


async def _by_identifier(context: GraphContext, args: Args) -> Mapping[str, object] | None:
    wanted, ctx = args["identifier"], context.domain
    if wanted.id:
        key = key_in("Order", wanted.id)
        return None if key is None else {"id": key}
    if wanted.number:
        return {"number": inputs.text(wanted.number, "number").upper()}
    if wanted.external:
        channel, external_id = wanted.external.channel, wanted.external.external_id
        order = await queries.order_by_identifier(ctx, channel=channel, external_id=external_id)
        return {"id": order.id} if order else None
    if wanted.waybill:
        parcel = await fulfillment_by_waybill(ctx, wanted.waybill.carrier, wanted.waybill.number)
        return {"id": parcel.order_id} if parcel else None
    raise Uncovered("nothing names the order")


ROOTS: Mapping[str, Root] = {
    "order": by_id("Order"),
    "orderByIdentifier": Single("Order", _by_identifier, columns=("number",)),
    "orders": Listed("Order", _order, narrowed=("where", "search"), rows=_orders),
}

NEWS = {
    "orderUpdated": News(
        "Order",
        AggregateType.ORDER,
        shows="order",
        fields={
            "event": lambda ctx, event: Event.of(event),
            "previousStatus": lambda ctx, event: previous_status(event),
        },
    ),
}

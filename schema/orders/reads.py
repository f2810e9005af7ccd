"""How orders are read: a table for each type."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from domain.fulfillment.queries import fulfillment_by_waybill
from domain.identity.scopes import Scope
from domain.orders import queries
from domain.orders.actions import available_actions
from domain.orders.editing import queries as editing
from domain.orders.handling import queries as handling
from domain.orders.models import balance_due_minor
from domain.orders.snapshots import shown_gift
from domain.orders.states import HoldReason, OrderFulfillmentStatus, OrderStatus
from domain.processes.find_orders import find_orders
from domain.shared import inputs, paging
from domain.shared.context import Context
from domain.shared.outbox import AggregateType
from domain.support.queries import NEWEST as NEWEST_TICKETS
from domain.taxes.arithmetic import TaxLine
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
from schema.engine.values import loaded
from schema.orders import draft_reads as drafts
from schema.orders.addresses import ShippingAddress
from schema.orders.notes import is_own_note
from schema.orders.queries import KINDS, SORTABLE
from schema.orders.subscriptions import previous_status, told_of
from schema.orders.untold import untold
from schema.shared.context import GraphContext
from schema.shared.filters import read
from schema.shared.ids import global_id, key_in
from schema.shared.reads import CURSOR, amount, by_id, facts, money
from schema.shared.sorting import sorting
from schema.taxes.lines import OrderTaxLine

CURRENCY_OF_LINE = Expression(
    '(SELECT o."currency" FROM sales_order o WHERE o."id" = {row}."order_id")',
    columns=("order_id",),
    above=("order_id", "currency"),
)

WAITING = Expression(
    '(SELECT COALESCE(sum(b."waiting"), 0)::int FROM backorder b'
    ' WHERE b."order_line_id" = {row}."id" AND b."status" = \'waiting\')',
    columns=("id",),
    reads=("backorder",),
)

# Tax by tax, by name and rate, as `domain.orders.taxing` sums them up.
TAXES = Expression(
    "(SELECT jsonb_agg(jsonb_build_array(t.name, t.rate_ppm, t.base, t.tax)"
    " ORDER BY t.name, t.rate_ppm) FROM (SELECT x.name, x.rate_ppm, sum(x.base_minor) AS base,"
    ' sum(x.tax_minor) AS tax FROM order_tax_line AS x WHERE x.order_id = {row}."id"'
    " GROUP BY x.name, x.rate_ppm) AS t)",
    columns=("id",),
    reads=("OrderTaxLine",),
)


def _address(context: GraphContext, owner: UUID | None, key: UUID, sealed: str | None) -> Any:
    return ShippingAddress.seen(context.domain, owner, key, sealed)


def _gift(context: GraphContext, owner: UUID | None, key: UUID, sealed: str | None) -> Any:
    return shown_gift(context.domain, owner, key, sealed)


def _is_mine(context: GraphContext, kind: str, author_id: UUID | None) -> bool:
    return is_own_note(context, kind, author_id)


NOTE_IS_MINE = Computed(("author_kind", "author_id"), _is_mine, is_personal=True)
TAG_NAME = '(SELECT t."name" FROM order_tag t WHERE t."id" = {row}."tag_id")'
TAG_ORDERS = '(SELECT t."orders" FROM order_tag t WHERE t."id" = {row}."tag_id")'


def _actions(
    context: GraphContext, status: str, fulfilled: str, owner: UUID | None, held_for: str | None
) -> Any:
    order: Any = SimpleNamespace(
        status=OrderStatus(status),
        fulfillment_status=OrderFulfillmentStatus(fulfilled),
        customer_id=owner,
        hold_reason=held_for and HoldReason(held_for),
    )
    return available_actions(context.domain, order)


def _taxes(context: GraphContext, lines: Any, currency: str) -> list[OrderTaxLine]:
    return OrderTaxLine.each((TaxLine(*line) for line in loaded(lines) or ()), currency)


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
            "backorderedQuantity": WAITING,
            "fulfilledQuantity": Column("fulfilled"),
            "shippedQuantity": Column("shipped"),
            "deliveredQuantity": Column("delivered"),
            "canceledQuantity": Column("canceled"),
            "returnRequestedQuantity": Column("return_requested"),
            "returnedQuantity": Column("returned"),
            "claimedQuantity": Column("claimed"),
            "variant": One("ProductVariant", key="variant_id"),
            "unitPrice": money("unit_price_minor", CURRENCY_OF_LINE),
            "discount": money("discount_minor", CURRENCY_OF_LINE),
            "tax": money("tax_minor", CURRENCY_OF_LINE),
            "total": money("total_minor", CURRENCY_OF_LINE),
        },
    ),
    Read(
        "OrderGroup",
        queries.visible_groups,
        {"orders": Many("Order", by="group_id", order=("placed_at", "id"))},
    ),
    Read(
        "OrderEdit",
        editing.visible_edits,
        {
            "orderVersion": Column("base_version"),
            "changesAddress": Column("has_new_address"),
            "order": One("Order", key="order_id"),
        },
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
                ("status", "fulfillment_status", "customer_id", "hold_reason"),
                _actions,
                is_personal=True,
            ),
            "customer": One("Customer", key="customer_id"),
            "shippingAddress": Computed(
                ("customer_id", "id", "shipping_address"),
                _address,
                is_personal=True,
                discloses=Scope.CUSTOMERS_PII,
            ),
            "giftMessage": Computed(
                ("customer_id", "id", "gift_message"),
                _gift,
                is_personal=True,
                discloses=Scope.CUSTOMERS_PII,
            ),
            "assignee": One("StaffMember", key="assignee_id"),
            "tags": Many("OrderTagging", by="order_id", order=(TAG_NAME,), columns=("tag_id",)),
            "notes": Many("OrderNote", by="order_id", order=("written_at", "id")),
            "holdNote": One("OrderNote", key="hold_note_id"),
            "lines": Pages("OrderLine", by="order_id", order=queries.BY_POSITION),
            "subtotal": money("subtotal_minor"),
            "discount": money("discount_minor"),
            "shipping": money("shipping_minor"),
            "tax": money("tax_minor"),
            "taxLines": Computed((TAXES, "currency"), _taxes),
            "total": money("total_minor"),
            "returnCredit": money("return_credit_minor"),
            "balanceDue": Part({"amount": Written(DUE, _due), "currencyCode": Column("currency")}),
            "authorized": money("authorized_minor"),
            "discounts": Many("AppliedDiscount", by="order_id", order=("position", "id")),
            "payments": Many("Payment", by="order_id", order=("created_at", "id")),
            "fulfillmentOrders": Many(
                "FulfillmentOrder", by="order_id", order=("created_at", "id")
            ),
            "edits": Pages("OrderEdit", by="order_id", order=editing.NEWEST),
            "returns": Many("Return", by="order_id", order=("requested_at", "id")),
            "claims": Many("Claim", by="order_id", order=("opened_at", "id")),
            "exchanges": Many("Exchange", by="order_id", order=("requested_at", "id")),
            "shipments": Many("Fulfillment", by="order_id", order=("created_at", "id")),
            "tickets": Pages("Ticket", by="order_id", order=NEWEST_TICKETS),
            "events": facts("order", untold),
        },
    ),
    Read(
        "OrderNote",
        handling.visible_notes,
        {"author": One("StaffMember", key="author_id"), "canEdit": NOTE_IS_MINE},
    ),
    Read("OrderTag", handling.visible_tags, {"orderCount": Column("orders")}),
    Read(
        "OrderTagging",
        handling.visible_taggings,
        {
            "id": Computed(("tag_id",), lambda context, key: global_id("OrderTag", key)),
            "name": Expression(TAG_NAME, columns=("tag_id",)),
            "orderCount": Expression(TAG_ORDERS, columns=("tag_id",)),
        },
        of_type="OrderTag",
    ),
    *drafts.READS,
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
    "orderEdit": by_id("OrderEdit"),
    "orderByIdentifier": Single("Order", _by_identifier, columns=("number",)),
    "orderTags": Listed("OrderTag", lambda args: handling.BY_NAME),
    **drafts.ROOTS,
    "orders": Listed("Order", _order, narrowed=("where", "search"), rows=_orders),
}

NEWS = {
    "orderUpdated": News(
        "Order",
        AggregateType.ORDER,
        shows="order",
        fields={
            "event": told_of,
            "previousStatus": lambda ctx, event: previous_status(event),
        },
    ),
}

"""How returns and their refunds are read: a table for each type."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from domain.finance.refunds import actions as refund_actions
from domain.finance.refunds import queries as refunds
from domain.finance.refunds.states import ReturnRefundStatus
from domain.returns import queries
from domain.returns.actions import available_actions
from domain.returns.states import ReturnStatus
from domain.shared.context import Context
from schema.engine.mapping import (
    Args,
    Column,
    Computed,
    Expression,
    Listed,
    Many,
    One,
    Read,
    Root,
    Rows,
)
from schema.fulfillment.types import page_of_carrier
from schema.returns.queries import KINDS, REFUND_KINDS
from schema.shared.context import GraphContext
from schema.shared.filters import read
from schema.shared.reads import CURSOR, by_id, facts, money

POSITION = '(SELECT p."position" FROM order_line p WHERE p."id" = {row}."order_line_id")'
CURRENCY_OF_LINE = Expression(
    '(SELECT r."currency" FROM order_return r WHERE r."id" = {row}."parent_id")',
    columns=("parent_id",),
    above=("parent_id", "currency"),
)
OWNER = Expression(
    '(SELECT o."customer_id" FROM sales_order o WHERE o."id" = {row}."order_id")',
    columns=("order_id",),
    above=("order_id", "customer_id"),
)
# Whether it is one is plain from what can be done; which one it is, is not told to everybody.
IS_OF_EXCHANGE = Expression(
    'EXISTS (SELECT FROM order_exchange e WHERE e."parent_id" = {row}."id")', columns=("id",)
)
TRACKING_URL = Expression(
    '(SELECT c."tracking_url" FROM carrier c WHERE c."id" = {row}."carrier_id")',
    columns=("carrier_id",),
)
ASKED_BY = Expression(
    '(SELECT r."requested_by" FROM order_return r WHERE r."id" = {row}."parent_id")',
    columns=("parent_id",),
)


def _actions(context: GraphContext, status: str, owner: UUID | None, is_of_exchange: bool) -> Any:
    return available_actions(context.domain, ReturnStatus(status), owner, is_of_exchange)


def _refund_actions(context: GraphContext, status: str, *of: str | None) -> Any:
    return refund_actions.available_actions(context.domain, ReturnRefundStatus(status), *of)


def _tracking_url(context: GraphContext, template: str | None, number: str | None) -> str | None:
    return page_of_carrier(template, number)


READS = (
    Read(
        "ReturnLine",
        queries.visible_return_lines,
        {
            "announcedQuantity": Column("quantity"),
            "receivedQuantity": Column("received"),
            "difference": Expression(
                '({row}."received" - {row}."quantity")', columns=("received", "quantity")
            ),
            "restockedQuantity": Column("restocked"),
            "quarantinedQuantity": Column("quarantined"),
            "repairQuantity": Column("to_repair"),
            "scrappedQuantity": Column("scrapped"),
            "sentBackQuantity": Column("sent_back"),
            "creditedQuantity": Column("credited"),
            "credit": money("credit_minor", CURRENCY_OF_LINE),
            "orderLine": One("OrderLine", key="order_line_id"),
        },
    ),
    Read(
        "Return",
        queries.visible_returns,
        {
            "eventCursor": CURSOR,
            "availableActions": Computed(
                ("status", OWNER, IS_OF_EXCHANGE), _actions, is_personal=True
            ),
            "order": One("Order", key="order_id"),
            "exchange": Many("Exchange", by="parent_id", order=("id",), only_first=True),
            "warehouse": One("Warehouse", key="warehouse_id"),
            "carrier": One("Carrier", key="carrier_id"),
            "trackingUrl": Computed((TRACKING_URL, "waybill_number"), _tracking_url),
            "lines": Many(
                "ReturnLine",
                by="parent_id",
                order=(POSITION, "id"),
                columns=("order_line_id",),
            ),
            "shippingCredit": money("shipping_credit_minor"),
            "refunds": Many("ReturnRefund", by="parent_id", order=("created_at", "id")),
            "events": facts("return"),
        },
    ),
    Read(
        "ReturnRefund",
        refunds.visible_return_refunds,
        {
            "amount": money("amount_minor"),
            "availableActions": Computed(
                ("status", "requested_by", ASKED_BY), _refund_actions, is_personal=True
            ),
            "return": One("Return", key="parent_id"),
            "order": One("Order", key="order_id"),
            "payment": One("Payment", key="payment_id"),
            "events": facts("return_refund"),
        },
    ),
)


async def _returns(ctx: Context, args: Args) -> Rows:
    return queries.returns_matching(ctx, read(ctx, args.get("where"), KINDS))


async def _refunds(ctx: Context, args: Args) -> Rows:
    return refunds.refunds_matching(ctx, read(ctx, args.get("where"), REFUND_KINDS))


ROOTS: Mapping[str, Root] = {
    "return": by_id("Return"),
    "returns": Listed("Return", lambda args: queries.NEWEST, narrowed=("where",), rows=_returns),
    "returnRefunds": Listed(
        "ReturnRefund", lambda args: refunds.NEWEST, narrowed=("where",), rows=_refunds
    ),
}

"""Goods that come back, and the money for them, as clients see them."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from domain.finance import queries as payments
from domain.finance.refunds import actions as refund_actions
from domain.finance.refunds import models as refunds
from domain.finance.refunds import queries as refund_queries
from domain.finance.refunds.states import (
    ReturnRefundAction,
    ReturnRefundKind,
    ReturnRefundStatus,
)
from domain.fulfillment import queries as fulfillment
from domain.inventory import queries as inventory
from domain.orders import queries as orders
from domain.returns import models, queries
from domain.returns.actions import available_actions
from domain.returns.exchanges import queries as exchanges
from domain.returns.states import ReturnAction, ReturnReason, ReturnStatus
from schema.finance.types import Payment
from schema.fulfillment.types import Carrier, page_of_carrier
from schema.inventory.types import Warehouse
from schema.orders.types import Order, OrderLine
from schema.returns import words as words  # what the enums mean
from schema.shared.connections import (
    After,
    Before,
    Connection,
    First,
    Last,
    window,
)
from schema.shared.context import Info
from schema.shared.fields import Backed, Node, column, row_key, show
from schema.shared.history import Event, history
from schema.shared.money import Money
from schema.shared.scalars import URL, EventCursor

if TYPE_CHECKING:
    from schema.exchanges.types import Exchange


@strawberry.type(description="Units of one line of an order that come back.")
class ReturnLine(Node, Backed[models.ReturnLine]):
    """What was announced, what came, and what became of it."""

    @strawberry.field(description="Units that were announced; 0 where they came unannounced.")
    def announced_quantity(self) -> int:
        return self.row.quantity

    @strawberry.field(description="Units that came, as somebody counted them.")
    def received_quantity(self) -> int:
        return self.row.received

    @strawberry.field(
        description="Units that came less those that were announced: below zero, some are missing."
    )
    def difference(self) -> int:
        return self.row.received - self.row.quantity

    @strawberry.field(description="Units that went on the shelf.")
    def restocked_quantity(self) -> int:
        return self.row.restocked

    @strawberry.field(description="Units that were put aside.")
    def quarantined_quantity(self) -> int:
        return self.row.quarantined

    @strawberry.field(description="Units to be mended.")
    def repair_quantity(self) -> int:
        return self.row.to_repair

    @strawberry.field(description="Units that were thrown away.")
    def scrapped_quantity(self) -> int:
        return self.row.scrapped

    @strawberry.field(description="Units that went back to the customer.")
    def sent_back_quantity(self) -> int:
        return self.row.sent_back

    @strawberry.field(description="Units that are no longer owed for.")
    def credited_quantity(self) -> int:
        return self.row.credited

    @strawberry.field(description="What is no longer owed for them: their share of the line.")
    async def credit(self, info: Info) -> Money:
        parent = await info.context.one(queries.returns_by_ids, self.row.parent_id)
        assert parent is not None, "a line is seen through its return"
        return Money.of(self.row.credit_minor, parent.currency)

    @strawberry.field(description="The line of the order.")
    async def order_line(self, info: Info) -> OrderLine | None:
        return OrderLine.maybe(await info.context.one(orders.lines_by_ids, self.row.order_line_id))


@strawberry.type(description="Goods of one order on their way back to us.")
class Return(Node, Backed[models.Return]):
    """A return."""

    number: str = column("The number people read, such as RET-10042.")
    version: int = column("Raised by one with every fact about it.")
    status: ReturnStatus = column("How far it has come.")
    reason: ReturnReason = column("Why they come back.")
    note: str = column("What whoever asked for it wrote; may be empty.")
    answer: str = column("What the customer was told when it was declined; empty otherwise.")
    waybill_number: str | None = column("The carrier's number on its label, if it has one.")
    requested_at: datetime = column("When it was asked for.")
    approved_at: datetime | None = column("When it was agreed to.")
    sent_at: datetime | None = column("When it was handed over, if somebody said so.")
    received_at: datetime | None = column("When the last of it was counted.")
    inspected_at: datetime | None = column("When it was decided what becomes of each unit.")
    closed_at: datetime | None = column("When it was over.")
    updated_at: datetime = column("When it last changed.")

    @strawberry.field(description="Follow its order from here: hand it to a subscription.")
    def event_cursor(self, info: Info) -> EventCursor:
        return EventCursor(info.context.cursor)

    @strawberry.field(description="What you could do with it now.")
    async def available_actions(self, info: Info) -> list[ReturnAction]:
        order = await info.context.one(orders.orders_by_ids, self.row.order_id)
        owner = order.customer_id if order else None
        is_of_exchange = await info.context.one(exchanges.are_of_exchanges, row_key(self))
        return available_actions(info.context.domain, self.row.status, owner, bool(is_of_exchange))

    @strawberry.field(description="The order they belong to.")
    async def order(self, info: Info) -> Order | None:
        return Order.maybe(await info.context.one(orders.orders_by_ids, self.row.order_id))

    @strawberry.field(description="The exchange they belong to, if others go out for them.")
    async def exchange(
        self, info: Info
    ) -> Annotated["Exchange", strawberry.lazy("schema.exchanges.types")] | None:
        row = await info.context.one(exchanges.exchanges_of_returns, row_key(self))
        return show("Exchange", row)  # type: ignore[no-any-return]  # by name

    @strawberry.field(description="Where they are counted, once that has begun.")
    async def warehouse(self, info: Info) -> Warehouse | None:
        return Warehouse.maybe(
            await info.context.one(inventory.warehouses_by_ids, self.row.warehouse_id)
        )

    @strawberry.field(description="Who brings them, if they have a label.")
    async def carrier(self, info: Info) -> Carrier | None:
        return Carrier.maybe(
            await info.context.one(fulfillment.carriers_by_ids, self.row.carrier_id)
        )

    @strawberry.field(description="The carrier's page about them.")
    async def tracking_url(self, info: Info) -> URL | None:
        carrier = await info.context.one(fulfillment.carriers_by_ids, self.row.carrier_id)
        return page_of_carrier(carrier.tracking_url if carrier else None, self.row.waybill_number)

    @strawberry.field(description="What comes back, as the order has it.")
    async def lines(self, info: Info) -> list[ReturnLine]:
        return ReturnLine.each(await info.context.many(queries.lines_of_returns, row_key(self)))

    @strawberry.field(
        description="What is no longer owed for sending the order: with its last unit, where the"
        " reason is ours."
    )
    def shipping_credit(self) -> Money:
        return Money.of(self.row.shipping_credit_minor, self.row.currency)

    @strawberry.field(description="The money that goes back, oldest first.")
    async def refunds(self, info: Info) -> list["ReturnRefund"]:
        rows = await info.context.many(refund_queries.refunds_of_returns, row_key(self))
        return ReturnRefund.each(rows)

    @strawberry.field(description="All that happened to it, oldest first.")
    async def events(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Event]:
        return await history(info, "return", row_key(self), window(first, after, last, before))


@strawberry.type(
    description="Money that goes back for one return; or for none, where somebody must agree to it."
)
class ReturnRefund(Node, Backed[refunds.ReturnRefund]):
    """A refund of a return, or one by hand that waits."""

    version: int = column("Raised by one with every fact about it.")
    kind: ReturnRefundKind = column("When it goes back.")
    status: ReturnRefundStatus = column("How far it has come.")
    needs_approval: bool = column("Whether somebody has to agree: it is above the limit.")
    created_at: datetime = column("When it became due.")
    approved_at: datetime | None = column("When somebody agreed to it.")
    settled_at: datetime | None = column("When it went back, or was given up.")
    updated_at: datetime = column("When it last changed.")

    @strawberry.field(description="How much.")
    def amount(self) -> Money:
        return Money.of(self.row.amount_minor, self.row.currency)

    @strawberry.field(
        description="What you could do with it now. Whoever asked for the money or the return, or"
        " inspected it, does not approve it."
    )
    async def available_actions(self, info: Info) -> list[ReturnRefundAction]:
        parent = await info.context.one(queries.returns_by_ids, self.row.parent_id)
        return refund_actions.available_actions(
            info.context.domain,
            self.row.status,
            self.row.requested_by,
            parent.requested_by if parent else None,
        )

    @strawberry.field(name="return", description="The return it is for, if it is for one.")
    async def return_(self, info: Info) -> Return | None:
        return Return.maybe(await info.context.one(queries.returns_by_ids, self.row.parent_id))

    @strawberry.field(description="The order it is for.")
    async def order(self, info: Info) -> Order | None:
        return Order.maybe(await info.context.one(orders.orders_by_ids, self.row.order_id))

    @strawberry.field(description="The one payment it is of, where it was asked for of one.")
    async def payment(self, info: Info) -> Payment | None:
        return Payment.maybe(await info.context.one(payments.payments_by_ids, self.row.payment_id))

    @strawberry.field(description="All that happened to it, oldest first.")
    async def events(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Event]:
        return await history(
            info, "return_refund", row_key(self), window(first, after, last, before)
        )

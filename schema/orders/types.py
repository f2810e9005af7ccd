"""Promises to customers, as clients see them."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Optional

import strawberry

from domain.analytics import queries as analytics
from domain.channels.queries import channels_by_ids
from domain.customers import queries as customers
from domain.finance import queries as finance
from domain.fulfillment import queries as fulfillment
from domain.fulfillment.routing import queries as routing
from domain.identity import queries as identity
from domain.orders import models, queries, taxing
from domain.orders.actions import available_actions
from domain.orders.editing import queries as editing
from domain.orders.handling import queries as handling
from domain.orders.snapshots import shown_gift
from domain.promotions import queries as promotions
from domain.returns import queries as returns
from domain.returns.claims import queries as claims
from domain.returns.exchanges import queries as exchanges
from domain.support import queries as support
from schema.analytics.types import StepDuration
from schema.channels.types import SalesChannel
from schema.customers.types import Customer
from schema.finance.types import Payment
from schema.identity.types import StaffMember
from schema.orders.addresses import ShippingAddress
from schema.orders.lines import OrderLine as OrderLine
from schema.orders.notes import OrderNote, OrderTag
from schema.orders.untold import untold
from schema.orders.words import (
    CancelReason,
    HoldReason,
    OrderAction,
    OrderFulfillmentStatus,
    OrderPaymentStatus,
    OrderReturnStatus,
    OrderStatus,
)
from schema.promotions.types import AppliedDiscount
from schema.shared.connections import After, Before, Connection, First, Last, connect, window
from schema.shared.context import Info
from schema.shared.fields import Backed, Node, column, row_key, show, show_each
from schema.shared.history import Event, history
from schema.shared.money import Money
from schema.shared.scalars import EventCursor
from schema.taxes.lines import OrderTaxLine

if TYPE_CHECKING:
    from schema.claims.types import Claim
    from schema.exchanges.types import Exchange
    from schema.fulfillment.types import Fulfillment, FulfillmentOrder
    from schema.orders.editing import OrderEdit
    from schema.returns.types import Return
    from schema.routing.types import RoutingExplanation
    from schema.support.types import Ticket


@strawberry.type(description="Orders that were placed as one, and split later.")
class OrderGroup(Node, Backed[models.OrderGroup]):
    """A group."""

    created_at: datetime = column("When the first of them was split.")

    @strawberry.field(description="Its orders that you may see, oldest first.")
    async def orders(self, info: Info) -> list["Order"]:
        return Order.each(await info.context.many(queries.orders_of_groups, row_key(self)))


@strawberry.type(description="One promise to a customer.")
class Order(Node, Backed[models.Order]):
    """An order."""

    number: str = column("The number people read, such as ORD-100042.")
    version: int = column("Raised by exactly one with every fact about it.")
    status: OrderStatus = column("Where it stands.")
    payment_status: OrderPaymentStatus = column("What has been paid.")
    fulfillment_status: OrderFulfillmentStatus = column("What has left and arrived.")
    return_status: OrderReturnStatus = column("What is coming back and what has.")
    hold_reason: HoldReason | None = column("Why it waits, while it does.")
    cancel_reason: CancelReason | None = column("Why it was given up, if it was.")
    external_id: str | None = column("What the channel calls it.")
    note: str = column("What the customer wrote; may be empty.")
    placed_at: datetime = column("When it was placed.")
    confirmed_at: datetime | None = column("When it was accepted.")
    canceled_at: datetime | None = column("When it was given up.")
    completed_at: datetime | None = column("When it was delivered and paid.")
    expires_at: datetime | None = column("Until when stock is held for it, while it is not paid.")
    updated_at: datetime = column("When it last changed.")

    @strawberry.field(description="Follow this order from here: hand it to a subscription.")
    def event_cursor(self, info: Info) -> EventCursor:
        return EventCursor(info.context.cursor)

    @strawberry.field(description="Where it came from.")
    async def channel(self, info: Info) -> SalesChannel | None:
        return SalesChannel.maybe(await info.context.one(channels_by_ids, self.row.channel_id))

    @strawberry.field(description="What you could do to it now.")
    def available_actions(self, info: Info) -> list[OrderAction]:
        return available_actions(info.context.domain, self.row)

    @strawberry.field(description="Who ordered.")
    async def customer(self, info: Info) -> Customer | None:
        return Customer.maybe(
            await info.context.one(customers.customers_by_ids, self.row.customer_id)
        )

    @strawberry.field(description="The orders that it was placed together with, if it was split.")
    async def group(self, info: Info) -> OrderGroup | None:
        return OrderGroup.maybe(await info.context.one(queries.groups_by_ids, self.row.group_id))

    @strawberry.field(description="The order that took in all that was in it, if one did.")
    async def merged_into(self, info: Info) -> Optional["Order"]:
        return Order.maybe(await info.context.one(queries.orders_by_ids, self.row.merged_into_id))

    @strawberry.field(description="The orders that it took in, oldest first.")
    async def merged_from(self, info: Info) -> list["Order"]:
        return Order.each(await info.context.many(queries.orders_merged_into, row_key(self)))

    @strawberry.field(description="Where it goes. None without customers:pii, unless it is yours.")
    def shipping_address(self, info: Info) -> ShippingAddress | None:
        return ShippingAddress.seen(
            info.context.domain, self.row.customer_id, self.row.id, self.row.shipping_address
        )

    @strawberry.field(
        description="What the card in the present says. None without customers:pii, unless it is"
        " yours."
    )
    def gift_message(self, info: Info) -> str | None:
        row = self.row
        return shown_gift(info.context.domain, row.customer_id, row.id, row.gift_message)

    @strawberry.field(description="Who sees to it. None for customers.")
    async def assignee(self, info: Info) -> StaffMember | None:
        return StaffMember.maybe(
            await info.context.one(identity.staff_by_ids, self.row.assignee_id)
        )

    @strawberry.field(description="The words it is sorted by, by name. Empty for customers.")
    async def tags(self, info: Info) -> list[OrderTag]:
        return OrderTag.each(await info.context.many(handling.tags_of_orders, row_key(self)))

    @strawberry.field(description="What was noted about it that you may read, oldest first.")
    async def notes(self, info: Info) -> list[OrderNote]:
        return OrderNote.each(await info.context.many(handling.notes_of_orders, row_key(self)))

    @strawberry.field(description="What was said with the reason why it waits. For the house.")
    async def hold_note(self, info: Info) -> OrderNote | None:
        return OrderNote.maybe(await info.context.one(handling.notes_by_ids, self.row.hold_note_id))

    @strawberry.field(description="What was ordered.")
    async def lines(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[OrderLine]:
        key, part = row_key(self), window(first, after, last, before)
        page = await info.context.page(queries.pages_of_lines, key, part, queries.BY_POSITION)
        return connect(page, OrderLine.of, lambda: info.context.count(queries.counts_of_lines, key))

    @strawberry.field(description="The sum of all lines before anything is taken off.")
    def subtotal(self) -> Money:
        return Money.of(self.row.subtotal_minor, self.row.currency)

    @strawberry.field(description="What was taken off.")
    def discount(self) -> Money:
        return Money.of(self.row.discount_minor, self.row.currency)

    @strawberry.field(description="The promotions it was placed with, in the order of applying.")
    async def discounts(self, info: Info) -> list[AppliedDiscount]:
        return AppliedDiscount.each(
            await info.context.many(promotions.uses_of_orders, row_key(self))
        )

    shipping_method_name: str = column(
        "What the way of sending it was called when it was chosen; empty if none was."
    )

    @strawberry.field(description="What sending it costs, after promotions.")
    def shipping(self) -> Money:
        return Money.of(self.row.shipping_minor, self.row.currency)

    prices_include_tax: bool | None = column(
        "Whether its prices, its discount and its shipping contain their tax, or it comes on top."
        " Null where no tax was worked out."
    )

    @strawberry.field(description="All tax of it, with that of sending it.")
    def tax(self) -> Money:
        return Money.of(self.row.tax_minor, self.row.currency)

    @strawberry.field(
        description="The same, tax by tax, by name and rate. They add up to `tax` to the last cent."
    )
    async def tax_lines(self, info: Info) -> list[OrderTaxLine]:
        found = await info.context.one(taxing.taxes_by_orders, row_key(self))
        return OrderTaxLine.each(found or [], self.row.currency)

    @strawberry.field(description="What is owed in all.")
    def total(self) -> Money:
        return Money.of(self.row.total_minor, self.row.currency)

    @strawberry.field(description="What is no longer owed for goods that came back.")
    def return_credit(self) -> Money:
        return Money.of(self.row.return_credit_minor, self.row.currency)

    @strawberry.field(description="What is still to pay; below zero when too much was paid.")
    def balance_due(self) -> Money:
        return Money.of(self.row.balance_due_minor, self.row.currency)

    @strawberry.field(description="What customers' banks hold for it: neither captured nor let go.")
    def authorized(self) -> Money:
        return Money.of(self.row.authorized_minor, self.row.currency)

    @strawberry.field(description="The money that came and went.")
    async def payments(self, info: Info) -> list[Payment]:
        return Payment.each(await info.context.many(finance.payments_of_orders, row_key(self)))

    @strawberry.field(description="The work it makes in the warehouses.")
    async def fulfillment_orders(
        self, info: Info
    ) -> list[Annotated["FulfillmentOrder", strawberry.lazy("schema.fulfillment.types")]]:
        rows = await info.context.many(fulfillment.fulfillment_orders_of_orders, row_key(self))
        return show_each("FulfillmentOrder", rows)  # type: ignore[no-any-return]  # by name

    @strawberry.field(
        description="Which warehouses it was given to and why, by the last decision. None where no"
        " rules were made, and without fulfillment:read and inventory:read."
    )
    async def routing_explanation(
        self, info: Info
    ) -> Annotated["RoutingExplanation", strawberry.lazy("schema.routing.types")] | None:
        found = await info.context.one(routing.last_explanations, row_key(self))
        return show("RoutingExplanation", found)  # type: ignore[no-any-return]  # by name

    @strawberry.field(description="Its parcels.")
    async def shipments(
        self, info: Info
    ) -> list[Annotated["Fulfillment", strawberry.lazy("schema.fulfillment.types")]]:
        rows = await info.context.many(fulfillment.fulfillments_of_orders, row_key(self))
        return show_each("Fulfillment", rows)  # type: ignore[no-any-return]  # by name

    @strawberry.field(
        description="The edit of it that is being made, if there is one. Staff need orders:read."
    )
    async def open_edit(
        self, info: Info
    ) -> Annotated["OrderEdit", strawberry.lazy("schema.orders.editing")] | None:
        found = await info.context.one(editing.open_edits, row_key(self))
        return show("OrderEdit", found) if found else None

    @strawberry.field(
        description="The edits of it, newest first: for staff with orders:read; what came of them"
        " is among its events."
    )
    async def edits(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Annotated["OrderEdit", strawberry.lazy("schema.orders.editing")]]:
        key, part = row_key(self), window(first, after, last, before)
        page = await info.context.page(editing.pages_of_edits, key, part, editing.NEWEST)
        return connect(
            page,
            lambda row: show("OrderEdit", row),
            lambda: info.context.count(editing.counts_of_edits, key),
        )

    @strawberry.field(description="What of it comes back, oldest first.")
    async def returns(
        self, info: Info
    ) -> list[Annotated["Return", strawberry.lazy("schema.returns.types")]]:
        rows = await info.context.many(returns.returns_of_orders, row_key(self))
        return show_each("Return", rows)  # type: ignore[no-any-return]  # by name

    @strawberry.field(description="What was said to be wrong with it, oldest first.")
    async def claims(
        self, info: Info
    ) -> list[Annotated["Claim", strawberry.lazy("schema.claims.types")]]:
        rows = await info.context.many(claims.claims_of_orders, row_key(self))
        return show_each("Claim", rows)  # type: ignore[no-any-return]  # by name

    @strawberry.field(description="What of it was to be exchanged, oldest first.")
    async def exchanges(
        self, info: Info
    ) -> list[Annotated["Exchange", strawberry.lazy("schema.exchanges.types")]]:
        rows = await info.context.many(exchanges.exchanges_of_orders, row_key(self))
        return show_each("Exchange", rows)  # type: ignore[no-any-return]  # by name

    @strawberry.field(description="The tickets about it that you may see, newest first.")
    async def tickets(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Annotated["Ticket", strawberry.lazy("schema.support.types")]]:
        key, part = row_key(self), window(first, after, last, before)
        page = await info.context.page(support.pages_of_orders, key, part, support.NEWEST)
        return connect(
            page,
            lambda row: show("Ticket", row),
            lambda: info.context.count(support.counts_of_orders, key),
        )

    @strawberry.field(
        description="How long each step of it waited and worked so far, by when each could be"
        " begun. Empty without orders:read."
    )
    async def step_durations(self, info: Info) -> list[StepDuration]:
        return StepDuration.each(
            await info.context.many(analytics.durations_of_orders, row_key(self))
        )

    @strawberry.field(
        description="All that happened to it, oldest first; what the house noted for the house."
    )
    async def events(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Event]:
        part, kept = window(first, after, last, before), untold(info.context.domain)
        return await history(info, "order", row_key(self), part, without=kept)

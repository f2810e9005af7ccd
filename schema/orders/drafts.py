"""Orders that are not placed yet, as clients see them; and quotes, as whoever has the link does."""

from datetime import datetime
from typing import Annotated, Self

import strawberry

from domain.catalog import queries as catalog
from domain.channels.queries import channels_by_ids
from domain.customers import queries as customers
from domain.customers.masking import shown_name
from domain.customers.models import Customer as Person
from domain.identity import queries as identity
from domain.orders import queries as orders
from domain.orders.drafts import models, queries
from domain.orders.drafts.actions import available_actions
from domain.orders.drafts.masking import shown_gift_of, shown_snapshot
from domain.orders.drafts.states import DraftStatus
from domain.orders.drafts.tokens import quote_token
from schema.catalog.types import ProductVariant
from schema.channels.types import SalesChannel
from schema.customers.types import Customer
from schema.identity.types import StaffMember
from schema.orders.addresses import ShippingAddress
from schema.orders.types import Order
from schema.orders.words import DraftAction
from schema.shared.arguments import Id
from schema.shared.connections import After, Before, Connection, First, Last, connect, window
from schema.shared.context import Info
from schema.shared.fields import Backed, Node, column, row_key
from schema.shared.filters import (
    DateTimeFilter,
    EnumFilter,
    IDFilter,
    StringFilter,
    conditions,
    read,
    where_input,
)
from schema.shared.history import Event, history
from schema.shared.ids import key_in
from schema.shared.money import Money
from schema.shared.scalars import CurrencyCode


def maybe_money(minor: int | None, currency: str) -> Money | None:
    """An amount, where there is one."""
    return None if minor is None else Money.of(minor, currency)


@strawberry.type(description="So many units of a variant that an order shall have.")
class DraftOrderLine(Node, Backed[models.DraftOrderLine]):
    """A line."""

    position: int = column("Its place.")
    sku: str = column("The stock-keeping unit as it was.")
    name: str = column("The name as it was.")
    quantity: int = column("Units.")
    price_reason: str = column("Why a colleague set the price; empty where nobody did.")

    @strawberry.field(description="What it is of, as it is now.")
    async def variant(self, info: Info) -> ProductVariant | None:
        return ProductVariant.maybe(
            await info.context.one(catalog.variants_by_ids, self.row.variant_id)
        )

    @strawberry.field(description="The price that a colleague set; the price of the day if none.")
    async def unit_price(self, info: Info) -> Money | None:
        return maybe_money(self.row.unit_price_minor, await _currency(info, self.row))

    @strawberry.field(description="The price of a unit that the quote says.")
    async def quoted_price(self, info: Info) -> Money | None:
        return maybe_money(self.row.quoted_price_minor, await _currency(info, self.row))


async def _currency(info: Info, line: models.DraftOrderLine) -> str:
    draft = await info.context.one(queries.drafts_by_ids, line.draft_id)
    assert draft is not None, "a line is seen through its draft"
    return draft.currency


@strawberry.type(description="An order that a colleague puts together. It holds no stock.")
class DraftOrder(Node, Backed[models.DraftOrder]):
    """A draft."""

    number: str = column("The number people read, such as D-1042.")
    version: int = column("Raised by exactly one with every fact about it.")
    status: DraftStatus = column("Where it stands.")
    currency: CurrencyCode = column("The currency of its prices.")
    coupon_codes: list[str] = column("Coupons that the order is to be placed with.")
    note: str = column("What the customer wants to say; may be empty.")
    valid_until: datetime | None = column("Until when its quote is good, if it has one.")
    created_at: datetime = column("When it was begun.")
    updated_at: datetime = column("When it last changed.")

    @strawberry.field(description="What you could do with it now.")
    def available_actions(self, info: Info) -> list[DraftAction]:
        return available_actions(info.context.domain, self.row.status)

    @strawberry.field(description="Where it comes from.")
    async def channel(self, info: Info) -> SalesChannel | None:
        return SalesChannel.maybe(await info.context.one(channels_by_ids, self.row.channel_id))

    @strawberry.field(description="Whose order it shall be.")
    async def customer(self, info: Info) -> Customer | None:
        return Customer.maybe(
            await info.context.one(customers.customers_by_ids, self.row.customer_id)
        )

    @strawberry.field(description="The colleague who began it.")
    async def creator(self, info: Info) -> StaffMember | None:
        return StaffMember.maybe(await info.context.one(identity.staff_by_ids, self.row.creator_id))

    @strawberry.field(description="Where it shall go. None without customers:pii.")
    def shipping_address(self, info: Info) -> ShippingAddress | None:
        row = self.row
        return ShippingAddress.shown(
            shown_snapshot(info.context.domain, row.customer_id, row.id, row.shipping_address)
        )

    @strawberry.field(description="What the card shall say. None without customers:pii.")
    def gift_message(self, info: Info) -> str | None:
        return shown_gift_of(info.context.domain, self.row)

    @strawberry.field(description="What shall be ordered.")
    async def lines(self, info: Info) -> list[DraftOrderLine]:
        return DraftOrderLine.each(await info.context.many(queries.lines_of_drafts, row_key(self)))

    @strawberry.field(description="What the quote comes to, if it has one.")
    def quoted_total(self) -> Money | None:
        return maybe_money(self.row.quoted_minor, self.row.currency)

    @strawberry.field(description="For the link to its quote, while somebody may answer it.")
    def quote_token(self) -> str | None:
        return token_of(self.row.status, self.row)

    @strawberry.field(description="The order that it became.")
    async def order(self, info: Info) -> Order | None:
        return Order.maybe(await info.context.one(orders.orders_by_ids, self.row.order_id))

    @strawberry.field(description="All that happened to it, oldest first.")
    async def events(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Event]:
        part = window(first, after, last, before)
        return await history(info, "order_draft", row_key(self), part)


def token_of(status: str, draft: models.DraftOrder) -> str | None:
    """The token of a quote that waits for its answer."""
    return quote_token(draft.id, draft.quote_round) if status == DraftStatus.QUOTED else None


@strawberry.type(description="So many units, at a price that is promised.")
class QuoteLine:
    """A line."""

    name: str = strawberry.field(description="What it is.")
    sku: str = strawberry.field(description="The stock-keeping unit.")
    quantity: int = strawberry.field(description="Units.")
    unit_price: Money = strawberry.field(description="The price of one.")
    total: Money = strawberry.field(description="Units times price.")


@strawberry.type(description="An offer to a customer, as whoever has the link may read it.")
class Quote:
    """No ids and no addresses: the link may have been passed on."""

    number: str = strawberry.field(description="The number people read, such as D-1042.")
    status: DraftStatus = strawberry.field(description="Whether it can still be accepted.")
    valid_until: datetime = strawberry.field(description="Until when it can.")
    total: Money = strawberry.field(description="What it comes to.")
    lines: list[QuoteLine] = strawberry.field(description="What it is of.")
    customer: strawberry.Private[Person | None]

    @strawberry.field(description="Whom it is for; masked, unless you may see it.")
    def customer_name(self, info: Info) -> str:
        customer = self.customer
        if customer is None:
            return ""
        return shown_name(info.context.domain, customer.id, customer.name)

    @classmethod
    def of(cls, info: Info, quote: queries.Quote) -> Self:
        """A quote as whoever asks may see it."""
        draft, ctx = quote.draft, info.context.domain
        assert draft.valid_until is not None
        assert draft.quoted_minor is not None
        is_over = draft.status is DraftStatus.QUOTED and draft.valid_until <= ctx.now
        return cls(
            number=draft.number,
            status=DraftStatus.EXPIRED if is_over else draft.status,
            valid_until=draft.valid_until,
            customer=quote.customer,
            total=Money.of(draft.quoted_minor, draft.currency),
            lines=[
                QuoteLine(
                    name=line.name,
                    sku=line.sku,
                    quantity=line.quantity,
                    unit_price=Money.of(line.quoted_price_minor or 0, draft.currency),
                    total=Money.of((line.quoted_price_minor or 0) * line.quantity, draft.currency),
                )
                for line in quote.lines
            ],
        )


@where_input("Which drafts. All conditions must hold.")
class DraftOrderWhere:
    """Conditions on drafts."""

    id: IDFilter | None = conditions("The id.")
    number: StringFilter | None = conditions("The number people read.")
    status: EnumFilter[DraftStatus] | None = conditions("Where it stands.")
    customer: IDFilter | None = conditions("Whose it is. Staff need customers:read.")
    order: IDFilter | None = conditions("The order it became. Staff need orders:read.")
    created_at: DateTimeFilter | None = conditions("When it was begun.")


KINDS = {"id": "DraftOrder", "customer": "Customer", "order": "Order"}


@strawberry.type(description="Reading drafts and quotes.")
class DraftQueries:
    """Drafts for the house, quotes for whoever has the link."""

    @strawberry.field(description="One draft; null if there is none that you may see.")
    async def draft_order(self, info: Info, id: Id) -> DraftOrder | None:
        key = key_in("DraftOrder", id)
        return DraftOrder.maybe(await info.context.one(queries.drafts_by_ids, key))

    @strawberry.field(description="Drafts, newest first. Empty without orders:read.")
    async def draft_orders(
        self,
        info: Info,
        where: Annotated[DraftOrderWhere | None, strawberry.argument(description="Which.")] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[DraftOrder]:
        ctx, part = info.context.domain, window(first, after, last, before)
        which = read(ctx, where, KINDS)
        page = await queries.drafts_page(ctx, part, condition=which)
        return connect(page, DraftOrder.of, lambda: queries.count_drafts(ctx, condition=which))

    @strawberry.field(
        description="The quote behind a link; null if the link opens none. Anybody who has it may"
        " read it."
    )
    async def quote(
        self,
        info: Info,
        token: Annotated[str, strawberry.argument(description="What the link ends with.")],
    ) -> Quote | None:
        found = await queries.quote_by_token(token)
        return None if found is None else Quote.of(info, found)

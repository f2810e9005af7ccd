"""Goods that come back, and others that go out for them, as clients see them."""

from datetime import datetime

import strawberry

from domain.catalog import queries as catalog
from domain.orders import queries as orders
from domain.returns import queries as returns
from domain.returns.exchanges import models, queries
from domain.returns.exchanges.actions import available_actions
from domain.returns.exchanges.states import ExchangeAction, ExchangeStatus
from schema.catalog.types import ProductVariant
from schema.exchanges import words as words  # what the enums mean
from schema.orders.types import Order
from schema.returns.types import Return
from schema.shared.connections import After, Before, Connection, First, Last, window
from schema.shared.context import Info
from schema.shared.fields import Backed, Node, column, row_key
from schema.shared.history import Event, history


@strawberry.type(description="Units of a variant that are wanted instead.")
class ExchangeLine(Node, Backed[models.ExchangeLine]):
    """What is wanted."""

    quantity: int = column("Units.")

    @strawberry.field(description="What is wanted.")
    async def variant(self, info: Info) -> ProductVariant | None:
        return ProductVariant.maybe(
            await info.context.one(catalog.variants_by_ids, self.row.variant_id)
        )


@strawberry.type(description="Delivered goods of one order for others.")
class Exchange(Node, Backed[models.Exchange]):
    """An exchange."""

    number: str = column("The number people read, such as EXC-10042.")
    version: int = column("Raised by one with every fact about it.")
    status: ExchangeStatus = column("How far it has come.")
    answer: str = column("What the customer was told when it was called off; may be empty.")
    requested_at: datetime = column("When it was asked for.")
    approved_at: datetime | None = column("When it was agreed to.")
    received_at: datetime | None = column("When what came back was inspected.")
    fulfilled_at: datetime | None = column("When what goes out had left.")
    closed_at: datetime | None = column("When it was over.")
    updated_at: datetime = column("When it last changed.")

    @strawberry.field(description="What you could do with it now.")
    async def available_actions(self, info: Info) -> list[ExchangeAction]:
        order = await info.context.one(orders.orders_by_ids, self.row.order_id)
        owner = order.customer_id if order else None
        return available_actions(info.context.domain, self.row.status, owner)

    @strawberry.field(description="The order that goods come back of.")
    async def order(self, info: Info) -> Order | None:
        return Order.maybe(await info.context.one(orders.orders_by_ids, self.row.order_id))

    @strawberry.field(name="return", description="What comes back.")
    async def return_(self, info: Info) -> Return | None:
        return Return.maybe(await info.context.one(returns.returns_by_ids, self.row.parent_id))

    @strawberry.field(description="The order of what goes out, once it is agreed to.")
    async def replacement(self, info: Info) -> Order | None:
        return Order.maybe(await info.context.one(orders.orders_by_ids, self.row.replacement_id))

    @strawberry.field(description="What is wanted instead.")
    async def lines(self, info: Info) -> list[ExchangeLine]:
        rows = await info.context.many(queries.lines_of_exchanges, row_key(self))
        return ExchangeLine.each(rows)

    @strawberry.field(description="All that happened to it, oldest first.")
    async def events(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Event]:
        return await history(info, "exchange", row_key(self), window(first, after, last, before))

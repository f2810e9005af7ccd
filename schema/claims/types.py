"""What is wrong with delivered goods, and what is done about it, as clients see it."""

from datetime import datetime

import strawberry

from domain.orders import queries as orders
from domain.returns.claims import models, queries
from domain.returns.claims.actions import available_actions
from domain.returns.claims.states import ClaimAction, ClaimReason, ClaimResolution, ClaimStatus
from schema.claims import words as words  # what the enums mean
from schema.orders.types import Order, OrderLine
from schema.shared.connections import After, Before, Connection, First, Last, window
from schema.shared.context import Info
from schema.shared.fields import Backed, Node, column, row_key
from schema.shared.history import Event, history
from schema.shared.money import Money


@strawberry.type(description="Units of one line of an order that something is wrong with.")
class ClaimLine(Node, Backed[models.ClaimLine]):
    """What is wrong, and what is no longer owed for it."""

    quantity: int = column("Units.")

    @strawberry.field(description="Units whose price is no longer owed.")
    def credited_quantity(self) -> int:
        return self.row.credited

    @strawberry.field(description="What that is together: their share of the line.")
    async def credit(self, info: Info) -> Money:
        parent = await info.context.one(queries.claims_by_ids, self.row.parent_id)
        assert parent is not None, "a line is seen through its claim"
        return Money.of(self.row.credit_minor, parent.currency)

    @strawberry.field(description="The line of the order.")
    async def order_line(self, info: Info) -> OrderLine | None:
        return OrderLine.maybe(await info.context.one(orders.lines_by_ids, self.row.order_line_id))


@strawberry.type(description="Something about delivered goods of one order is wrong.")
class Claim(Node, Backed[models.Claim]):
    """A claim."""

    number: str = column("The number people read, such as CLM-10042.")
    version: int = column("Raised by one with every fact about it.")
    status: ClaimStatus = column("How far it has come.")
    reason: ClaimReason = column("What is wrong.")
    note: str = column("What whoever opened it wrote; may be empty.")
    answer: str = column("What the customer was told when it was denied; empty otherwise.")
    resolution: ClaimResolution | None = column("What is done about it, once that is decided.")
    opened_at: datetime = column("When it was opened.")
    decided_at: datetime | None = column("When it was agreed to, or denied.")
    closed_at: datetime | None = column("When it was over.")
    updated_at: datetime = column("When it last changed.")

    @strawberry.field(
        description="What is no longer owed: as decided, and once it is resolved, as it was done."
    )
    def amount(self) -> Money:
        return Money.of(self.row.amount_minor, self.row.currency)

    @strawberry.field(description="What you could do with it now.")
    async def available_actions(self, info: Info) -> list[ClaimAction]:
        order = await info.context.one(orders.orders_by_ids, self.row.order_id)
        owner = order.customer_id if order else None
        return available_actions(info.context.domain, self.row.status, owner)

    @strawberry.field(description="The order that it is about.")
    async def order(self, info: Info) -> Order | None:
        return Order.maybe(await info.context.one(orders.orders_by_ids, self.row.order_id))

    @strawberry.field(description="The order by which new goods are sent, if they are.")
    async def replacement(self, info: Info) -> Order | None:
        return Order.maybe(await info.context.one(orders.orders_by_ids, self.row.replacement_id))

    @strawberry.field(description="What is wrong, as the order has it.")
    async def lines(self, info: Info) -> list[ClaimLine]:
        return ClaimLine.each(await info.context.many(queries.lines_of_claims, row_key(self)))

    @strawberry.field(description="All that happened to it, oldest first.")
    async def events(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Event]:
        return await history(info, "claim", row_key(self), window(first, after, last, before))

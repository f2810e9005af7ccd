"""Reading who buys."""

from typing import Annotated

import strawberry

from domain.customers import queries
from schema.customers.types import Customer
from schema.shared.arguments import Id
from schema.shared.connections import (
    After,
    Before,
    Connection,
    First,
    Last,
    connect,
    window,
)
from schema.shared.context import Info
from schema.shared.ids import key_in


@strawberry.type(description="Reading who buys.")
class CustomerQueries:
    """Customers."""

    @strawberry.field(description="You, if you are a customer; null otherwise.")
    async def me(self, info: Info) -> Customer | None:
        key = info.context.domain.customer_id
        return Customer.maybe(await info.context.one(queries.customers_by_ids, key))

    @strawberry.field(description="One customer; null if there is none that you may see.")
    async def customer(self, info: Info, id: Id) -> Customer | None:
        key = key_in("Customer", id)
        return Customer.maybe(await info.context.one(queries.customers_by_ids, key))

    @strawberry.field(description="Customers that you may see, newest first.")
    async def customers(
        self,
        info: Info,
        search: Annotated[
            str | None,
            strawberry.argument(
                description="A number; with customers:pii also whole words of a name, or a whole"
                " e-mail address or phone number."
            ),
        ] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Customer]:
        ctx, part = info.context.domain, window(first, after, last, before)
        page = await queries.customers_page(ctx, part, search=search)
        return connect(page, Customer.of, lambda: queries.count_customers(ctx, search=search))

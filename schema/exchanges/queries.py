"""Reading exchanges."""

from typing import Annotated

import strawberry

from domain.returns.exchanges import queries
from domain.returns.exchanges.states import ExchangeStatus
from schema.exchanges.types import Exchange
from schema.shared.arguments import Id
from schema.shared.connections import After, Before, Connection, First, Last, connect, window
from schema.shared.context import Info
from schema.shared.filters import (
    DateTimeFilter,
    EnumFilter,
    IDFilter,
    StringFilter,
    conditions,
    read,
    where_input,
)
from schema.shared.ids import key_in


@where_input("Which exchanges. All conditions must hold.")
class ExchangeWhere:
    """Conditions on exchanges."""

    id: IDFilter | None = conditions("The id.")
    number: StringFilter | None = conditions("The number people read.")
    status: EnumFilter[ExchangeStatus] | None = conditions("How far it has come.")
    order: IDFilter | None = conditions("The order that goods come back of.")
    requested_at: DateTimeFilter | None = conditions("When it was asked for.")


KINDS = {"id": "Exchange", "order": "Order"}


@strawberry.type(description="Exchanges of delivered goods.")
class ExchangeQueries:
    """Exchanges."""

    @strawberry.field(description="One exchange; null if there is none that you may see.")
    async def exchange(self, info: Info, id: Id) -> Exchange | None:
        key = key_in("Exchange", id)
        return Exchange.maybe(await info.context.one(queries.exchanges_by_ids, key))

    @strawberry.field(description="Exchanges that you may see, newest first.")
    async def exchanges(
        self,
        info: Info,
        where: Annotated[ExchangeWhere | None, strawberry.argument(description="Which.")] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Exchange]:
        ctx, part = info.context.domain, window(first, after, last, before)
        which = read(ctx, where, KINDS)
        page = await queries.exchanges_page(ctx, part, condition=which)
        return connect(page, Exchange.of, lambda: queries.count_exchanges(ctx, condition=which))

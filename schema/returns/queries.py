"""Reading returns and their refunds."""

from typing import Annotated

import strawberry

from domain.finance.refunds import queries as refunds
from domain.finance.refunds.states import ReturnRefundStatus
from domain.returns import queries
from domain.returns.states import ReturnReason, ReturnStatus
from schema.returns.types import Return, ReturnRefund
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


@where_input("Which returns. All conditions must hold.")
class ReturnWhere:
    """Conditions on returns."""

    id: IDFilter | None = conditions("The id.")
    number: StringFilter | None = conditions("The number people read.")
    status: EnumFilter[ReturnStatus] | None = conditions("How far it has come.")
    reason: EnumFilter[ReturnReason] | None = conditions("Why they come back.")
    order: IDFilter | None = conditions("The order they belong to. Staff need orders:read.")
    requested_at: DateTimeFilter | None = conditions("When it was asked for.")


@where_input("Which refunds of returns. All conditions must hold.")
class ReturnRefundWhere:
    """Conditions on refunds."""

    id: IDFilter | None = conditions("The id.")
    status: EnumFilter[ReturnRefundStatus] | None = conditions("How far it has come.")
    order: IDFilter | None = conditions("The order it is for. Staff need orders:read.")
    created_at: DateTimeFilter | None = conditions("When it became due.")


KINDS = {"id": "Return", "order": "Order"}
REFUND_KINDS = {"id": "ReturnRefund", "order": "Order"}


@strawberry.type(description="Reading returns and their refunds.")
class ReturnQueries:
    """Returns, and the money for them."""

    @strawberry.field(
        name="return", description="One return; null if there is none that you may see."
    )
    async def return_(self, info: Info, id: Id) -> Return | None:
        key = key_in("Return", id)
        return Return.maybe(await info.context.one(queries.returns_by_ids, key))

    @strawberry.field(description="Returns that you may see, newest first.")
    async def returns(
        self,
        info: Info,
        where: Annotated[ReturnWhere | None, strawberry.argument(description="Which.")] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Return]:
        ctx, part = info.context.domain, window(first, after, last, before)
        which = read(ctx, where, KINDS)
        page = await queries.returns_page(ctx, part, condition=which)
        return connect(page, Return.of, lambda: queries.count_returns(ctx, condition=which))

    @strawberry.field(description="Refunds of returns that you may see, newest first.")
    async def return_refunds(
        self,
        info: Info,
        where: Annotated[
            ReturnRefundWhere | None, strawberry.argument(description="Which.")
        ] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[ReturnRefund]:
        ctx, part = info.context.domain, window(first, after, last, before)
        which = read(ctx, where, REFUND_KINDS)
        page = await refunds.return_refunds_page(ctx, part, condition=which)
        return connect(
            page, ReturnRefund.of, lambda: refunds.count_return_refunds(ctx, condition=which)
        )

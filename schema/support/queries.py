"""Reading questions and complaints."""

from typing import Annotated

import strawberry

from domain.support import queries
from domain.support.queries import TicketFilter
from domain.support.states import TicketPriority, TicketStatus
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
from schema.support.types import Ticket


@where_input("Which tickets. All conditions must hold.")
class TicketWhere:
    """Conditions on tickets."""

    id: IDFilter | None = conditions("The id.")
    number: StringFilter | None = conditions("The number people read.")
    status: EnumFilter[TicketStatus] | None = conditions("Whose turn it is.")
    priority: EnumFilter[TicketPriority] | None = conditions("How soon.")
    customer: IDFilter | None = conditions("Whose problem it is. Staff need customers:read.")
    assignee: IDFilter | None = conditions("Who sees to it. Needs tickets:read.")
    order: IDFilter | None = conditions("The order it is about. Staff need orders:read.")
    created_at: DateTimeFilter | None = conditions("When it was opened.")


KINDS = {"id": "Ticket", "customer": "Customer", "assignee": "StaffMember", "order": "Order"}


@strawberry.type(description="Reading questions and complaints.")
class SupportQueries:
    """Tickets. Staff with tickets:read see all, customers their own."""

    @strawberry.field(description="One ticket; null if there is none that you may see.")
    async def ticket(self, info: Info, id: Id) -> Ticket | None:
        key = key_in("Ticket", id)
        return Ticket.maybe(await info.context.one(queries.tickets_by_ids, key))

    @strawberry.field(description="Tickets that you may see, newest first.")
    async def tickets(
        self,
        info: Info,
        where: Annotated[TicketWhere | None, strawberry.argument(description="Which.")] = None,
        search: Annotated[
            str | None, strawberry.argument(description="A number, or a part of the subject.")
        ] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Ticket]:
        ctx, part = info.context.domain, window(first, after, last, before)
        which = TicketFilter(search=search, condition=read(ctx, where, KINDS))
        page = await queries.tickets_page(ctx, part, which)
        return connect(page, Ticket.of, lambda: queries.count_tickets(ctx, which))

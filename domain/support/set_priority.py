"""Setting a ticket's priority: how soon somebody shall see to it."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.identity.scopes import Scope
from domain.shared.context import Context
from domain.shared.outbox import append
from domain.shared.states import expect_version, raise_version
from domain.support.events import PrioritySet
from domain.support.models import Ticket
from domain.support.queries import lock_ticket
from domain.support.states import TicketPriority


async def set_priority(
    ctx: Context,
    ticket_id: UUID,
    priority: TicketPriority,
    *,
    expected_version: int | None = None,
) -> Ticket:
    """Say how soon a ticket is to be seen to.

    The same priority again changes nothing and tells nobody.

    Raises:
        NotPermitted: the actor may not work on tickets.
        NotFound: no such ticket.
        VersionConflict: the ticket changed since `expected_version`.
    """
    ctx.require(Scope.TICKETS_WRITE)
    async with in_transaction():
        ticket = await lock_ticket(ctx, ticket_id)
        expect_version(ticket, "ticket", expected_version)
        before = ticket.priority
        if before is priority:
            return ticket

        await raise_version(ticket, "ticket", at=ctx.now, priority=priority)
        await append(
            ctx,
            PrioritySet(
                aggregate_id=ticket.id, version=ticket.version, before=before, priority=priority
            ),
        )
        return ticket

"""Closing a ticket: the problem was solved, and nobody said no."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.identity.scopes import Scope
from domain.shared.context import Context
from domain.shared.outbox import append
from domain.shared.states import expect_version
from domain.support.events import TicketClosed
from domain.support.models import Ticket
from domain.support.queries import lock_ticket
from domain.support.states import TICKET, TicketAction


async def close_ticket(
    ctx: Context, ticket_id: UUID, *, expected_version: int | None = None
) -> Ticket:
    """End a ticket for good: nobody answers in it any more.

    Raises:
        NotPermitted: the actor may not work on tickets.
        NotFound: no such ticket.
        VersionConflict: the ticket changed since `expected_version`.
        InvalidTransition: it is not resolved.
    """
    ctx.require(Scope.TICKETS_WRITE)
    async with in_transaction():
        ticket = await lock_ticket(ctx, ticket_id)
        expect_version(ticket, "ticket", expected_version)

        source = await TICKET.move(ticket, TicketAction.CLOSE, at=ctx.now)
        await append(
            ctx,
            TicketClosed(
                aggregate_id=ticket.id,
                version=ticket.version,
                source=source,
                status=ticket.status,
                action=TicketAction.CLOSE,
            ),
        )
        return ticket

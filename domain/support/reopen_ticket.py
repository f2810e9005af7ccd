"""Reopening a ticket: the problem was not solved after all."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.identity.scopes import Scope
from domain.shared.context import Context
from domain.shared.outbox import append
from domain.shared.states import expect_version
from domain.support.events import TicketReopened
from domain.support.models import Ticket
from domain.support.queries import lock_ticket
from domain.support.states import TICKET, TicketAction


async def reopen_ticket(
    ctx: Context, ticket_id: UUID, *, expected_version: int | None = None
) -> Ticket:
    """Say that a resolved ticket's problem is still there. Customers may, and agents.

    Raises:
        NotSignedIn, NotPermitted: no customer, and nobody who may work on tickets.
        NotFound: no such ticket.
        VersionConflict: the ticket changed since `expected_version`.
        InvalidTransition: it is not resolved.
    """
    if ctx.customer_id is None:
        ctx.require(Scope.TICKETS_WRITE)
    async with in_transaction():
        ticket = await lock_ticket(ctx, ticket_id)
        expect_version(ticket, "ticket", expected_version)

        source = await TICKET.move(ticket, TicketAction.REOPEN, at=ctx.now, resolved_at=None)
        await append(
            ctx,
            TicketReopened(
                aggregate_id=ticket.id,
                version=ticket.version,
                source=source,
                status=ticket.status,
                action=TicketAction.REOPEN,
            ),
        )
        return ticket

"""Assigning a ticket: somebody sees to it."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.identity.queries import visible_staff
from domain.identity.scopes import Scope
from domain.shared.context import ActorKind, Context
from domain.shared.errors import InvalidInput, NotFound
from domain.shared.outbox import append
from domain.shared.states import expect_version
from domain.support.events import TicketAssigned
from domain.support.models import Ticket
from domain.support.queries import lock_ticket
from domain.support.states import TICKET, TicketAction


async def assign_ticket(
    ctx: Context,
    ticket_id: UUID,
    *,
    assignee_id: UUID | None = None,
    expected_version: int | None = None,
) -> Ticket:
    """Give a ticket to a colleague, or take it oneself.

    Giving it again to who has it changes nothing and tells nobody.

    Raises:
        NotPermitted: the actor may not work on tickets.
        InvalidInput: nobody is named, and the actor is no colleague who could take it.
        NotFound: no such ticket, or no such colleague here any more.
        VersionConflict: the ticket changed since `expected_version`.
        InvalidTransition: the ticket is resolved or closed.
    """
    ctx.require(Scope.TICKETS_WRITE)
    assignee_id = assignee_id or _oneself(ctx)
    async with in_transaction():
        ticket = await lock_ticket(ctx, ticket_id)
        expect_version(ticket, "ticket", expected_version)
        if not await visible_staff(ctx).filter(id=assignee_id, is_active=True).exists():
            raise NotFound("staff member", assignee_id)
        to = TICKET.target(ticket.status, TicketAction.ASSIGN)
        if (ticket.assignee_id, ticket.status) == (assignee_id, to):
            return ticket

        source = await TICKET.move(ticket, TicketAction.ASSIGN, at=ctx.now, assignee_id=assignee_id)
        await append(
            ctx,
            TicketAssigned(
                aggregate_id=ticket.id,
                version=ticket.version,
                source=source,
                status=ticket.status,
                action=TicketAction.ASSIGN,
                assignee_id=assignee_id,
            ),
        )
        return ticket


def _oneself(ctx: Context) -> UUID:
    if ctx.actor.kind is not ActorKind.STAFF or ctx.actor.id is None:
        raise InvalidInput("Say who shall see to it.", "assigneeId")
    return ctx.actor.id

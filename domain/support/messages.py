"""Writing down what somebody said, with who it was."""

from domain.shared.context import Context
from domain.support.models import Ticket, TicketMessage
from domain.support.states import MessageVisibility

AUTHOR_NAME_LENGTH_MAX = 120  # characters


async def write_message(
    ctx: Context, ticket: Ticket, body: str, visibility: MessageVisibility
) -> TicketMessage:
    """One more message in a ticket, by whoever is asking."""
    return await TicketMessage.create(
        ticket_id=ticket.id,
        author_kind=ctx.actor.kind,
        author_id=ctx.actor.id,
        author_name=ctx.actor.name[:AUTHOR_NAME_LENGTH_MAX],
        visibility=visibility,
        body=body,
        sent_at=ctx.now,
    )

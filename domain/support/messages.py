"""Writing down what somebody said, with who it was."""

from domain.shared.context import Context
from domain.shared.ids import new_id
from domain.shared.personal import AUTHOR_NAME
from domain.shared.sealing import seal
from domain.support.models import Ticket, TicketMessage
from domain.support.states import MessageVisibility

AUTHOR_NAME_LENGTH_MAX = 120  # characters


async def write_message(
    ctx: Context, ticket: Ticket, body: str, visibility: MessageVisibility
) -> TicketMessage:
    """One more message in a ticket, by whoever is asking."""
    message_id, name = new_id(), ctx.actor.name[:AUTHOR_NAME_LENGTH_MAX]
    return await TicketMessage.create(
        id=message_id,
        ticket_id=ticket.id,
        author_kind=ctx.actor.kind,
        author_id=ctx.actor.id,
        author_name=name if ctx.customer_id is None else seal(AUTHOR_NAME, message_id, name),
        visibility=visibility,
        body=body,
        sent_at=ctx.now,
    )

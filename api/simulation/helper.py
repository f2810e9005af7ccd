"""An agent at the service desk takes tickets, answers them, and resolves them in the end."""

from api.simulation.stage import Stage
from domain.support.assign_ticket import assign_ticket
from domain.support.models import Ticket
from domain.support.resolve_ticket import resolve_ticket
from domain.support.send_message import send_message
from domain.support.set_priority import set_priority
from domain.support.states import MessageVisibility, TicketPriority, TicketStatus

AT_HAND = 10  # tickets
URGENT = 0.2  # of the new tickets
NOTES = 0.2  # how often an agent leaves a note for colleagues first
SOLVED = 0.3  # how often waiting for the customer is enough
ANSWERS = (
    "I have looked it up: your parcel is on its way and should arrive today.",
    "Thank you for writing. The warehouse is packing your order right now.",
    "您好，包裹已经在派送途中，预计今天送达。",
)
NOTE = "Asked the carrier; they call back."


async def help_out(stage: Stage) -> bool:
    """Do one thing for one ticket. False where nobody waits for an answer."""
    waiting = Ticket.filter(
        status__in=[TicketStatus.NEW, TicketStatus.OPEN, TicketStatus.PENDING_CUSTOMER]
    )
    tickets = await waiting.order_by("updated_at").limit(AT_HAND)
    if not tickets:
        return False
    ticket, ctx = stage.one_of(tickets), stage.ctx(stage.agent)
    if ticket.status is TicketStatus.NEW:
        if stage.happens(URGENT):
            await set_priority(ctx, ticket.id, TicketPriority.HIGH)
        await assign_ticket(ctx, ticket.id, assignee_id=stage.agent.id)
    elif ticket.status is TicketStatus.PENDING_CUSTOMER:
        if not stage.happens(SOLVED):
            return False
        await resolve_ticket(ctx, ticket.id)
    elif stage.happens(NOTES):
        await send_message(ctx, ticket.id, NOTE, visibility=MessageVisibility.INTERNAL)
    else:
        await send_message(ctx, ticket.id, stage.one_of(ANSWERS))
    return True

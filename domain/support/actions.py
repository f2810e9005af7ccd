"""What this actor can do with a ticket now: the table and the permissions in one."""

from domain.identity.scopes import Scope
from domain.shared.context import Context
from domain.support.states import TICKET, TicketAction, TicketStatus

THE_CUSTOMERS = {TicketAction.CUSTOMER_REPLY, TicketAction.REOPEN}
OURS = set(TicketAction) - {TicketAction.CUSTOMER_REPLY}


def available_actions(ctx: Context, status: TicketStatus) -> list[TicketAction]:
    """What the actor could do with a ticket that they see, in the table's order."""
    theirs: set[TicketAction] = THE_CUSTOMERS if ctx.customer_id is not None else set()
    allowed = OURS if ctx.allows(Scope.TICKETS_WRITE) else theirs
    return [action for action in TICKET.actions(status) if action in allowed]

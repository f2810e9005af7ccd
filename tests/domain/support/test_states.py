"""The life of a ticket: for every status and action, where it leads or that it is refused."""

import pytest

from domain.shared.errors import InvalidTransition
from domain.support.states import TICKET, TicketAction, TicketStatus
from tests.shop import Shop

A, S = TicketAction, TicketStatus
ARROWS = {
    (S.NEW, A.ASSIGN): S.OPEN,
    (S.NEW, A.CUSTOMER_REPLY): S.NEW,
    (S.NEW, A.AGENT_REPLY): S.PENDING_CUSTOMER,
    (S.NEW, A.RESOLVE): S.RESOLVED,
    (S.OPEN, A.ASSIGN): S.OPEN,
    (S.OPEN, A.CUSTOMER_REPLY): S.OPEN,
    (S.OPEN, A.AGENT_REPLY): S.PENDING_CUSTOMER,
    (S.OPEN, A.RESOLVE): S.RESOLVED,
    (S.PENDING_CUSTOMER, A.ASSIGN): S.PENDING_CUSTOMER,
    (S.PENDING_CUSTOMER, A.CUSTOMER_REPLY): S.OPEN,
    (S.PENDING_CUSTOMER, A.AGENT_REPLY): S.PENDING_CUSTOMER,
    (S.PENDING_CUSTOMER, A.RESOLVE): S.RESOLVED,
    (S.RESOLVED, A.CUSTOMER_REPLY): S.OPEN,
    (S.RESOLVED, A.REOPEN): S.OPEN,
    (S.RESOLVED, A.CLOSE): S.CLOSED,
}


@pytest.mark.parametrize("status", TicketStatus)
@pytest.mark.parametrize("action", TicketAction)
def test_the_table_leads_there_or_refuses(status: TicketStatus, action: TicketAction) -> None:
    if (status, action) in ARROWS:
        assert TICKET.target(status, action) is ARROWS[status, action]
        return

    with pytest.raises(InvalidTransition) as refused:
        TICKET.target(status, action)

    assert refused.value.allowed == [str(allowed) for allowed in TICKET.actions(status)]


@pytest.mark.parametrize("status", TicketStatus)
async def test_every_status_can_be_reached_by_the_verbs(shop: Shop, status: TicketStatus) -> None:
    ticket = await shop.ticket(status)

    assert ticket.status is status

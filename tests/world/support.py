"""Tickets for tests, brought to a state by the verbs that lead there."""

from domain.customers.models import Customer
from domain.shared.context import Context
from domain.support.close_ticket import close_ticket
from domain.support.models import Ticket
from domain.support.open_ticket import open_ticket
from domain.support.resolve_ticket import resolve_ticket
from domain.support.send_message import send_message
from domain.support.states import TicketStatus
from tests.world.customers import CustomersWorld
from tests.world.identity import IdentityWorld


class SupportWorld(CustomersWorld, IdentityWorld):
    """Customers with problems."""

    ctx: Context

    async def ticket(
        self, status: TicketStatus = TicketStatus.NEW, *, customer: Customer | None = None
    ) -> Ticket:
        customer = customer or await self.customer()
        asker = self.as_customer(customer)
        ticket = await open_ticket(asker, subject="Where is my tea?", body="It is late.")
        if status in {TicketStatus.OPEN, TicketStatus.PENDING_CUSTOMER}:
            await send_message(self.ctx, ticket.id, "We are looking.")
        if status is TicketStatus.OPEN:
            await send_message(asker, ticket.id, "Thank you.")
        if status in {TicketStatus.RESOLVED, TicketStatus.CLOSED}:
            await resolve_ticket(self.ctx, ticket.id)
        if status is TicketStatus.CLOSED:
            await close_ticket(self.ctx, ticket.id)
        ticket = await Ticket.get(id=ticket.id)
        assert ticket.status is status
        return ticket

"""Opening a ticket: a customer has a problem, or an agent writes one down for them."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.customers.queries import hold_customer
from domain.identity.scopes import Scope
from domain.shared import inputs, sql
from domain.shared.context import Context
from domain.shared.idempotency import claim
from domain.shared.outbox import append
from domain.support.events import TicketOpened
from domain.support.messages import write_message
from domain.support.models import Ticket
from domain.support.queries import get_ticket
from domain.support.states import MessageVisibility, TicketPriority
from domain.support.subjects import Subject, find_subject, whose

NEXT_NUMBER = "SELECT nextval('ticket_number')"


async def open_ticket(
    ctx: Context,
    *,
    subject: str,
    body: str,
    customer_id: UUID | None = None,
    order_id: UUID | None = None,
    fulfillment_id: UUID | None = None,
    priority: TicketPriority = TicketPriority.MEDIUM,
    idempotency_key: str | None = None,
) -> Ticket:
    """Open a ticket with its first message. Customers open their own; agents name the customer.

    It may be about an order or a parcel of that customer; a parcel implies its order, and an
    order its customer.

    Raises:
        NotSignedIn, NotPermitted: no customer, and nobody who may open tickets for one; or a
            customer who says how soon.
        InvalidInput: no subject or body, one too long, or nobody named.
        NotFound: no such customer, order or parcel, or they do not belong together; or the
            customer was erased.
        IdempotencyKeyReused, IdempotencyInProgress: see `claim`.
    """
    about = whose(ctx, Subject(customer_id, order_id, fulfillment_id))
    if priority is not TicketPriority.MEDIUM:
        ctx.require(Scope.TICKETS_WRITE)
    subject = inputs.text(subject, "subject")
    body = inputs.text(body, "body", longest=inputs.TEXT_LENGTH_MAX)
    request = [subject, body, about.customer_id, order_id, fulfillment_id, priority]
    async with in_transaction():
        claimed = await claim(ctx, "support.open_ticket", idempotency_key, request)
        if claimed.replay_of:
            return await get_ticket(ctx, claimed.replay_of)
        about = await find_subject(ctx, about)
        if about.customer_id is not None:
            await hold_customer(about.customer_id)

        ticket = await Ticket.create(
            version=1,
            number=f"T-{await sql.value(NEXT_NUMBER)}",
            customer_id=about.customer_id,
            order_id=about.order_id,
            fulfillment_id=about.fulfillment_id,
            subject=subject,
            priority=priority,
            created_at=ctx.now,
            updated_at=ctx.now,
        )
        message = await write_message(ctx, ticket, body, MessageVisibility.PUBLIC)
        await append(
            ctx,
            TicketOpened(
                aggregate_id=ticket.id,
                version=ticket.version,
                status=ticket.status,
                priority=priority,
                customer_id=about.customer_id,
                order_id=about.order_id,
                fulfillment_id=about.fulfillment_id,
                message_id=message.id,
            ),
        )
        await claimed.settle(ticket.id)
        return ticket

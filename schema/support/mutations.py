"""Answering questions and complaints."""

import strawberry

from domain.support.assign_ticket import assign_ticket
from domain.support.close_ticket import close_ticket
from domain.support.open_ticket import open_ticket
from domain.support.queries import get_ticket
from domain.support.reopen_ticket import reopen_ticket
from domain.support.resolve_ticket import resolve_ticket
from domain.support.send_message import send_message
from domain.support.set_priority import set_priority
from domain.support.states import MessageVisibility, TicketPriority
from schema.shared.context import Info
from schema.shared.ids import key_of, maybe_key
from schema.shared.mutations import (
    KEY_DESCRIPTION,
    Input,
    Payload,
    changed,
    expected_version,
    mutation,
    optional,
)
from schema.support.types import Ticket, TicketMessage


@strawberry.input(description="A problem to open a ticket for.")
class TicketCreateInput:
    """A new ticket, with its first message."""

    subject: str = strawberry.field(description="What it is about, in a line.")
    body: str = strawberry.field(description="What there is to say.")
    customer_id: strawberry.ID | None = optional("Whose problem; a customer's own if left out.")
    order_id: strawberry.ID | None = optional("The order it is about.")
    fulfillment_id: strawberry.ID | None = optional("The parcel it is about.")
    priority: TicketPriority = optional("How soon.", default=TicketPriority.MEDIUM)
    idempotency_key: str | None = optional(KEY_DESCRIPTION)


@strawberry.input(description="A ticket to give to somebody.")
class TicketAssignInput:
    """Which, to whom."""

    id: strawberry.ID = strawberry.field(description="Which ticket.")
    assignee_id: strawberry.ID | None = optional("To whom; to yourself if left out.")
    expected_version: int | None = expected_version()


@strawberry.input(description="How soon a ticket is to be seen to.")
class TicketSetPriorityInput:
    """Which, how soon."""

    id: strawberry.ID = strawberry.field(description="Which ticket.")
    priority: TicketPriority = strawberry.field(description="How soon.")
    expected_version: int | None = expected_version()


@strawberry.input(description="A ticket whose problem is solved.")
class TicketResolveInput:
    """Which."""

    id: strawberry.ID = strawberry.field(description="Which ticket.")
    expected_version: int | None = expected_version()


@strawberry.input(description="A ticket whose problem is still there.")
class TicketReopenInput:
    """Which."""

    id: strawberry.ID = strawberry.field(description="Which ticket.")
    expected_version: int | None = expected_version()


@strawberry.input(description="A resolved ticket to end for good.")
class TicketCloseInput:
    """Which."""

    id: strawberry.ID = strawberry.field(description="Which ticket.")
    expected_version: int | None = expected_version()


@strawberry.input(description="Something to say in a ticket.")
class MessageSendInput:
    """A message."""

    ticket_id: strawberry.ID = strawberry.field(description="In which ticket.")
    body: str = strawberry.field(description="What.")
    visibility: MessageVisibility = optional(
        "Who reads it; internal is for staff.", default=MessageVisibility.PUBLIC
    )
    idempotency_key: str | None = optional(KEY_DESCRIPTION)
    expected_version: int | None = expected_version()


@strawberry.type(description="The ticket as it is now.")
class TicketPayload(Payload):
    """What came of it."""

    ticket: Ticket | None = changed("The ticket.")


@strawberry.type(description="The message, and the ticket as it is now.")
class MessagePayload(Payload):
    """What came of it."""

    message: TicketMessage | None = changed("The message.")
    ticket: Ticket | None = changed("The ticket.")


@strawberry.type(description="Answering questions and complaints.")
class SupportMutations:
    """Tickets and messages. Agents need tickets:write; customers their own."""

    @mutation("Open a ticket with its first message. Your own, or with tickets:write.")
    async def ticket_create(self, info: Info, input: Input[TicketCreateInput]) -> TicketPayload:
        ticket = await open_ticket(
            info.context.domain,
            subject=input.subject,
            body=input.body,
            customer_id=maybe_key("Customer", input.customer_id),
            order_id=maybe_key("Order", input.order_id),
            fulfillment_id=maybe_key("Fulfillment", input.fulfillment_id),
            priority=input.priority,
            idempotency_key=input.idempotency_key,
        )
        return TicketPayload(ticket=Ticket.of(ticket))

    @mutation("Give a ticket to a colleague, or take it. Needs tickets:write.")
    async def ticket_assign(self, info: Info, input: Input[TicketAssignInput]) -> TicketPayload:
        ticket = await assign_ticket(
            info.context.domain,
            key_of("Ticket", input.id),
            assignee_id=maybe_key("StaffMember", input.assignee_id),
            expected_version=input.expected_version,
        )
        return TicketPayload(ticket=Ticket.of(ticket))

    @mutation("Say how soon a ticket is to be seen to. Needs tickets:write.")
    async def ticket_set_priority(
        self, info: Info, input: Input[TicketSetPriorityInput]
    ) -> TicketPayload:
        ticket = await set_priority(
            info.context.domain,
            key_of("Ticket", input.id),
            input.priority,
            expected_version=input.expected_version,
        )
        return TicketPayload(ticket=Ticket.of(ticket))

    @mutation("Say something in a ticket. Your own, or with tickets:write.")
    async def message_send(self, info: Info, input: Input[MessageSendInput]) -> MessagePayload:
        ctx, key = info.context.domain, key_of("Ticket", input.ticket_id)
        message = await send_message(
            ctx,
            key,
            input.body,
            visibility=input.visibility,
            expected_version=input.expected_version,
            idempotency_key=input.idempotency_key,
        )
        ticket = await get_ticket(ctx, key)
        return MessagePayload(message=TicketMessage.of(message), ticket=Ticket.of(ticket))

    @mutation("Say that a ticket's problem is solved. Needs tickets:write.")
    async def ticket_resolve(self, info: Info, input: Input[TicketResolveInput]) -> TicketPayload:
        key, version = key_of("Ticket", input.id), input.expected_version
        ticket = await resolve_ticket(info.context.domain, key, expected_version=version)
        return TicketPayload(ticket=Ticket.of(ticket))

    @mutation("Say that the problem is still there. Your own, or with tickets:write.")
    async def ticket_reopen(self, info: Info, input: Input[TicketReopenInput]) -> TicketPayload:
        key, version = key_of("Ticket", input.id), input.expected_version
        ticket = await reopen_ticket(info.context.domain, key, expected_version=version)
        return TicketPayload(ticket=Ticket.of(ticket))

    @mutation("End a resolved ticket for good. Needs tickets:write.")
    async def ticket_close(self, info: Info, input: Input[TicketCloseInput]) -> TicketPayload:
        key, version = key_of("Ticket", input.id), input.expected_version
        ticket = await close_ticket(info.context.domain, key, expected_version=version)
        return TicketPayload(ticket=Ticket.of(ticket))

"""Sending a message: the ticket goes to whoever's turn it is then. Notes move nothing."""

from typing import Any
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.customers.queries import hold_customer
from domain.identity.scopes import Scope
from domain.shared import inputs
from domain.shared.context import Context
from domain.shared.idempotency import claim
from domain.shared.outbox import append
from domain.shared.states import expect_version, raise_version
from domain.support.events import MessageSent, NoteWritten
from domain.support.messages import write_message
from domain.support.models import Ticket, TicketMessage
from domain.support.queries import get_message, lock_ticket
from domain.support.states import TICKET, MessageVisibility, TicketAction


async def send_message(
    ctx: Context,
    ticket_id: UUID,
    body: str,
    *,
    visibility: MessageVisibility = MessageVisibility.PUBLIC,
    expected_version: int | None = None,
    idempotency_key: str | None = None,
) -> TicketMessage:
    """Say something in a ticket.

    A customer's word makes it our turn, also when it was resolved; an agent's makes it the
    customer's. An internal message is a note: staff alone read it, and the ticket stays where
    it is.

    Raises:
        NotSignedIn, NotPermitted: no customer, and nobody who may answer; or a customer's note.
        InvalidInput: nothing said, or too much.
        NotFound: no such ticket, or the customer who writes was erased meanwhile.
        VersionConflict: the ticket changed since `expected_version`.
        InvalidTransition: the ticket is closed, or an agent answers a resolved one.
        IdempotencyKeyReused, IdempotencyInProgress: see `claim`.
    """
    is_note = visibility is MessageVisibility.INTERNAL
    if ctx.customer_id is None or is_note:
        ctx.require(Scope.TICKETS_WRITE)
    body = inputs.text(body, "body", longest=inputs.TEXT_LENGTH_MAX)
    request = [ticket_id, body, visibility]
    async with in_transaction():
        claimed = await claim(ctx, "support.send_message", idempotency_key, request)
        if claimed.replay_of:
            return await get_message(ctx, claimed.replay_of)
        if ctx.customer_id is not None:
            await hold_customer(ctx.customer_id)
        ticket = await lock_ticket(ctx, ticket_id)
        expect_version(ticket, "ticket", expected_version)

        message = await write_message(ctx, ticket, body, visibility)
        if is_note:
            await _note(ctx, ticket, message)
        else:
            await _reply(ctx, ticket, message)
        await claimed.settle(message.id)
        return message


async def _note(ctx: Context, ticket: Ticket, message: TicketMessage) -> None:
    await raise_version(ticket, "ticket", at=ctx.now)
    await append(
        ctx,
        NoteWritten(aggregate_id=ticket.id, version=ticket.version, message_id=message.id),
    )


async def _reply(ctx: Context, ticket: Ticket, message: TicketMessage) -> None:
    changes: dict[str, Any] = {}
    if ctx.customer_id is not None:
        action = TicketAction.CUSTOMER_REPLY
        changes["resolved_at"] = None
    else:
        action = TicketAction.AGENT_REPLY
        changes["first_replied_at"] = ticket.first_replied_at or ctx.now
    source = await TICKET.move(ticket, action, at=ctx.now, **changes)
    await append(
        ctx,
        MessageSent(
            aggregate_id=ticket.id,
            version=ticket.version,
            source=source,
            status=ticket.status,
            action=action,
            message_id=message.id,
            author_kind=message.author_kind,
        ),
    )

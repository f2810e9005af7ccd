"""Reads: tickets and what was said in them, for whoever may know."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from tortoise.expressions import Q, Subquery
from tortoise.queryset import QuerySet

from domain.identity.scopes import Scope
from domain.shared import inputs
from domain.shared.context import Context
from domain.shared.errors import NotFound
from domain.shared.filters import Column, Condition, to_q
from domain.shared.models import EventRow
from domain.shared.outbox import AggregateType
from domain.shared.paging import Order, Page, Window, counts, instant, page, pages
from domain.support.events import NoteWritten, TicketAssigned
from domain.support.models import Ticket, TicketMessage
from domain.support.states import MessageVisibility, TicketPriority, TicketStatus

CREATED_AT = Order("CREATED_AT", "created_at", value=instant)
# What customers are not told of their own tickets: our notes, and who of us sees to it.
HOUSE_ONLY = (NoteWritten.type, TicketAssigned.type)
NEWEST = CREATED_AT_DESC = Order("CREATED_AT_DESC", "created_at", descending=True, value=instant)
OLDEST_MESSAGES = Order("SENT_AT", "sent_at", value=instant)


def visible_tickets(ctx: Context) -> QuerySet[Ticket]:
    """Every ticket by permission; a customer's own; else none."""
    if ctx.allows(Scope.TICKETS_READ):
        return Ticket.all()
    if ctx.customer_id is not None:
        return Ticket.filter(customer_id=ctx.customer_id)
    return Ticket.filter(id__in=[])


def visible_messages(ctx: Context) -> QuerySet[TicketMessage]:
    """What was said in those tickets; what stays in the house, to staff alone."""
    if ctx.allows(Scope.TICKETS_READ):
        return TicketMessage.all()
    seen = Subquery(visible_tickets(ctx).values("id"))
    return TicketMessage.filter(ticket_id__in=seen, visibility=MessageVisibility.PUBLIC)


async def get_ticket(ctx: Context, ticket_id: UUID) -> Ticket:
    """One ticket.

    Raises:
        NotFound: none by this id that the actor may see.
    """
    ticket = await visible_tickets(ctx).get_or_none(id=ticket_id)
    if ticket is None:
        raise NotFound("ticket", ticket_id)
    return ticket


async def lock_ticket(ctx: Context, ticket_id: UUID) -> Ticket:
    """One ticket, held until the transaction ends, for whoever is about to change it.

    Raises:
        NotFound: none by this id that the actor may see.
    """
    rows = visible_tickets(ctx).select_for_update(no_key=True)
    ticket = await rows.get_or_none(id=ticket_id)
    if ticket is None:
        raise NotFound("ticket", ticket_id)
    return ticket


async def get_message(ctx: Context, message_id: UUID) -> TicketMessage:
    """One thing that was said.

    Raises:
        NotFound: none by this id that the actor may read.
    """
    message = await visible_messages(ctx).get_or_none(id=message_id)
    if message is None:
        raise NotFound("ticket message", message_id)
    return message


async def ticket_by_number(ctx: Context, number: str) -> Ticket | None:
    """The ticket with a number such as T-10001."""
    return await visible_tickets(ctx).get_or_none(number=number)


async def tickets_by_ids(ctx: Context, ids: Iterable[UUID]) -> dict[UUID, Ticket]:
    """Tickets by their ids."""
    return {row.id: row for row in await visible_tickets(ctx).filter(id__in=set(ids))}


async def messages_by_ids(ctx: Context, ids: Iterable[UUID]) -> dict[UUID, TicketMessage]:
    """Messages by their ids."""
    return {row.id: row for row in await visible_messages(ctx).filter(id__in=set(ids))}


async def messages_of_tickets(
    ctx: Context, ticket_ids: Iterable[UUID]
) -> dict[UUID, list[TicketMessage]]:
    """What was said in each ticket, oldest first."""
    rows = visible_messages(ctx).filter(ticket_id__in=set(ticket_ids))
    found: dict[UUID, list[TicketMessage]] = defaultdict(list)
    for row in await rows.order_by("sent_at", "id"):
        found[row.ticket_id].append(row)
    return found


async def tickets_of_customers(
    ctx: Context, customer_ids: Iterable[UUID]
) -> dict[UUID, list[Ticket]]:
    """Each customer's tickets, newest first."""
    rows = visible_tickets(ctx).filter(customer_id__in=set(customer_ids))
    found: dict[UUID, list[Ticket]] = defaultdict(list)
    for row in await rows.order_by("-created_at", "-id"):
        assert row.customer_id is not None
        found[row.customer_id].append(row)
    return found


async def tickets_of_orders(ctx: Context, order_ids: Iterable[UUID]) -> dict[UUID, list[Ticket]]:
    """The tickets about each order, newest first."""
    rows = visible_tickets(ctx).filter(order_id__in=set(order_ids))
    found: dict[UUID, list[Ticket]] = defaultdict(list)
    for row in await rows.order_by("-created_at", "-id"):
        assert row.order_id is not None
        found[row.order_id].append(row)
    return found


async def pages_of_messages(
    ctx: Context, ticket_ids: Sequence[UUID], window: Window, order: Order
) -> Mapping[UUID, Page[TicketMessage]]:
    """A page of what was said in each of many tickets."""
    return await pages(visible_messages(ctx), "ticket_id", ticket_ids, window, order)


async def counts_of_messages(ctx: Context, ticket_ids: Sequence[UUID]) -> Mapping[UUID, int]:
    """How much was said in each of many tickets."""
    return await counts(visible_messages(ctx), "ticket_id", ticket_ids)


async def pages_of_customers(
    ctx: Context, customer_ids: Sequence[UUID], window: Window, order: Order
) -> Mapping[UUID, Page[Ticket]]:
    """A page of the tickets of each of many customers."""
    return await pages(visible_tickets(ctx), "customer_id", customer_ids, window, order)


async def counts_of_customers(ctx: Context, customer_ids: Sequence[UUID]) -> Mapping[UUID, int]:
    """How many tickets each of many customers has."""
    return await counts(visible_tickets(ctx), "customer_id", customer_ids)


async def pages_of_orders(
    ctx: Context, order_ids: Sequence[UUID], window: Window, order: Order
) -> Mapping[UUID, Page[Ticket]]:
    """A page of the tickets about each of many orders."""
    return await pages(visible_tickets(ctx), "order_id", order_ids, window, order)


async def counts_of_orders(ctx: Context, order_ids: Sequence[UUID]) -> Mapping[UUID, int]:
    """How many tickets there are about each of many orders."""
    return await counts(visible_tickets(ctx), "order_id", order_ids)


@dataclass(frozen=True, slots=True)
class TicketFilter:
    """Which tickets. What is None or empty is not asked about.

    `search` is a number, or a part of the subject; `condition` is anything more.
    """

    statuses: frozenset[TicketStatus] = frozenset()
    priorities: frozenset[TicketPriority] = frozenset()
    assignee_id: UUID | None = None
    is_assigned: bool | None = None
    customer_id: UUID | None = None
    order_id: UUID | None = None
    search: str | None = None
    condition: Condition | None = None


# What the fields of a condition mean.
COLUMNS: Mapping[str, Column] = {
    "id": "id",
    "number": "number",
    "status": "status",
    "priority": "priority",
    "customer": "customer_id",
    "assignee": "assignee_id",
    "order": "order_id",
    "created_at": "created_at",
}
EVERYTHING = TicketFilter()


async def tickets_page(
    ctx: Context,
    window: Window,
    where: TicketFilter = EVERYTHING,
    order: Order = CREATED_AT_DESC,
) -> Page[Ticket]:
    """One page of tickets.

    Raises:
        InvalidInput: a search text too long, or a bad window.
    """
    return await page(tickets_matching(ctx, where), window, order)


def tickets_matching(ctx: Context, where: TicketFilter) -> QuerySet[Ticket]:
    """The tickets a filter leaves of those that the actor may see."""
    rows = visible_tickets(ctx)
    if where.statuses:
        rows = rows.filter(status__in=where.statuses)
    if where.priorities:
        rows = rows.filter(priority__in=where.priorities)
    if where.assignee_id is not None:
        rows = rows.filter(assignee_id=where.assignee_id)
    if where.is_assigned is not None:
        rows = rows.filter(assignee_id__isnull=not where.is_assigned)
    if where.customer_id is not None:
        rows = rows.filter(customer_id=where.customer_id)
    if where.order_id is not None:
        rows = rows.filter(order_id=where.order_id)
    rows = rows.filter(to_q(where.condition, COLUMNS))
    if text := inputs.text(where.search or "", "search", required=False):
        rows = rows.filter(Q(number=text.upper()) | Q(subject__icontains=text))
    return rows


async def count_tickets(ctx: Context, where: TicketFilter = EVERYTHING) -> int:
    """How many tickets a filter leaves."""
    return await tickets_matching(ctx, where).count()


async def history_of(ctx: Context, ticket: Ticket) -> list[EventRow]:
    """All that happened to a ticket, oldest first; notes of the house for staff alone."""
    told = EventRow.filter(aggregate_type=AggregateType.TICKET, aggregate_id=ticket.id)
    if not ctx.allows(Scope.TICKETS_READ):
        told = told.exclude(type__in=HOUSE_ONLY)
    return await told.order_by("version")

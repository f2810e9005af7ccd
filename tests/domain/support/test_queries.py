"""Reads of tickets: for whoever may know."""

import pytest

from domain.identity.scopes import Role, Scope
from domain.shared.errors import InvalidInput, NotFound
from domain.shared.paging import Window
from domain.support import queries
from domain.support.assign_ticket import assign_ticket
from domain.support.models import Ticket
from domain.support.open_ticket import open_ticket
from domain.support.queries import TicketFilter
from domain.support.send_message import send_message
from domain.support.states import MessageVisibility, TicketPriority, TicketStatus
from tests.shop import Shop


async def test_a_ticket_is_for_its_customer_and_for_staff_by_permission(shop: Shop) -> None:
    cleo, dan = await shop.customer(), await shop.customer("Dan")
    ticket = await shop.ticket(customer=cleo)
    message = (await queries.messages_of_tickets(shop.ctx, [ticket.id]))[ticket.id][0]

    for reader in (shop.as_customer(cleo), shop.as_staff(Scope.TICKETS_READ), shop.as_system):
        assert (await queries.get_ticket(reader, ticket.id)).id == ticket.id
        assert (await queries.get_message(reader, message.id)).id == message.id
        assert set(await queries.tickets_by_ids(reader, [ticket.id])) == {ticket.id}
        assert set(await queries.messages_by_ids(reader, [message.id])) == {message.id}
        assert set(await queries.tickets_of_customers(reader, [cleo.id])) == {cleo.id}
        assert (await queries.ticket_by_number(reader, ticket.number)) == ticket
    for outsider in (shop.as_customer(dan), shop.as_staff(), shop.as_anonymous):
        assert await queries.tickets_by_ids(outsider, [ticket.id]) == {}
        assert await queries.messages_of_tickets(outsider, [ticket.id]) == {}
        assert await queries.tickets_of_customers(outsider, [cleo.id]) == {}
        assert await queries.ticket_by_number(outsider, ticket.number) is None
        with pytest.raises(NotFound):
            await queries.get_ticket(outsider, ticket.id)
        with pytest.raises(NotFound):
            await queries.get_message(outsider, message.id)


async def test_an_orders_tickets_are_found_from_the_order(shop: Shop) -> None:
    cleo = await shop.customer()
    variant = await shop.variant()
    await shop.stock(variant, 5)
    order = await shop.place((variant, 1), customer=cleo)
    ticket = await open_ticket(
        shop.as_customer(cleo), subject="Late", body="Late.", order_id=order.id
    )
    await shop.ticket(customer=cleo)

    found = await queries.tickets_of_orders(shop.as_customer(cleo), [order.id])
    page = await queries.pages_of_orders(
        shop.ctx, [order.id], Window(first=1), queries.CREATED_AT_DESC
    )

    assert [row.id for row in found[order.id]] == [ticket.id]
    assert [row.id for row in page[order.id].rows] == [ticket.id]
    assert (await queries.counts_of_orders(shop.ctx, [order.id]))[order.id] == 1
    assert (await queries.counts_of_customers(shop.ctx, [cleo.id]))[cleo.id] == 2


async def test_pages_of_messages_hide_notes_from_the_customer(shop: Shop) -> None:
    cleo = await shop.customer()
    ticket = await shop.ticket(customer=cleo)
    await send_message(shop.ctx, ticket.id, "Note.", visibility=MessageVisibility.INTERNAL)

    for reader, count in ((shop.as_customer(cleo), 1), (shop.ctx, 2)):
        page = await queries.pages_of_messages(
            reader, [ticket.id], Window(), queries.Order("SENT", "sent_at", value=queries.instant)
        )
        assert len(page[ticket.id].rows) == count
        assert (await queries.counts_of_messages(reader, [ticket.id]))[ticket.id] == count


async def test_the_queue_is_filtered(shop: Shop) -> None:
    cleo = await shop.customer()
    sun = await shop.colleague(Role.SERVICE_AGENT)
    new = await shop.ticket(customer=cleo)
    resolved = await shop.ticket(TicketStatus.RESOLVED)
    urgent = await open_ticket(
        shop.ctx,
        subject="Broken cup",
        body="In two.",
        customer_id=cleo.id,
        priority=TicketPriority.URGENT,
    )
    await assign_ticket(shop.ctx, urgent.id, assignee_id=sun.id)

    async def found(where: TicketFilter) -> set[str]:
        page = await queries.tickets_page(shop.ctx, Window(), where)
        return {row.number for row in page.rows}

    everything = {new.number, resolved.number, urgent.number}
    assert await found(TicketFilter()) == everything
    assert await found(TicketFilter(statuses=frozenset({TicketStatus.NEW}))) == {new.number}
    assert await found(TicketFilter(priorities=frozenset({TicketPriority.URGENT}))) == {
        urgent.number
    }
    assert await found(TicketFilter(assignee_id=sun.id)) == {urgent.number}
    assert await found(TicketFilter(is_assigned=False)) == everything - {urgent.number}
    assert await found(TicketFilter(customer_id=cleo.id)) == {new.number, urgent.number}
    assert await found(TicketFilter(search="broken")) == {urgent.number}
    assert await found(TicketFilter(search=new.number.lower())) == {new.number}
    with pytest.raises(InvalidInput):
        await found(TicketFilter(search="x" * 201))


async def test_a_tickets_history_is_its_events_and_the_customers_has_no_notes(shop: Shop) -> None:
    cleo = await shop.customer()
    ticket = await shop.ticket(TicketStatus.PENDING_CUSTOMER, customer=cleo)
    await send_message(shop.ctx, ticket.id, "Note.", visibility=MessageVisibility.INTERNAL)
    ticket = await Ticket.get(id=ticket.id)
    told = ["support.ticket_opened", "support.message_sent"]

    for_staff = await queries.history_of(shop.ctx, ticket)
    for_cleo = await queries.history_of(shop.as_customer(cleo), ticket)

    assert [event.type for event in for_staff] == [*told, "support.note_written"]
    assert [event.version for event in for_staff] == [1, 2, 3]
    assert [event.type for event in for_cleo] == told

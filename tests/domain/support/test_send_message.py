"""Sending a message: the ticket goes to whoever's turn it is then. Notes move nothing."""

import asyncio

import pytest

from domain.identity.scopes import Scope
from domain.shared.errors import (
    InvalidInput,
    InvalidTransition,
    NotFound,
    NotPermitted,
    NotSignedIn,
    VersionConflict,
)
from domain.shared.ids import new_id
from domain.shared.models import EventRow
from domain.support.models import Ticket, TicketMessage
from domain.support.queries import messages_of_tickets
from domain.support.send_message import send_message
from domain.support.states import TICKET, MessageVisibility, TicketAction, TicketStatus
from tests.shop import Shop

INTERNAL = MessageVisibility.INTERNAL


async def last_event(ticket: Ticket) -> EventRow:
    return (await EventRow.filter(aggregate_id=ticket.id).order_by("-version"))[0]


async def test_an_agents_word_makes_it_the_customers_turn(shop: Shop) -> None:
    ticket = await shop.ticket()
    shop.later(minutes=5)

    message = await send_message(shop.ctx, ticket.id, " We are looking. ")

    kept = await Ticket.get(id=ticket.id)
    assert message.body == "We are looking."
    assert (kept.status, kept.version) == (TicketStatus.PENDING_CUSTOMER, 2)
    assert kept.first_replied_at == kept.updated_at == shop.now
    assert (await shop.event_names())[-1] == "support.message_sent"
    assert (await last_event(ticket)).payload == {
        "source": "new",
        "status": "pending_customer",
        "action": "agent_reply",
        "message_id": str(message.id),
        "author_kind": "staff",
    }


async def test_only_the_first_answer_counts_as_the_first(shop: Shop) -> None:
    ticket = await shop.ticket(TicketStatus.PENDING_CUSTOMER)
    first = ticket.first_replied_at
    shop.later(hours=1)

    await send_message(shop.ctx, ticket.id, "Still looking.")

    assert (await Ticket.get(id=ticket.id)).first_replied_at == first


async def test_a_customers_word_opens_a_resolved_ticket_again(shop: Shop) -> None:
    cleo = await shop.customer()
    ticket = await shop.ticket(TicketStatus.RESOLVED, customer=cleo)

    await send_message(shop.as_customer(cleo), ticket.id, "It still is not here.")

    kept = await Ticket.get(id=ticket.id)
    assert (kept.status, kept.resolved_at) == (TicketStatus.OPEN, None)


@pytest.mark.parametrize("status", TicketStatus)
@pytest.mark.parametrize("by_customer", [True, False])
async def test_the_table_says_where_a_word_leads(
    shop: Shop, status: TicketStatus, by_customer: bool
) -> None:
    cleo = await shop.customer()
    ticket = await shop.ticket(status, customer=cleo)
    said, told = await shop.count("ticket_message"), len(await shop.event_names())
    action = TicketAction.CUSTOMER_REPLY if by_customer else TicketAction.AGENT_REPLY
    ctx = shop.as_customer(cleo) if by_customer else shop.ctx

    if TICKET.allows(status, action):
        await send_message(ctx, ticket.id, "Hello?")
        assert (await Ticket.get(id=ticket.id)).status is TICKET.target(status, action)
    else:
        with pytest.raises(InvalidTransition):
            await send_message(ctx, ticket.id, "Hello?")
        assert (await Ticket.get(id=ticket.id)).version == ticket.version
        assert await shop.count("ticket_message") == said
        assert len(await shop.event_names()) == told


@pytest.mark.parametrize("status", TicketStatus)
async def test_a_note_moves_nothing_but_is_a_fact(shop: Shop, status: TicketStatus) -> None:
    ticket = await shop.ticket(status)

    note = await send_message(shop.ctx, ticket.id, "He called before.", visibility=INTERNAL)

    kept = await Ticket.get(id=ticket.id)
    assert (kept.status, kept.version) == (status, ticket.version + 1)
    assert kept.first_replied_at == ticket.first_replied_at
    event = await last_event(ticket)
    assert (event.type, event.version) == ("support.note_written", kept.version)
    assert event.payload == {"message_id": str(note.id)}


async def test_a_note_stays_in_the_house(shop: Shop) -> None:
    cleo = await shop.customer()
    ticket = await shop.ticket(customer=cleo)
    await send_message(shop.ctx, ticket.id, "He called before.", visibility=INTERNAL)

    for_cleo = await messages_of_tickets(shop.as_customer(cleo), [ticket.id])
    for_staff = await messages_of_tickets(shop.ctx, [ticket.id])
    with pytest.raises(NotPermitted):
        await send_message(shop.as_customer(cleo), ticket.id, "Psst.", visibility=INTERNAL)

    assert [row.body for row in for_cleo[ticket.id]] == ["It is late."]
    assert [row.body for row in for_staff[ticket.id]] == ["It is late.", "He called before."]


async def test_two_words_at_once_both_count(shop: Shop) -> None:
    cleo = await shop.customer()
    ticket = await shop.ticket(customer=cleo)

    await asyncio.gather(
        send_message(shop.ctx, ticket.id, "We are looking."),
        send_message(shop.as_customer(cleo), ticket.id, "Hello?"),
        send_message(shop.ctx, ticket.id, "A note.", visibility=INTERNAL),
    )

    assert (await Ticket.get(id=ticket.id)).version == 4
    assert await shop.count("ticket_message") == 4


async def test_the_same_key_says_it_once(shop: Shop) -> None:
    ticket = await shop.ticket()

    first = await send_message(shop.ctx, ticket.id, "We are looking.", idempotency_key="m1")
    again = await send_message(shop.ctx, ticket.id, "We are looking.", idempotency_key="m1")

    assert again.id == first.id
    assert await TicketMessage.all().count() == 2
    assert await shop.event_names("ticket") == ["support.ticket_opened", "support.message_sent"]


async def test_who_may_not_or_says_nothing_changes_nothing(shop: Shop) -> None:
    ticket = await shop.ticket()
    stranger = shop.as_customer(await shop.customer("Dan"))

    for body in ("", " ", "x" * 10_001, "\x00"):
        with pytest.raises(InvalidInput) as refused:
            await send_message(shop.ctx, ticket.id, body)
        assert refused.value.field == ["body"]
    with pytest.raises(NotFound):
        await send_message(stranger, ticket.id, "Mine.")
    with pytest.raises(NotFound):
        await send_message(shop.ctx, new_id(), "Nobody's.")
    with pytest.raises(NotPermitted):
        await send_message(shop.as_staff(Scope.TICKETS_READ), ticket.id, "Me too.")
    with pytest.raises(NotSignedIn):
        await send_message(shop.as_anonymous, ticket.id, "Me too.")
    with pytest.raises(VersionConflict):
        await send_message(shop.ctx, ticket.id, "Old.", expected_version=0)

    assert await shop.count("ticket_message") == 1
    assert await shop.event_names() == ["support.ticket_opened"]

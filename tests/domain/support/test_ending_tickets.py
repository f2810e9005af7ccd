"""Resolving, reopening, closing, and saying how soon."""

from collections.abc import Awaitable, Callable

import pytest

from domain.identity.scopes import Scope
from domain.shared.errors import (
    InvalidTransition,
    NotFound,
    NotPermitted,
    NotSignedIn,
    VersionConflict,
)
from domain.shared.ids import new_id
from domain.shared.models import EventRow
from domain.support.close_ticket import close_ticket
from domain.support.models import Ticket
from domain.support.reopen_ticket import reopen_ticket
from domain.support.resolve_ticket import resolve_ticket
from domain.support.set_priority import set_priority
from domain.support.states import TICKET, TicketAction, TicketPriority, TicketStatus
from tests.shop import Shop

Verb = Callable[..., Awaitable[Ticket]]
VERBS: list[tuple[Verb, TicketAction, str]] = [
    (resolve_ticket, TicketAction.RESOLVE, "support.ticket_resolved"),
    (reopen_ticket, TicketAction.REOPEN, "support.ticket_reopened"),
    (close_ticket, TicketAction.CLOSE, "support.ticket_closed"),
]


@pytest.mark.parametrize(("verb", "action", "told"), VERBS)
@pytest.mark.parametrize("status", TicketStatus)
async def test_the_table_says_what_can_be_done(
    shop: Shop, verb: Verb, action: TicketAction, told: str, status: TicketStatus
) -> None:
    ticket = await shop.ticket(status)
    before = await shop.event_names()

    if TICKET.allows(status, action):
        moved = await verb(shop.ctx, ticket.id)
        assert moved.status is TICKET.target(status, action)
        assert await shop.event_names() == [*before, told]
        event = await EventRow.get(type=told, version=moved.version)
        assert event.payload == {"source": status, "status": moved.status, "action": action}
    else:
        with pytest.raises(InvalidTransition):
            await verb(shop.ctx, ticket.id)
        assert (await Ticket.get(id=ticket.id)).status is status
        assert await shop.event_names() == before


async def test_a_ticket_knows_when_it_was_resolved_while_it_is(shop: Shop) -> None:
    cleo = await shop.customer()
    ticket = await shop.ticket(customer=cleo)
    shop.later(hours=2)

    resolved = await resolve_ticket(shop.ctx, ticket.id)
    assert resolved.resolved_at == shop.now

    reopened = await reopen_ticket(shop.as_customer(cleo), ticket.id)
    assert reopened.resolved_at is None


@pytest.mark.parametrize("verb", [resolve_ticket, close_ticket])
async def test_customers_do_not_end_tickets(shop: Shop, verb: Verb) -> None:
    cleo = await shop.customer()
    ticket = await shop.ticket(TicketStatus.RESOLVED, customer=cleo)

    with pytest.raises(NotPermitted):
        await verb(shop.as_customer(cleo), ticket.id)

    assert (await Ticket.get(id=ticket.id)).version == ticket.version


@pytest.mark.parametrize("verb", [verb for verb, _, _ in VERBS])
async def test_strangers_and_old_versions_change_nothing(shop: Shop, verb: Verb) -> None:
    dan = await shop.customer("Dan")
    ticket = await shop.ticket(TicketStatus.RESOLVED)

    with pytest.raises(NotFound):
        await verb(shop.ctx, new_id())
    with pytest.raises(NotPermitted):
        await verb(shop.as_staff(Scope.TICKETS_READ), ticket.id)
    with pytest.raises(NotSignedIn):
        await verb(shop.as_anonymous, ticket.id)
    with pytest.raises(VersionConflict):
        await verb(shop.ctx, ticket.id, expected_version=1)
    with pytest.raises(NotFound):
        await reopen_ticket(shop.as_customer(dan), ticket.id)

    assert (await Ticket.get(id=ticket.id)).version == ticket.version


async def test_a_priority_is_set_once(shop: Shop) -> None:
    ticket = await shop.ticket()

    for _ in range(2):
        urgent = await set_priority(shop.ctx, ticket.id, TicketPriority.URGENT)

    assert (urgent.priority, urgent.version) == (TicketPriority.URGENT, 2)
    assert await shop.event_names() == ["support.ticket_opened", "support.priority_set"]
    assert (await EventRow.get(version=2)).payload == {"before": "medium", "priority": "urgent"}


async def test_setting_a_priority_needs_the_permission(shop: Shop) -> None:
    cleo = await shop.customer()
    ticket = await shop.ticket(customer=cleo)

    with pytest.raises(NotPermitted):
        await set_priority(shop.as_customer(cleo), ticket.id, TicketPriority.URGENT)
    with pytest.raises(NotFound):
        await set_priority(shop.ctx, new_id(), TicketPriority.URGENT)
    with pytest.raises(VersionConflict):
        await set_priority(shop.ctx, ticket.id, TicketPriority.URGENT, expected_version=0)

    assert (await Ticket.get(id=ticket.id)).priority is TicketPriority.MEDIUM
    assert await shop.event_names() == ["support.ticket_opened"]

"""Assigning a ticket: somebody sees to it."""

import asyncio

import pytest

from domain.identity.models import StaffMember
from domain.identity.scopes import Role, Scope
from domain.shared.errors import (
    InvalidInput,
    InvalidTransition,
    NotFound,
    NotPermitted,
)
from domain.shared.ids import new_id
from domain.shared.models import EventRow
from domain.support.assign_ticket import assign_ticket
from domain.support.models import Ticket
from domain.support.states import TicketStatus
from tests.shop import Shop

ASSIGNED = "support.ticket_assigned"


async def test_an_agent_takes_a_ticket(shop: Shop) -> None:
    ticket = await shop.ticket()
    sun = await shop.colleague(Role.SERVICE_AGENT)

    taken = await assign_ticket(shop.as_colleague(sun), ticket.id)

    assert (taken.assignee_id, taken.status) == (sun.id, TicketStatus.OPEN)
    event = await EventRow.get(type=ASSIGNED)
    assert event.version == taken.version == 2
    assert event.payload == {
        "source": "new",
        "status": "open",
        "action": "assign",
        "assignee_id": str(sun.id),
    }


async def test_a_ticket_is_handed_on_also_while_it_waits_for_the_customer(shop: Shop) -> None:
    ticket = await shop.ticket(TicketStatus.PENDING_CUSTOMER)
    sun = await shop.colleague(Role.SERVICE_AGENT)

    handed = await assign_ticket(shop.ctx, ticket.id, assignee_id=sun.id)

    assert (handed.assignee_id, handed.status) == (sun.id, TicketStatus.PENDING_CUSTOMER)


async def test_giving_it_to_who_has_it_tells_nobody(shop: Shop) -> None:
    ticket = await shop.ticket()
    sun = await shop.colleague(Role.SERVICE_AGENT)

    for _ in range(2):
        await assign_ticket(shop.ctx, ticket.id, assignee_id=sun.id)

    assert await shop.event_names() == ["support.ticket_opened", ASSIGNED]


async def test_of_two_who_take_it_at_the_same_version_one_gets_it(shop: Shop) -> None:
    ticket = await shop.ticket()
    agents = [await shop.colleague(Role.SERVICE_AGENT) for _ in range(2)]

    outcomes = await asyncio.gather(
        *(assign_ticket(shop.as_colleague(who), ticket.id, expected_version=1) for who in agents),
        return_exceptions=True,
    )

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Ticket", "VersionConflict"]
    assert await shop.event_names() == ["support.ticket_opened", ASSIGNED]


async def test_who_is_not_there_cannot_see_to_it(shop: Shop) -> None:
    ticket = await shop.ticket()
    gone = await shop.colleague(Role.SERVICE_AGENT)
    await StaffMember.filter(id=gone.id).update(is_active=False)

    for nobody in (gone.id, new_id()):
        with pytest.raises(NotFound):
            await assign_ticket(shop.ctx, ticket.id, assignee_id=nobody)
    with pytest.raises(InvalidInput) as refused:
        await assign_ticket(shop.as_system, ticket.id)

    assert refused.value.field == ["assigneeId"]
    assert (await Ticket.get(id=ticket.id)).assignee_id is None
    assert await shop.event_names() == ["support.ticket_opened"]


@pytest.mark.parametrize("status", [TicketStatus.RESOLVED, TicketStatus.CLOSED])
async def test_what_is_done_needs_nobody(shop: Shop, status: TicketStatus) -> None:
    ticket = await shop.ticket(status)
    sun = await shop.colleague(Role.SERVICE_AGENT)

    with pytest.raises(InvalidTransition):
        await assign_ticket(shop.ctx, ticket.id, assignee_id=sun.id)

    assert (await Ticket.get(id=ticket.id)).assignee_id is None


async def test_assigning_needs_the_permission(shop: Shop) -> None:
    cleo = await shop.customer()
    ticket = await shop.ticket(customer=cleo)

    for ctx in (shop.as_customer(cleo), shop.as_staff(Scope.TICKETS_READ)):
        with pytest.raises(NotPermitted):
            await assign_ticket(ctx, ticket.id)
    with pytest.raises(NotFound):
        await assign_ticket(shop.as_staff(Scope.TICKETS_WRITE), ticket.id)

    assert await shop.event_names() == ["support.ticket_opened"]

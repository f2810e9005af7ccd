"""Who is at a ticket or an order: colleagues, each once, for as long as they are and may be."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.identity.actors import actor_of_integration
from domain.identity.scopes import Role, Scope
from domain.shared.context import Context
from domain.shared.ids import new_id
from domain.support.models import Ticket, TicketMessage
from realtime import topics
from realtime.messages import Person, PresenceActivity
from schema.shared.ids import global_id
from tests.graph import Graph
from tests.realtime.world import until
from tests.schema.shapes import SUBSCRIPTIONS, tells_facts
from tests.schema.stage import gid
from tests.shop import Shop
from tests.wire import Refused

SHOW = "{ viewers { name activity since staffMember { id name } } }"
TICKET = f"subscription($id: ID!) {{ ticketViewers(id: $id) {SHOW} }}"
EDITING = f"subscription($id: ID!) {{ ticketViewers(id: $id, activity: EDITING) {SHOW} }}"
ORDER = f"subscription($id: ID!) {{ orderViewers(id: $id) {SHOW} }}"


def names(update: dict[str, Any]) -> list[tuple[str, str]]:
    return [(viewer["name"], viewer["activity"]) for viewer in update["viewers"]]


def test_these_are_the_subscriptions_without_a_cursor() -> None:
    silent = [name for name in SUBSCRIPTIONS if not tells_facts(name)]

    assert silent == ["orderViewers", "ticketViewers"]


async def test_colleagues_see_each_other_come_edit_and_go(graph: Graph, shop: Shop) -> None:
    ticket = await shop.ticket()
    sun, ben = await shop.colleague(Role.ADMIN), await shop.colleague(Role.ADMIN, name="Ben")
    before = await shop.rows()

    async with graph.attend(shop.as_colleague(sun), TICKET, id=gid(ticket)) as first:
        alone = await first.next()
        shop.later(minutes=1)
        async with graph.attend(shop.as_colleague(ben), EDITING, id=gid(ticket)) as second:
            assert names(await second.next()) == [("Sun Li", "VIEWING"), ("Ben", "EDITING")]
            assert names(await first.next()) == [("Sun Li", "VIEWING"), ("Ben", "EDITING")]
        assert await first.next() == alone

    assert alone == {
        "viewers": [
            {
                "name": "Sun Li",
                "activity": "VIEWING",
                "since": "2026-03-02T09:00:00Z",
                "staffMember": {"id": global_id("StaffMember", sun.id), "name": "Sun Li"},
            }
        ]
    }
    assert graph.presence.at(topics.ticket(ticket.id)) == ()
    assert await shop.rows() == before


async def test_one_colleague_at_two_screens_is_one_who_edits(graph: Graph, shop: Shop) -> None:
    ticket = await shop.ticket()
    sun = shop.as_colleague(await shop.colleague(Role.SERVICE_AGENT))

    async with graph.attend(sun, TICKET, id=gid(ticket)) as one:
        assert names(await one.next()) == [("Sun Li", "VIEWING")]
        async with graph.attend(sun, EDITING, id=gid(ticket)) as other:
            assert names(await other.next()) == [("Sun Li", "EDITING")]
            assert names(await one.next()) == [("Sun Li", "EDITING")]
        assert names(await one.next()) == [("Sun Li", "VIEWING")]


async def test_an_order_has_viewers_of_its_own(graph: Graph, shop: Shop) -> None:
    order, other = await shop.order(), await shop.order()
    sun = shop.as_colleague(await shop.colleague(Role.WAREHOUSE_OPERATOR))

    async with (
        graph.attend(sun, ORDER, id=gid(order)) as one,
        graph.attend(shop.admin, ORDER, id=gid(other)) as elsewhere,
    ):
        assert names(await one.next()) == [("Sun Li", "VIEWING")]
        (ada,) = (await elsewhere.next())["viewers"]

    assert (ada["name"], ada["staffMember"]) == ("Ada", None), "her token stands for nobody hired"


async def test_other_machines_look_on_and_are_not_counted(graph: Graph, shop: Shop) -> None:
    ticket = await shop.ticket()
    erp = Context(actor=actor_of_integration("erp", [Scope.TICKETS_READ]), now=shop.now)

    async with graph.attend(erp, TICKET, id=gid(ticket)) as board:
        assert await board.next() == {"viewers": []}
        async with graph.attend(shop.admin, TICKET, id=gid(ticket)) as live:
            assert names(await live.next()) == [("Ada", "VIEWING")]
            assert names(await board.next()) == [("Ada", "VIEWING")]


async def test_whoever_may_not_see_the_ticket_any_more_is_there_no_longer(
    graph: Graph, shop: Shop
) -> None:
    ticket = await shop.ticket()
    topic = topics.ticket(ticket.id)
    ben = Person(new_id(), "Ben", PresenceActivity.VIEWING, shop.now)
    async with graph.attend(shop.admin, TICKET, id=gid(ticket)) as live:
        await live.next()
        await TicketMessage.filter(ticket_id=ticket.id).delete()
        await Ticket.filter(id=ticket.id).delete()

        async with graph.presence.attend(topic, ben):
            with pytest.raises(Refused) as refused:
                await live.next()

            assert refused.value.codes == ["NOT_FOUND"]
            await until(lambda: graph.presence.at(topic) == (ben,))


async def test_when_the_session_ends_so_does_the_presence_though_nothing_happens(
    graph: Graph, shop: Shop
) -> None:
    ticket = await shop.ticket()
    topic, ends = topics.ticket(ticket.id), datetime.now(UTC) + timedelta(seconds=1)

    async with graph.attend(shop.admin, TICKET, session_expires_at=ends, id=gid(ticket)) as live:
        assert names(await live.next()) == [("Ada", "VIEWING")]
        with pytest.raises(Refused) as refused:
            await live.next()

        assert refused.value.codes == ["TOKEN_EXPIRED"]
        assert datetime.now(UTC) >= ends
        await until(lambda: graph.presence.at(topic) == ())


async def test_a_session_that_has_ended_is_nowhere(graph: Graph, shop: Shop) -> None:
    ticket = await shop.ticket()
    ended = datetime.now(UTC)

    async with graph.attend(shop.admin, TICKET, session_expires_at=ended, id=gid(ticket)) as live:
        with pytest.raises(Refused) as refused:
            await live.next()

        assert refused.value.codes == ["TOKEN_EXPIRED"]


async def test_when_the_process_stops_the_stream_is_complete(graph: Graph, shop: Shop) -> None:
    ticket = await shop.ticket()
    async with graph.attend(shop.admin, TICKET, id=gid(ticket)) as live:
        await live.next()

        await graph.presence.stop()

        with pytest.raises(StopAsyncIteration):
            await live.next()

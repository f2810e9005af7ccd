"""On either bus, in one process or two: every fact reaches every listener, once and in order."""

import asyncio
import random

import asyncpg
import pytest

from realtime import topics
from realtime.cursor import Cursor
from realtime.groups import Groups
from realtime.hub import Hub
from realtime.messages import Batch, Heartbeat, StoredEvent
from realtime.outlet import BrokenOff
from tests.contracts.conftest import Place
from tests.realtime.plain import Fact, told
from tests.realtime.world import (
    Thing,
    assert_told_once_in_order,
    newest,
    relay_all,
    take,
    until,
    write,
    write_history,
)


async def hear(hub: Hub, count: int) -> list[Fact]:
    """What a subscriber to all orders is told, until it has so many facts."""
    async with told(Groups(hub), [topics.orders()]) as heard:
        await heard.next(count)
    return heard.facts


async def test_a_change_is_heard_by_who_follows_the_thing_and_who_follows_its_kind(
    place: Place, connection: asyncpg.Connection
) -> None:
    order = Thing()
    for hub in place.hubs:
        async with hub.listen([order.topic]) as one, hub.listen([topics.orders()]) as every:
            await order.change()
            await relay_all(connection, place.bus)

            for listener in (one, every):
                [fact] = await take(listener, 1)
                assert isinstance(fact, StoredEvent)
                assert (fact.aggregate_id, fact.version) == (order.id, order.version)
                assert fact.type == "orders.order_noted"


async def test_who_follows_a_thing_twice_over_is_told_once_and_nothing_of_others(
    place: Place, connection: asyncpg.Connection
) -> None:
    order, other = Thing(), Thing()
    for hub in place.hubs:
        both = [order.topic, topics.orders()]
        async with hub.listen([order.topic]) as one, hub.listen(both) as twice:
            await order.change()
            await other.change()
            await order.change()
            await relay_all(connection, place.bus)

            only = await take(one, 2)
            everything = await take(twice, 3)
        assert [fact.aggregate_id for fact in only if isinstance(fact, StoredEvent)] == [
            order.id,
            order.id,
        ]
        assert len({fact.seq for fact in everything if isinstance(fact, StoredEvent)}) == 3


async def test_two_first_listeners_at_the_same_moment_both_hear(
    place: Place, connection: asyncpg.Connection
) -> None:
    order = Thing()

    listening = [asyncio.create_task(hear(hub, 1)) for hub in place.hubs for _ in range(2)]
    await until(lambda: all(len(hub.listeners) == 2 for hub in place.hubs))
    await order.change()
    await relay_all(connection, place.bus)

    for heard in await asyncio.gather(*listening):
        assert_told_once_in_order(heard, [order])


async def test_writers_in_a_hurry_lose_nothing(
    place: Place, connection: asyncpg.Connection
) -> None:
    things = [Thing() for _ in range(30)]
    listening = [hub.listen([topics.orders()], limit=10_000) for hub in place.hubs]
    writing = asyncio.create_task(write(things, transactions=600, seed=1))
    while not writing.done():
        await relay_all(connection, place.bus)
    await relay_all(connection, place.bus)

    count = await writing

    assert await newest() == count > 600
    for listener in listening:
        async with listener:
            assert_told_once_in_order(await take(listener, count), things)  # type: ignore[arg-type] # an overflow fails in it


async def test_imported_history_is_never_told_and_holds_nothing_up(
    place: Place, connection: asyncpg.Connection
) -> None:
    order = Thing()
    listening = [hub.listen([topics.orders()]) for hub in place.hubs]

    await write_history(30)
    await order.change()
    await write_history(5)
    await relay_all(connection, place.bus)
    await beat(place)

    for hub, listener in zip(place.hubs, listening, strict=True):
        async with listener:
            [fact] = await take(listener, 1)
            assert isinstance(fact, StoredEvent)
            assert (fact.seq, fact.aggregate_id) == (31, order.id)
            await until(lambda hub=hub: hub.position == 36)
            assert hub.delivered == 1


async def test_a_heartbeat_reveals_what_was_lost_in_silence(
    place: Place, connection: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = Thing()
    listening = [hub.listen([order.topic]) for hub in place.hubs]
    with monkeypatch.context() as patch:
        patch.setattr(place.bus, "publish", lose)
        await order.change(3)
        assert await relay_all(connection, place.bus) == 3
    assert all(hub.position == 0 for hub in place.hubs)

    await beat(place)

    for hub, listener in zip(place.hubs, listening, strict=True):
        async with listener:
            assert_told_once_in_order(await take(listener, 3), [order])  # type: ignore[arg-type] # an overflow fails in it
        assert hub.read_from_log == 3


async def test_what_the_bus_doubles_and_reorders_is_told_once_in_order(
    place: Place, connection: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    things = [Thing() for _ in range(10)]
    held: list[Batch] = []
    listening = [hub.listen([topics.orders()], limit=1_000) for hub in place.hubs]
    with monkeypatch.context() as patch:
        patch.setattr(place.bus, "publish", keep(held))
        for _ in range(10):
            await write(things, transactions=20, seed=len(held))
            await relay_all(connection, place.bus)

    for batch in [*reversed(held), *held]:
        await place.bus.publish(batch)

    count = await newest()
    for hub, listener in zip(place.hubs, listening, strict=True):
        async with listener:
            assert_told_once_in_order(await take(listener, count), things)  # type: ignore[arg-type] # an overflow fails in it
        assert hub.delivered == count


async def test_subscribers_cut_off_at_random_see_everything_once_when_they_return(
    place: Place, connection: asyncpg.Connection
) -> None:
    things, last_word = [Thing() for _ in range(30)], Thing()
    start = Cursor(place.hubs[0].epoch, 0).text
    flapping = [
        asyncio.create_task(flap(place.hubs, start, until_told_of=last_word, seed=seed))
        for seed in range(6)
    ]
    writing = asyncio.create_task(write(things, transactions=600, seed=2))
    await relay_while(writing, connection, place)
    await last_word.change()
    await relay_all(connection, place.bus)

    for seen, cuts in await asyncio.gather(*flapping):
        assert cuts > 5
        assert_told_once_in_order(seen, [*things, last_word])
    assert await writing > 600


async def flap(
    hubs: list[Hub], after: str, *, until_told_of: Thing, seed: int
) -> tuple[list[Fact], int]:
    """A subscriber that goes away at random and comes back, each time to another process."""
    dice, seen, cuts = random.Random(seed), list[Fact](), 0
    while True:
        groups = Groups(dice.choice(hubs))
        async with told(groups, [topics.orders()], after=after) as heard:
            for _ in range(dice.randint(1, 120)):
                await heard.next()
                if heard.facts[-1].aggregate_id == until_told_of.id:
                    return [*seen, *heard.facts], cuts
        seen += heard.facts
        after, cuts = heard.cursor, cuts + 1


async def test_a_slow_listener_holds_nobody_up_and_still_hears_everything(
    place: Place, connection: asyncpg.Connection
) -> None:
    things = [Thing() for _ in range(5)]
    hub = place.hubs[-1]
    quick = hub.listen([topics.orders()], limit=10_000)
    async with told(Groups(hub), [topics.orders()], queue_limit=8) as slow:
        count = await write(things, transactions=100, seed=3)
        await relay_all(connection, place.bus)
        async with quick:
            await take(quick, count)

        await slow.next(count)

    assert_told_once_in_order(slow.facts, things)


async def test_a_hub_that_stops_lets_everybody_go_at_once(place: Place) -> None:
    hub = place.hubs[-1]
    listening = [asyncio.create_task(hear(hub, 1)) for _ in range(3)]
    await until(lambda: len(hub.listeners) == 3)

    await hub.stop()

    gone = await asyncio.gather(*listening, hear(hub, 1), return_exceptions=True)
    assert [type(each) for each in gone] == [BrokenOff] * 4


async def beat(place: Place) -> None:
    """The heartbeat of the relay that is not there."""
    await place.bus.heartbeat(Heartbeat(place.hubs[0].epoch, await newest()))


async def relay_while(
    writing: asyncio.Task[int], connection: asyncpg.Connection, place: Place
) -> None:
    while not writing.done():
        await relay_all(connection, place.bus)
    await relay_all(connection, place.bus)


async def lose(batch: Batch) -> None:
    """A publish that comes to nothing."""


def keep(held: list[Batch]):  # type: ignore[no-untyped-def] # the shape of Bus.publish
    async def publish(batch: Batch) -> None:
        held.append(batch)

    return publish

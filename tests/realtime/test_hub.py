"""The hub: believes the log, uses the bus, waits for nobody."""

import asyncio

import asyncpg
import pytest
from tortoise.transactions import in_transaction

from domain.shared import sql
from domain.shared.ids import new_id
from realtime import hub as hubs
from realtime import log, topics
from realtime.bus import Bus
from realtime.hub import Hub
from realtime.listener import NewLog, Overflow
from realtime.messages import Batch, Heartbeat, Resync, StoredEvent
from tests.realtime.world import (
    NOON,
    Thing,
    assert_told_once_in_order,
    newest,
    relay_all,
    take,
    until,
    write,
)


async def lose(_: Batch) -> None:
    """A publish that comes to nothing."""


def invented(seq: int) -> StoredEvent:
    return StoredEvent(seq, "order", new_id(), 1, "orders.order_noted", {}, "system", NOON)


async def test_a_listener_joins_at_the_hubs_position(
    connection: asyncpg.Connection, bus: Bus, hub: Hub
) -> None:
    await Thing().change(3)
    await relay_all(connection, bus)
    await until(lambda: hub.position == 3)

    async with hub.listen([topics.orders()]) as listener:
        assert listener.joined_at == hub.position == 3


async def test_a_hub_that_starts_later_does_not_tell_what_is_past(
    connection: asyncpg.Connection, bus: Bus
) -> None:
    order = Thing()
    await order.change(3)
    await relay_all(connection, bus)
    late = Hub(bus)
    await late.start()

    async with late.listen([order.topic]) as listener:
        await order.change()
        await relay_all(connection, bus)
        [heard] = await take(listener, 1)

    assert isinstance(heard, StoredEvent)
    assert heard.seq == 4
    await late.stop()


async def test_a_resync_makes_the_hub_look_into_the_log(
    connection: asyncpg.Connection, bus: Bus, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = Thing()
    monkeypatch.setattr(bus, "publish", lose)
    await order.change(3)
    await relay_all(connection, bus)

    async with hub.listen([order.topic]) as listener:
        hub._receive(Resync())
        assert_told_once_in_order(await take(listener, 3), [order])  # type: ignore[arg-type] # an overflow fails in it


async def test_a_bus_that_says_nothing_at_all_makes_the_hub_look_for_itself(
    connection: asyncpg.Connection, bus: Bus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hubs, "SILENCE_SECONDS", 0.05)
    monkeypatch.setattr(bus, "publish", lose)
    order, hub = Thing(), Hub(bus)
    await hub.start()

    async with hub.listen([order.topic]) as listener:
        await order.change(3)
        await relay_all(connection, bus)
        assert_told_once_in_order(await take(listener, 3), [order])  # type: ignore[arg-type] # an overflow fails in it
    await hub.stop()


async def test_a_long_hole_is_filled_page_by_page(
    connection: asyncpg.Connection, bus: Bus, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    things = [Thing() for _ in range(20)]
    with monkeypatch.context() as patch:
        patch.setattr(bus, "publish", lose)
        for thing in things:
            await thing.change(log.PAGE // 10)
        await relay_all(connection, bus)
    last = Thing()
    async with hub.listen([topics.orders()], limit=2 * log.PAGE + 1) as listener:
        await last.change()
        await relay_all(connection, bus)

        heard = await take(listener, 2 * log.PAGE + 1)

    assert_told_once_in_order(heard, [*things, last])  # type: ignore[arg-type] # an overflow fails in it
    assert hub.fills == 1


async def test_too_many_facts_behind_a_hole_are_read_from_the_log_instead(
    connection: asyncpg.Connection, bus: Bus, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hubs, "EARLY_LIMIT", 10)
    things = [Thing() for _ in range(10)]
    async with hub.listen([topics.orders()], limit=1_000) as listener:
        with monkeypatch.context() as patch:
            patch.setattr(bus, "publish", lose)
            await Thing().change()
            things[0].version = 0
            await relay_all(connection, bus)
        count = await write(things, transactions=100, seed=5)
        await relay_all(connection, bus)
        await until(lambda: hub.position == count + 1)
        heard = await take(listener, count + 1)

    assert_told_once_in_order(heard[1:], things)  # type: ignore[arg-type] # an overflow fails in it


async def test_a_log_that_cannot_be_read_for_a_while_is_read_afterwards(
    connection: asyncpg.Connection, bus: Bus, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    order, tries = Thing(), []

    async def fail(after: int) -> log.Page:
        tries.append(after)
        raise OSError("the database is gone")

    async with hub.listen([order.topic]) as listener:
        with monkeypatch.context() as patch:
            patch.setattr(bus, "publish", lose)
            patch.setattr(log, "page", fail)
            await order.change(2)
            await relay_all(connection, bus)
            hub._receive(Heartbeat(hub.epoch, 2))
            await until(lambda: len(tries) >= 3)

        assert_told_once_in_order(await take(listener, 2), [order])  # type: ignore[arg-type] # an overflow fails in it


async def test_messages_of_another_log_are_not_told(
    connection: asyncpg.Connection, bus: Bus, hub: Hub
) -> None:
    order = Thing()
    async with hub.listen([topics.orders()]) as listener:
        await bus.publish(Batch(new_id(), (invented(1),)))
        await until(lambda: hub.fills == 1)
        await order.change()
        await relay_all(connection, bus)

        assert_told_once_in_order(await take(listener, 1), [order])  # type: ignore[arg-type] # an overflow fails in it
    assert (hub.foreign, hub.restarts) == (1, 0)


async def test_a_fact_that_the_log_does_not_hold_is_not_told(
    connection: asyncpg.Connection, bus: Bus, hub: Hub
) -> None:
    order = Thing()
    async with hub.listen([topics.orders()]) as listener:
        await bus.publish(Batch(hub.epoch, (invented(2),)))
        await until(lambda: hub.fills == 1)
        for _ in range(2):
            await order.change()
            await relay_all(connection, bus)
        await until(lambda: hub.position == 2)

        assert_told_once_in_order(await take(listener, 2), [order])  # type: ignore[arg-type] # an overflow fails in it
    assert hub.fills == 1


async def test_what_comes_while_the_log_is_read_is_told_once(
    connection: asyncpg.Connection, bus: Bus, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    order, read, was_read = Thing(), log.page, asyncio.Event()

    async def read_slowly(after: int) -> log.Page:
        monkeypatch.setattr(log, "page", read)  # once: the hub may look again by itself
        page = await read(after)
        await order.change()
        await relay_all(connection, bus)
        await until(lambda: hub.position == 1)
        was_read.set()  # from here on the connection is free again
        return page

    async with hub.listen([order.topic]) as listener:
        monkeypatch.setattr(log, "page", read_slowly)
        hub._receive(Resync())
        await until(was_read.is_set)
        await take(listener, 1)
        await order.change()
        await relay_all(connection, bus)
        await take(listener, 1)

    assert (hub.position, hub.delivered) == (2, 2)


async def test_a_log_put_back_to_an_earlier_state_is_another_log(
    connection: asyncpg.Connection, bus: Bus, hub: Hub
) -> None:
    order = Thing()
    async with hub.listen([order.topic]) as listener:
        await order.change(3)
        await relay_all(connection, bus)
        await take(listener, 3)
        async with in_transaction():
            await sql.execute("SET LOCAL session_replication_role = replica")  # unguarded
            await sql.execute("UPDATE relay_state SET last_seq = 1")
        hub._receive(Resync())

        assert await take(listener, 1) == [NewLog(hub.epoch, resumed_at=1)]
    assert (hub.position, hub.restarts) == (1, 1)


async def test_a_hub_away_for_longer_than_the_log_keeps_tells_every_listener(
    connection: asyncpg.Connection, bus: Bus, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = Thing()
    monkeypatch.setattr(bus, "publish", lose)
    await order.change(5)
    await relay_all(connection, bus)
    await sql.execute("UPDATE relay_state SET replay_floor = 3")

    async with hub.listen([order.topic]) as listener:
        await bus.heartbeat(Heartbeat(hub.epoch, await newest()))
        assert await take(listener, 1) == [Overflow(after_seq=0, resumed_at=5)]
    assert hub.position == 5


async def test_an_overflow_is_told_once_with_what_is_to_be_read(
    connection: asyncpg.Connection, bus: Bus, hub: Hub
) -> None:
    order = Thing()
    async with hub.listen([order.topic], limit=3) as listener:
        await order.change()
        await relay_all(connection, bus)
        await take(listener, 1)
        await order.change(10)
        await relay_all(connection, bus)
        await until(lambda: hub.position == 11)
        await order.change()
        await relay_all(connection, bus)
        await until(lambda: hub.position == 12)

        assert await take(listener, 1) == [Overflow(after_seq=1, resumed_at=12)]
        await order.change()
        await relay_all(connection, bus)
        [heard] = await take(listener, 1)

    assert isinstance(heard, StoredEvent)
    assert heard.seq == 13
    assert listener.overflows == 1

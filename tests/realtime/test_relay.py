"""The relay: numbers without holes or doubles, whatever happens to it."""

import asyncio
import contextlib
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest
from tortoise.transactions import in_transaction

from api.embedded.valkey import EmbeddedValkey
from domain.shared import sql
from realtime import relay as relaying
from realtime import topics
from realtime.bus import Bus, BusUnavailable
from realtime.hub import Hub
from realtime.messages import Batch, Heartbeat, Lag, Message
from realtime.redis_backend import redis_bus
from realtime.relay import Relay, number, relay_once
from tests.realtime.world import (
    Thing,
    assert_told_once_in_order,
    newest,
    numbers,
    relay_all,
    take,
    until,
    write,
    write_history,
)

INSERT = (
    "INSERT INTO event (aggregate_type, aggregate_id, version, type, payload, actor, request_id,"
    " historic, occurred_at)"
    " VALUES ('order', $1, $2, 'orders.order_noted', '{}', 'system', '', false, now())"
)


@contextlib.asynccontextmanager
async def running(*relays: Relay) -> AsyncIterator[None]:
    """Relays at work for a while."""
    tasks = [asyncio.create_task(relay.run()) for relay in relays]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        for ended in await asyncio.gather(*tasks, return_exceptions=True):
            assert isinstance(ended, asyncio.CancelledError), f"a relay died of {ended!r}"


async def test_numbers_have_no_hole_whoever_rolls_back(
    connection: asyncpg.Connection, bus: Bus
) -> None:
    things = [Thing() for _ in range(40)]
    writing = asyncio.create_task(write(things, transactions=1_000, seed=7))
    while not writing.done():
        await relay_once(connection, bus, limit=50)
    await relay_all(connection, bus)

    count = await writing

    assert await numbers() == list(range(1, count + 1))
    assert await newest() == count


async def test_two_relays_at_once_still_number_without_hole_or_double(
    database: dict[str, Any], connection: asyncpg.Connection, bus: Bus, hub: Hub
) -> None:
    things = [Thing() for _ in range(40)]
    second = await asyncpg.connect(**database)
    listener = hub.listen([topics.orders()], limit=10_000)
    writing = asyncio.create_task(write(things, transactions=600, seed=8))
    while not writing.done():
        await asyncio.gather(
            relay_once(connection, bus, limit=20), relay_once(second, bus, limit=7)
        )
    await relay_all(second, bus)
    await second.close()

    count = await writing

    assert await numbers() == list(range(1, count + 1))
    async with listener:
        assert_told_once_in_order(await take(listener, count), things)  # type: ignore[arg-type] # an overflow fails in it


async def test_a_fact_that_is_not_committed_yet_holds_up_nobody_and_comes_later(
    connection: asyncpg.Connection, bus: Bus, hub: Hub
) -> None:
    early, late = Thing(), Thing()
    async with hub.listen([topics.orders()]) as listener:
        async with in_transaction():
            await early.change()
            await connection.execute(INSERT, late.id, 1)
            await relay_all(connection, bus)
            [first] = await take(listener, 1)
        await relay_all(connection, bus)
        [second] = await take(listener, 1)

    assert [first.aggregate_id, second.aggregate_id] == [late.id, early.id]  # type: ignore[union-attr] # an overflow fails here
    assert await numbers() == [1, 2]
    assert await sql.value("SELECT seq FROM event ORDER BY id LIMIT 1") == 2


async def test_history_is_numbered_and_not_published(connection: asyncpg.Connection) -> None:
    await write_history(3)
    await Thing().change()

    count, batch = await number(connection)

    assert count == 4
    assert batch is not None
    assert [event.seq for event in batch.events] == [4]


async def test_the_bell_or_the_poll_wakes_a_running_relay(
    database: dict[str, Any], bus: Bus, hub: Hub
) -> None:
    order = Thing()
    relay = Relay(database, bus)
    async with running(relay), hub.listen([order.topic]) as listener:
        await until(lambda: relay.leads)
        await order.change()
        [by_the_bell] = await take(listener, 1)
        async with in_transaction():
            await sql.execute("SET LOCAL session_replication_role = replica")  # no trigger, no bell
            await sql.execute(INSERT, order.id, 2)
        [by_the_poll] = await take(listener, 1)

    assert (by_the_bell.seq, by_the_poll.seq) == (1, 2)  # type: ignore[union-attr] # an overflow fails here
    assert relay.numbered == 2


async def test_the_standby_takes_over_and_beats_at_once(
    database: dict[str, Any], bus: Bus, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relaying, "STANDBY_SECONDS", 0.02)
    order, heard = Thing(), list[Message]()
    first, second = Relay(database, bus), Relay(database, bus)
    async with running(second):
        await until(lambda: second.leads)
        async with running(first):
            await end_sessions_of_relays()
            await until(lambda: first.elections + second.elections == 2)
            await until(lambda: first.leads is not second.leads)
    bus.attach(heard.append)

    async with running(first), hub.listen([order.topic]) as listener:
        await order.change()
        await take(listener, 1)

    assert any(isinstance(message, Heartbeat) for message in heard)


async def end_sessions_of_relays() -> None:
    """As a restart of the database would."""
    await sql.rows(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid IN"
        " (SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted"
        " AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))"
    )


async def test_a_relay_whose_sessions_are_ended_again_and_again_loses_nothing(
    database: dict[str, Any], bus: Bus, hub: Hub
) -> None:
    things = [Thing() for _ in range(20)]
    relay = Relay(database, bus)
    async with running(relay), hub.listen([topics.orders()], limit=10_000) as listener:
        count = 0
        for seed in range(4):
            # It leads anew, and not still: it has seen that its session was ended.
            await until(lambda seed=seed: relay.leads and relay.reconnects == seed)
            writing = asyncio.create_task(write(things, transactions=100, seed=seed))
            await until(lambda count=count: relay.numbered > count)
            await end_sessions_of_relays()
            count += await writing
        heard = await take(listener, count)
        # It may have told all before it saw that its last session was ended.
        await until(lambda: relay.leads and relay.reconnects == 4)

    assert relay.elections == 5
    assert await numbers() == list(range(1, count + 1))
    assert_told_once_in_order(heard, things)  # type: ignore[arg-type] # an overflow fails in it


CHILD = """
import asyncio, json, sys
from realtime.redis_backend import redis_bus
from realtime.relay import Relay

async def main():
    bus = redis_bus(sys.argv[2])
    async def hang(batch):
        print("committed", flush=True)
        await asyncio.Event().wait()
    bus.publish = hang
    await bus.start()
    await Relay(json.loads(sys.argv[1]), bus).run()

asyncio.run(main())
"""


async def test_a_relay_killed_between_commit_and_publish_loses_nothing(
    database: dict[str, Any], valkey: EmbeddedValkey
) -> None:
    order = Thing()
    bus = redis_bus(valkey.url)
    await bus.start()
    hub = Hub(bus)
    await hub.start()
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", CHILD, json.dumps(database), valkey.url),
        stdout=asyncio.subprocess.PIPE,
    )
    async with hub.listen([order.topic]) as listener:
        await order.change(3)
        assert child.stdout is not None
        assert await asyncio.wait_for(child.stdout.readline(), 20) == b"committed\n"
        os.kill(child.pid, signal.SIGKILL)
        await child.wait()
        assert await numbers() == [1, 2, 3]
        assert hub.delivered == 0

        async with running(Relay(database, bus)):
            await order.change(2)
            heard = await take(listener, 5)
    await hub.stop()
    await bus.stop()

    assert_told_once_in_order(heard, [order])  # type: ignore[arg-type] # an overflow fails in it


async def test_a_bus_that_takes_nothing_does_not_stop_the_numbering(
    database: dict[str, Any], bus: Bus, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = Thing()
    relay = Relay(database, bus)

    async def refuse(batch: Batch) -> None:
        raise BusUnavailable("not now")

    with monkeypatch.context() as patch:
        patch.setattr(bus, "publish", refuse)
        async with running(relay):
            await order.change(3)
            await until(lambda: relay.numbered == 3)
            await until(lambda: relay.unpublished > 0)
    async with running(Relay(database, bus)):
        await until(lambda: hub.position == 3)

    assert hub.read_from_log == 3


async def test_the_relay_says_how_far_it_is_behind_to_every_process(
    database: dict[str, Any], connection: asyncpg.Connection, bus: Bus, hub: Hub
) -> None:
    relay = Relay(database, bus)
    await write_history(2)  # which nobody waits for
    await Thing().change(5)
    await connection.execute("BEGIN; SELECT FROM relay_state FOR UPDATE")  # numbering must wait
    async with running(relay):
        await until(lambda: hub.lag.events == 5)
        assert hub.lag == relay.lag
        assert hub.lag.seconds > 0
        assert hub.silence_seconds < 5

        await connection.execute("ROLLBACK")
        await until(lambda: hub.lag == Lag(0, 0.0))
        assert hub.position == 7

"""The bus on a real Valkey that is killed, restarted, and spoken to in tongues."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from typing import Any

import asyncpg
import pytest
import redis.asyncio
from broadcaster import Broadcast

from api.embedded.valkey import EmbeddedValkey
from realtime import ear, resilient, topics
from realtime import hub as hubs
from realtime.bus import Bus, BusUnavailable, control_channel, shard_of
from realtime.hub import Hub
from realtime.messages import Heartbeat, Message, Resync
from realtime.redis_backend import RedisBackend, redis_bus
from realtime.relay import Relay, number
from tests.realtime.test_relay import running
from tests.realtime.world import (
    Thing,
    assert_told_once_in_order,
    newest,
    relay_all,
    take,
    until,
    write,
)


@pytest.fixture
async def bus(valkey: EmbeddedValkey) -> AsyncIterator[Bus]:
    opened = redis_bus(valkey.url)
    await opened.start()
    yield opened
    await opened.stop()


@pytest.fixture
async def admin(valkey: EmbeddedValkey) -> AsyncIterator["redis.asyncio.Redis"]:
    """Another client, up to no good."""
    async with redis.asyncio.Redis.from_url(valkey.url) as client:
        yield client


async def flow_through(
    disturb: Callable[[int], Any], database: dict[str, Any], bus: Bus, hub: Hub
) -> None:
    """Writers write, a relay relays, and something happens to Redis three times over."""
    things = [Thing() for _ in range(20)]
    async with running(Relay(database, bus)), hub.listen([topics.orders()], limit=9_999) as heard:
        count = 0
        for turn in range(3):
            writing = asyncio.create_task(write(things, transactions=100, seed=turn))
            await until(lambda count=count: hub.delivered > count)
            await disturb(turn)
            count += await writing

        facts = await take(heard, count)

    assert_told_once_in_order(facts, things)  # type: ignore[arg-type] # an overflow fails in it
    assert hub.delivered == count == await newest()


async def test_redis_killed_and_restarted_while_facts_flow_costs_none(
    database: dict[str, Any], valkey: EmbeddedValkey, bus: Bus, hub: Hub
) -> None:
    heard: list[Message] = []
    bus.attach(heard.append)

    async def restart(turn: int) -> None:
        valkey.restart()
        await until(lambda: sum(isinstance(each, Resync) for each in heard) == turn + 1)

    await flow_through(restart, database, bus, hub)


async def test_connections_killed_while_facts_flow_cost_none(
    database: dict[str, Any], admin: "redis.asyncio.Redis", bus: Bus, hub: Hub
) -> None:
    heard: list[Message] = []
    bus.attach(heard.append)

    async def kill(turn: int) -> None:
        await admin.client_kill_filter(_type="pubsub")
        await admin.client_kill_filter(_type="normal", skipme=True)
        await until(lambda: sum(isinstance(each, Resync) for each in heard) == turn + 1)

    await flow_through(kill, database, bus, hub)


async def test_without_redis_facts_still_arrive_only_later(
    database: dict[str, Any], valkey: EmbeddedValkey, bus: Bus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hubs, "SILENCE_SECONDS", 0.1)
    monkeypatch.setattr(resilient, "PUBLISH_TIMEOUT_SECONDS", 0.1)
    order, relay, hub = Thing(), Relay(database, bus), Hub(bus)
    await hub.start()
    valkey.kill()

    async with running(relay), hub.listen([order.topic]) as listener:
        await order.change(3)
        heard = await take(listener, 3)

    assert_told_once_in_order(heard, [order])  # type: ignore[arg-type] # an overflow fails in it
    assert relay.unpublished > 0
    await hub.stop()


async def test_a_fact_lost_on_an_idle_bus_is_missed_at_the_next_heartbeat(
    connection: asyncpg.Connection, bus: Bus, hub: Hub
) -> None:
    order = Thing()
    async with hub.listen([order.topic]) as listener:
        await order.change()
        await number(connection)  # and nobody publishes it
        await bus.heartbeat(Heartbeat(hub.epoch, 1))
        heard = await take(listener, 1)

    assert_told_once_in_order(heard, [order])  # type: ignore[arg-type] # an overflow fails in it
    assert hub.read_from_log == 1


async def test_nonsense_on_our_channels_is_counted_and_skipped(
    connection: asyncpg.Connection, admin: "redis.asyncio.Redis", bus: Bus, hub: Hub
) -> None:
    order = Thing()
    channel = f"tradegraph:events:{shard_of(order.id)}"
    nonsense: list[str | bytes] = [
        *(b"\xff\xfe", b"", "no json", "null", "[]", "7", '{"kind":"rumour"}', '{"kind":"events"}'),
        '{"kind":"events","epoch":"x","events":[]}',
        f'{{"kind":"events","epoch":"{hub.epoch}","events":[{{"seq":"one"}}]}}',
        '{"kind":"heartbeat","epoch":null,"newest":1}',
    ]

    async with hub.listen([order.topic]) as listener:
        for message in nonsense:
            await admin.publish(channel, message)
            await admin.publish(control_channel("tradegraph"), message)
        await order.change()
        await relay_all(connection, bus)
        [heard] = await take(listener, 1)

    assert_told_once_in_order([heard], [order])  # type: ignore[list-item] # an overflow fails in it
    await until(lambda: bus.malformed == 2 * (len(nonsense) - 1))  # no text never gets so far
    assert hub.read_from_log == 0


async def test_a_number_that_was_never_given_misleads_nobody(
    connection: asyncpg.Connection, bus: Bus, hub: Hub
) -> None:
    order = Thing()
    async with hub.listen([order.topic]) as listener:
        await bus.heartbeat(Heartbeat(hub.epoch, 10**15))
        await until(lambda: hub.fills == 1)
        await order.change()
        await relay_all(connection, bus)
        await take(listener, 1)

    assert hub.position == 1
    assert hub.delivered == 1


async def test_two_subscribers_to_a_channel_at_the_same_moment_both_hear(
    valkey: EmbeddedValkey,
) -> None:
    backend = RedisBackend(valkey.url, control="control")
    async with Broadcast(backend=backend) as broadcast, AsyncExitStack() as stack:
        one = await stack.enter_async_context(broadcast.subscribe("one"))
        two = await stack.enter_async_context(broadcast.subscribe("two"))

        await broadcast.publish("one", "first")
        await backend.publish_many([("two", "second"), ("one", "third")])

        async with asyncio.timeout(5):
            assert [(await one.get()).message for _ in range(2)] == ["first", "third"]
            assert (await two.get()).message == "second"


async def test_processes_that_start_at_the_same_moment_all_hear(valkey: EmbeddedValkey) -> None:
    buses = [redis_bus(valkey.url) for _ in range(5)]
    heard: list[list[Message]] = [[] for _ in buses]
    for bus, mine in zip(buses, heard, strict=True):
        bus.attach(mine.append)
    await asyncio.gather(*(bus.start() for bus in buses))
    beat = Heartbeat(Thing().id, 7)

    for bus in buses:
        await bus.heartbeat(beat)

    await until(lambda: all(len(mine) == 5 for mine in heard))
    assert all(mine == [beat] * 5 for mine in heard)
    await asyncio.gather(*(bus.stop() for bus in buses))


async def test_namespaces_do_not_hear_each_other(valkey: EmbeddedValkey) -> None:
    one, two = redis_bus(valkey.url, namespace="one"), redis_bus(valkey.url, namespace="two")
    heard: list[Message] = []
    two.attach(heard.append)
    await one.start()
    await two.start()

    await one.heartbeat(Heartbeat(Thing().id, 1))
    await two.heartbeat(beat := Heartbeat(Thing().id, 2))
    await until(lambda: heard)

    assert heard == [beat]
    await one.stop()
    await two.stop()


async def test_a_server_that_hangs_is_left_and_found_again(
    valkey: EmbeddedValkey, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(ear, "SILENCE_SECONDS", 0.1)
    monkeypatch.setattr(resilient, "PUBLISH_TIMEOUT_SECONDS", 0.2)
    monkeypatch.setattr(resilient, "CONNECT_TIMEOUT_SECONDS", 0.2)
    monkeypatch.setattr(resilient, "REPLY_TIMEOUT_SECONDS", 0.2)
    bus, heard = redis_bus(valkey.url), list[Message]()
    bus.attach(heard.append)
    await bus.start()
    os.kill(valkey.pid, signal.SIGSTOP)

    with pytest.raises(BusUnavailable):
        await bus.heartbeat(Heartbeat(Thing().id, 0))
    await until(lambda: "it fell silent" in caplog.text)
    os.kill(valkey.pid, signal.SIGCONT)
    await until(lambda: any(isinstance(message, Resync) for message in heard))
    await bus.heartbeat(beat := Heartbeat(Thing().id, 1))
    await until(lambda: beat in heard)

    await bus.stop()


async def test_while_the_server_is_gone_only_the_first_message_is_tried_for_long(
    valkey: EmbeddedValkey, bus: Bus
) -> None:
    clock, beat = asyncio.get_running_loop().time, Heartbeat(Thing().id, 0)
    valkey.kill()
    took = []
    for _ in range(3):
        began = clock()
        with pytest.raises(BusUnavailable):
            await bus.heartbeat(beat)
        took.append(clock() - began)

    assert took[0] >= resilient.PUBLISH_TIMEOUT_SECONDS > sum(took[1:])

    valkey.restart()
    await bus.heartbeat(beat)


async def test_a_wrong_address_fails_at_the_start_with_a_sentence(
    valkey: EmbeddedValkey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resilient, "START_TIMEOUT_SECONDS", 0.3)
    valkey.kill()

    with pytest.raises(BusUnavailable, match="Redis does not answer: Error"):
        await redis_bus(valkey.url).start()

"""The bus on a real cluster of Valkeys whose nodes die, come back, and hand over their slots."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest

from api.embedded.valkey import EmbeddedValkey
from realtime import ear, resilient
from realtime.bus import SHARDS, Bus, BusUnavailable, control_channel
from realtime.cluster import addresses_of
from realtime.cluster_backend import ClusterBackend
from realtime.hub import Hub
from realtime.messages import Heartbeat, Message, Resync
from realtime.redis_backend import redis_bus
from tests.realtime.test_redis_bus import flow_through
from tests.realtime.valkey_cluster import HOST, ValkeyCluster, running_cluster, wait
from tests.realtime.world import Thing, until
from tests.servers import open_directory

CONTROL = control_channel("tradegraph")
CHANNELS = [CONTROL, *(f"tradegraph:events:{number}" for number in range(SHARDS))]


@pytest.fixture(scope="module")
def whole_cluster() -> Iterator[ValkeyCluster]:
    """Started once for this file."""
    with open_directory() as directory, running_cluster(directory) as running:
        yield running


@pytest.fixture
def cluster(whole_cluster: ValkeyCluster) -> Iterator[ValkeyCluster]:
    """Whole before each test, and mended after it: who died lives again."""
    yield whole_cluster
    for server in whole_cluster.servers:
        if not _lives(server):
            server.restart()
    whole_cluster.wait_until_whole()


@pytest.fixture
def backend(bus: Bus) -> ClusterBackend:
    found = bus._broadcast._backend
    assert isinstance(found, ClusterBackend)
    return found


@pytest.fixture
async def bus(cluster: ValkeyCluster) -> AsyncIterator[Bus]:
    opened = redis_bus(cluster.url)
    await opened.start()
    yield opened
    await opened.stop()


@pytest.fixture
def resyncs(bus: Bus) -> Callable[[], int]:
    """How often the bus said that it was away."""
    heard: list[Message] = []
    bus.attach(heard.append)
    return lambda: sum(isinstance(each, Resync) for each in heard)


def _lives(server: EmbeddedValkey) -> bool:
    return server._process.poll() is None


async def _wait(condition: Callable[[], Any]) -> None:
    """For the cluster, beside a loop that goes on."""
    await asyncio.to_thread(wait, condition)


async def test_every_channel_is_heard_at_the_node_that_serves_it_and_nowhere_else(
    cluster: ValkeyCluster, bus: Bus
) -> None:
    heard_at = {
        channel: [
            server.port
            for server in cluster.servers
            if channel in cluster.ask(server, "PUBSUB", "SHARDCHANNELS")
        ]
        for channel in CHANNELS
    }

    assert heard_at == {channel: [cluster.primary_of(channel).port] for channel in CHANNELS}
    assert len({port for [port] in heard_at.values()}) == 3


async def test_facts_flow_over_all_nodes_and_few_have_to_be_read_from_the_log(
    database: dict[str, Any], bus: Bus, hub: Hub
) -> None:
    async def leave_alone(turn: int) -> None: ...

    await flow_through(leave_alone, database, bus, hub)

    assert hub.read_from_log < hub.delivered / 2


async def test_connections_killed_at_every_node_while_facts_flow_cost_none(
    database: dict[str, Any],
    cluster: ValkeyCluster,
    bus: Bus,
    hub: Hub,
    resyncs: Callable[[], int],
) -> None:
    async def kill(turn: int) -> None:
        before = resyncs()
        for server in cluster.servers:
            cluster.ask(server, "CLIENT", "KILL", "TYPE", "pubsub")
            cluster.ask(server, "CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
        await until(lambda: resyncs() >= before + 3)

    await flow_through(kill, database, bus, hub)


async def test_a_node_killed_and_started_again_while_facts_flow_costs_none(
    database: dict[str, Any],
    cluster: ValkeyCluster,
    bus: Bus,
    hub: Hub,
    resyncs: Callable[[], int],
) -> None:
    async def restart(turn: int) -> None:
        before, server = resyncs(), cluster.unreplicated()
        server.kill()
        await asyncio.to_thread(server.restart)
        await until(lambda: resyncs() > before)

    await flow_through(restart, database, bus, hub)


async def test_a_replica_takes_over_while_facts_flow_and_its_ears_come_along(
    database: dict[str, Any],
    cluster: ValkeyCluster,
    bus: Bus,
    hub: Hub,
    backend: ClusterBackend,
    resyncs: Callable[[], int],
) -> None:
    async def kill_the_primary(turn: int) -> None:
        before, moves = resyncs(), backend.moves
        dead = cluster.replicated()
        dead.kill()
        await until(lambda: backend.moves > moves)
        await until(lambda: resyncs() > before)
        await asyncio.to_thread(dead.restart)
        await asyncio.to_thread(cluster.wait_until_whole)

    await flow_through(kill_the_primary, database, bus, hub)


async def test_a_slot_that_moves_while_facts_flow_takes_its_channel_along(
    database: dict[str, Any],
    cluster: ValkeyCluster,
    bus: Bus,
    hub: Hub,
    backend: ClusterBackend,
    resyncs: Callable[[], int],
) -> None:
    async def move(turn: int) -> None:
        before, moves = resyncs(), backend.moves
        channel = CHANNELS[turn]
        new = await asyncio.to_thread(cluster.move, channel)
        await until(lambda: backend.moves > moves)
        await until(lambda: resyncs() > before)
        await _wait(lambda: channel in cluster.ask(new, "PUBSUB", "SHARDCHANNELS"))

    await flow_through(move, database, bus, hub)


async def test_a_node_that_hangs_is_left_and_found_again(
    cluster: ValkeyCluster,
    bus: Bus,
    backend: ClusterBackend,
    resyncs: Callable[[], int],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(ear, "SILENCE_SECONDS", 0.1)
    heard: list[Message] = []
    bus.attach(heard.append)
    server = cluster.primary_of(CONTROL)
    os.kill(server.pid, signal.SIGSTOP)
    try:
        with pytest.raises(BusUnavailable):
            await bus.heartbeat(Heartbeat(Thing().id, 0))
        await until(lambda: "it fell silent" in caplog.text or backend.moves)
    finally:
        os.kill(server.pid, signal.SIGCONT)
    await until(resyncs)
    await asyncio.to_thread(cluster.wait_until_whole)

    beat = Heartbeat(Thing().id, 1)
    async with asyncio.timeout(20):
        while beat not in heard:
            with suppress(BusUnavailable):
                await bus.heartbeat(beat)


async def test_one_living_node_is_enough_to_find_the_cluster(
    cluster: ValkeyCluster,
) -> None:
    bus = redis_bus(f"redis+cluster://{HOST}:1,{HOST}:{cluster.servers[1].port}")
    heard: list[Message] = []
    bus.attach(heard.append)
    await bus.start()

    await bus.heartbeat(beat := Heartbeat(Thing().id, 1))
    await until(lambda: heard == [beat])

    await bus.stop()


async def test_a_cluster_called_a_server_and_a_server_called_a_cluster_are_refused_at_the_start(
    cluster: ValkeyCluster, valkey: EmbeddedValkey
) -> None:
    with pytest.raises(BusUnavailable, match="begin its address with redis\\+cluster://"):
        await redis_bus(f"redis://{HOST}:{cluster.servers[0].port}").start()

    with pytest.raises(BusUnavailable, match="it is no cluster; begin its address with redis://"):
        await redis_bus(f"redis+cluster://{HOST}:{valkey.port}").start()


async def test_a_cluster_that_is_not_there_fails_at_the_start_with_a_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(resilient, "START_TIMEOUT_SECONDS", 0.3)

    with pytest.raises(BusUnavailable, match="Redis does not answer: Error"):
        await redis_bus(f"redis+cluster://{HOST}:1").start()


def test_an_address_names_nodes_and_how_to_enter() -> None:
    nodes, options = addresses_of("rediss+cluster://ann:s%40fe@one:7000,[::1],two:7002")

    assert nodes == [("one", 7000), ("::1", 6379), ("two", 7002)]
    assert (options["username"], options["password"]) == ("ann", "s@fe")
    assert "ssl" in options["connection_class"].__name__.lower()


@pytest.mark.parametrize("url", ["redis+cluster://", "redis+cluster://one:7000/3"])
def test_an_address_that_cannot_be_one_of_a_cluster_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="A cluster"):
        addresses_of(url)

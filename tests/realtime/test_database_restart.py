"""A database that crashes and comes back: relay and hub come back with it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from tortoise import Tortoise

from api.embedded.postgres import start_postgres
from api.embedded.processes import kill_all, servers_in
from api.migrations import migrate
from domain.shared import sql
from domain.shared.database import orm_config
from realtime import topics
from realtime.bus import Bus
from realtime.groups import Groups
from realtime.hub import Hub
from realtime.listener import QUEUE_LIMIT
from realtime.relay import LOST, Relay
from tests.realtime.plain import told
from tests.realtime.test_relay import running
from tests.realtime.world import Thing, until


@pytest.fixture
async def own_database(server_dir: Path) -> AsyncIterator[dict[str, Any]]:
    """A PostgreSQL of the test's own, with the ORM connected to it."""
    server = start_postgres(server_dir / "postgres", durable=False)
    credentials = server.credentials("postgres")
    await migrate(credentials)
    context = await Tortoise.init(config=orm_config(credentials), _enable_global_fallback=True)
    with context:
        yield credentials
        await context.close_connections()
    start_postgres(server_dir / "postgres", durable=False).stop()


async def test_a_database_killed_and_started_again_costs_no_fact(
    own_database: dict[str, Any], server_dir: Path, bus: Bus
) -> None:
    relay, hub, enough = Relay(own_database, bus), Hub(bus), asyncio.Event()
    await hub.start()
    async with running(relay), told(Groups(hub), [topics.orders()]) as heard:
        writing = asyncio.create_task(keep_writing(enough))
        await until(lambda: relay.numbered > 2 * QUEUE_LIMIT)
        told_before = relay.numbered

        kill_all(servers_in(server_dir, "postgres"))
        await asyncio.to_thread(start_postgres, server_dir / "postgres", durable=False)
        await until(lambda: relay.numbered > told_before + QUEUE_LIMIT)
        enough.set()
        failures = await writing
        written = await sql.value("SELECT count(*) FROM event")
        await until(lambda: hub.position == written)

        await heard.next(written)
    await hub.stop()

    assert failures > 0
    assert relay.reconnects > 0
    stored = await sql.rows("SELECT seq, aggregate_id FROM event ORDER BY seq")
    assert [row["seq"] for row in stored] == list(range(1, written + 1))
    assert [(fact.seq, fact.aggregate_id) for fact in heard.facts] == [
        (row["seq"], row["aggregate_id"]) for row in stored
    ]


async def keep_writing(enough: asyncio.Event) -> int:
    """Write as long as wanted, whatever the database says; how often it refused."""
    failures = 0
    while not enough.is_set():
        try:
            await asyncio.create_task(Thing().change())  # as each request is a task of its own
        except LOST:
            failures += 1
            with suppress(TimeoutError):
                await asyncio.wait_for(enough.wait(), 0.05)
    return failures

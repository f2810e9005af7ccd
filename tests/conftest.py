"""Fixtures only: a real database for every test, and the small shop that stories are told in."""

import asyncio
import gc
import os
import signal
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any

import pytest
from argon2 import PasswordHasher
from tortoise.context import TortoiseContext

from domain.finance.gateways.registry import use_gateways
from domain.identity import passwords
from domain.shared import master_keys
from tests import databases, servers
from tests.pooled import left_behind
from tests.shop import Shop

YOUNG = 10_000  # objects made since the collector last looked
LONG = (  # each test of these takes ten seconds and more
    "tests/api/personal_data/test_sealing_what_is_there.py",
    "tests/api/recovery/test_bases.py",
    "tests/api/test_migrating_the_log.py",
    "tests/api/test_migrations.py",
    "tests/api/test_serving.py",
    "tests/histories",
    "tests/properties",
    "tests/schema/permissions/test_fields.py",
    "tests/schema/permissions/test_ids",
    "tests/schema/permissions/test_scopes.py",
    "tests/stories/test_a_lost_database.py",
    "tests/stories/test_faults.py",
)


def pytest_configure(config: pytest.Config) -> None:
    # A run in the background ignores Ctrl-C, and so would every process that a test interrupts.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    servers.start_for_run(config)
    master_keys.use(lambda: databases.MASTERS)
    os.environ["TRADEGRAPH_MASTER_KEYS"] = databases.MASTER_KEYS  # for the processes of a test


def pytest_unconfigure(config: pytest.Config) -> None:
    servers.stop_for_run(config)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Some rules are about root, some about everybody else: each run has those of its own user."""
    others = "not_as_root" if os.geteuid() == 0 else "as_root"
    theirs = [item for item in items if item.get_closest_marker(others)]
    config.hook.pytest_deselected(items=theirs)
    kept = [item for item in items if item not in theirs]
    items[:] = begun_early(kept, getattr(config, "workerinput", {}).get("workercount", 1))


def begun_early(items: Sequence[pytest.Item], workers: int) -> list[pytest.Item]:
    """The tests that take long shared among the workers, each of which begins with its part: so
    none is left alone with them in the end. Each begins with its part of the list and takes of
    others' later (`--dist worksteal`).
    """
    long = [item for item in items if item.nodeid.startswith(LONG)]
    short = [item for item in items if not item.nodeid.startswith(LONG)]
    size = -(-len(items) // workers)
    found: list[pytest.Item] = []
    for worker in range(workers):
        part = long[worker::workers]
        rest = size - len(part)
        found += [*part, *short[:rest]]
        short = short[rest:]
    return [*found, *short]


def pytest_collection_finish() -> None:
    """Half a million objects are there for the whole run, modules and tests; the collector, which
    took two fifths of a test's time to walk them, leaves them out, as a server of ours does. What
    tests leave behind it looks for, less often while it is little."""
    gc.collect()
    gc.freeze()
    gc.enable()
    gc.set_threshold(YOUNG, *gc.get_threshold()[1:])


@pytest.fixture(scope="session", autouse=True)
def hashing_is_quick() -> None:
    """Passwords take a thousandth of their time; how they are hashed in the shop has its test."""
    passwords._hasher = PasswordHasher(1, 8, 1, 32, 16)


@pytest.fixture(scope="session")
def worker_database() -> Iterator[dict[str, Any]]:
    """One migrated database for this worker; the credentials to reach it."""
    yield databases.migrated()
    asyncio.run(databases.janitor.leave())


@pytest.fixture(scope="session")
def models(worker_database: dict[str, Any]) -> TortoiseContext:
    """What the ORM knows, found out once."""
    return asyncio.run(databases.learned(worker_database))


@pytest.fixture
async def database(
    worker_database: dict[str, Any], models: TortoiseContext
) -> AsyncIterator[dict[str, Any]]:
    """An empty database with the ORM connected to it, for one test."""
    with databases.connected(models, worker_database) as context:
        try:
            yield worker_database
            assert await left_behind() == []
        finally:
            use_gateways()
            await databases.empty()
            await context.close_connections()


@pytest.fixture
async def shop(database: dict[str, Any]) -> Shop:
    """A small shop with one warehouse, at a fixed instant, and its administrator at the till."""
    return await Shop.open()

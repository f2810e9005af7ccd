"""Databases for tests: one that is migrated once in a run, a copy of it for each worker, emptied
after each test."""

import asyncio
import os
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from copy import copy
from typing import Any

import asyncpg
from tortoise.context import TortoiseContext, set_global_context

from api.migrations import migrate
from api.personal_data import hold_keys
from api.personal_data.keeping import read_keys
from domain.identity.built_in_roles import AGAIN
from domain.shared import sql
from domain.shared.database import orm_config
from domain.shared.master_keys import MasterKeys
from tests import servers
from tests.janitor import Janitor
from tests.pooled import Lasting

KEPT = {"data_key", "promotion_revision", "relay_state", "role", "tortoise_migrations"}
MASTER_KEYS = "tests:" + b64encode(bytes(range(32))).decode()  # of every test, in any process
MASTERS = MasterKeys.read(MASTER_KEYS)
TABLES = (
    "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition"
    " AND relnamespace = 'public'::regnamespace ORDER BY relname"
)
janitor = Janitor()


def migrated() -> dict[str, Any]:
    """Create this worker's database anew, at the latest revision."""
    credentials = servers.credentials(own_name())
    asyncio.run(clone(credentials["database"]))
    hold(credentials)
    janitor.works_in(credentials)
    return credentials


async def pristine() -> str:
    """The name of a database at the latest revision, to which nobody connects: to be copied. The
    first worker that asks makes it, and the others wait."""
    name = f"tradegraph_pristine_{os.environ.get('PYTEST_XDIST_TESTRUNUID', os.getpid())}"
    connection = await asyncpg.connect(**servers.credentials())
    try:
        await connection.execute("SELECT pg_advisory_lock(hashtextextended($1, 0))", name)
        if not await connection.fetchval("SELECT true FROM pg_database WHERE datname = $1", name):
            await create(draft := f"{name}_draft")
            credentials = servers.credentials(draft)
            hold(credentials)
            await migrate(credentials)
            read_keys(credentials, MASTERS)  # and every copy has the same
            await connection.execute(f'ALTER DATABASE "{draft}" RENAME TO "{name}"')
    finally:
        await connection.close()
    return name


def hold(credentials: dict[str, Any]) -> None:
    """Seal and open what is in this database from now on."""
    hold_keys(credentials, lambda: MASTERS)


def own_name() -> str:
    """A database's name that no other worker and no other run uses."""
    return f"tradegraph_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"


async def create(name: str) -> None:
    """An empty database of this name, in place of any old one."""
    await drop(name)
    await _tell_the_server(f'CREATE DATABASE "{name}" TEMPLATE template0')


@asynccontextmanager
async def cloned() -> AsyncIterator[dict[str, Any]]:
    """A database of one test's own, as empty as a worker's."""
    name = f"{own_name()}_clone"
    await clone(name)
    try:
        yield servers.credentials(name)
    finally:
        await drop(name)


async def clone(name: str, template: str | None = None) -> None:
    """A copy of a database to which nobody is connected, in place of any old one; if none is
    named, of one at the latest revision."""
    template = template or await pristine()
    await drop(name)
    await _tell_the_server(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')


async def drop(name: str) -> None:
    """Away with it, whoever is connected."""
    await _tell_the_server(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


async def _tell_the_server(command: str) -> None:
    connection = await asyncpg.connect(**servers.credentials())
    try:
        await connection.execute(command)
    finally:
        await connection.close()


async def learned(credentials: dict[str, Any]) -> TortoiseContext:
    """What the ORM knows of the models, connected to nothing. It takes 30 ms to find out, and is
    the same for every test."""
    with TortoiseContext() as context:
        await context.init(config=orm_config(credentials))
        await context.close_connections()
    return context


def connected(
    models: TortoiseContext, credentials: dict[str, Any], pool: Lasting
) -> TortoiseContext:
    """The same, connected: all it remembers, transactions for one, is one test's own; only the
    pool is this worker's. What follows the ORM across tasks follows this one."""
    context = copy(models)
    context.connections._init_config(orm_config(credentials)["connections"])
    pool.lend(context.connections)
    set_global_context(context)
    return context


async def empty() -> None:
    """Take every row out again, but for the roles a shop begins with, and put the relay back to
    the beginning of a new epoch.

    Deleting the few rows of a test takes 2 ms, and truncating all those tables takes 200. One
    statement deletes them all, so that who refers to whom does not matter.
    """
    names = [name for name in await janitor.names(TABLES) if name not in KEPT]
    deletes = ", ".join(f'd{place} AS (DELETE FROM "{name}")' for place, name in enumerate(names))
    roles = f"r AS (DELETE FROM role WHERE NOT is_built_in), b AS ({AGAIN})"
    await janitor.run(
        [
            "SET LOCAL tradegraph.audit_is_tended = 'on'",
            f"WITH {deletes}, {roles} SELECT setval('event_id_seq', 1, false)",
            "WITH p AS (UPDATE promotion_revision SET revision = gen_random_uuid())"
            " UPDATE relay_state SET epoch = gen_random_uuid(), last_seq = 0, replay_floor = 0",
        ]
    )


async def tables() -> list[str]:
    """Every table by name; one in partitions is one."""
    return [row["relname"] for row in await sql.rows(TABLES)]

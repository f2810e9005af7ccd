"""Databases for tests: one per worker, migrated once, emptied after each test."""

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
from domain.identity.built_in_roles import AGAIN
from domain.shared import sql
from domain.shared.database import orm_config
from domain.shared.master_keys import MasterKeys
from tests import servers
from tests.janitor import Janitor

KEPT = {
    "data_key",
    "automation_place",
    "notification_place",
    "promotion_revision",
    "relay_state",
    "role",
    "tortoise_migrations",
}
MASTER_KEYS = "tests:" + b64encode(bytes(range(32))).decode()  # of every test, in any process
MASTERS = MasterKeys.read(MASTER_KEYS)
janitor = Janitor()


def migrated() -> dict[str, Any]:
    """Create this worker's database anew and bring it to the latest revision."""
    name = own_name()
    asyncio.run(create(name))
    credentials = {**servers.credentials(), "database": name}
    hold(credentials)
    asyncio.run(migrate(credentials))
    janitor.works_in(credentials)
    return credentials


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
async def cloned(credentials: dict[str, Any]) -> AsyncIterator[dict[str, Any]]:
    """A database of one test's own: a copy of that one, to which nobody may be connected."""
    name = f"{credentials['database']}_clone"
    await clone(credentials["database"], name)
    try:
        yield {**credentials, "database": name}
    finally:
        await drop(name)


async def clone(template: str, name: str) -> None:
    """A copy of a database, to which nobody may be connected, in place of any old one."""
    await drop(name)
    await janitor.leave()
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


def connected(models: TortoiseContext, credentials: dict[str, Any]) -> TortoiseContext:
    """The same, to be connected anew: the connections, and all they remember, are one test's own,
    which closes them. What follows the ORM across tasks follows this one."""
    context = copy(models)
    context.connections._init_config(orm_config(credentials)["connections"])
    set_global_context(context)
    return context


async def empty() -> None:
    """Take every row out again, but for the roles a shop begins with, and put the relay back to
    the beginning of a new epoch.

    Deleting the few rows of a test takes 2 ms, and truncating all those tables takes 200. One
    statement deletes them all, so that who refers to whom does not matter.
    """
    names = [name for name in await tables() if name not in KEPT]
    deletes = ", ".join(f'd{place} AS (DELETE FROM "{name}")' for place, name in enumerate(names))
    roles = f"r AS (DELETE FROM role WHERE NOT is_built_in), b AS ({AGAIN})"
    await janitor.run(
        [
            "SET LOCAL tradegraph.audit_is_tended = 'on'",
            f"WITH {deletes}, {roles} SELECT setval('event_id_seq', 1, false)",
            "WITH p AS (UPDATE promotion_revision SET revision = gen_random_uuid()),"
            " n AS (UPDATE notification_place SET cursor_seq = 0),"
            " o AS (UPDATE automation_place SET cursor_seq = 0)"
            " UPDATE relay_state SET epoch = gen_random_uuid(), last_seq = 0, replay_floor = 0",
        ]
    )


async def tables() -> list[str]:
    """Every table by name; one in partitions is one."""
    found = await sql.rows(
        "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition"
        " AND relnamespace = 'public'::regnamespace ORDER BY relname"
    )
    return [row["relname"] for row in found]

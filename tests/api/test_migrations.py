"""Migrations: they lead where the models are, from nothing and from before, all or nothing."""

import asyncio
import json
import signal
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from tortoise import Tortoise
from tortoise.migrations.autodetector import MigrationAutodetector

from api.migrations import migrate
from api.settings import PROJECT
from domain.identity.scopes import ROLE_SCOPES
from domain.shared.database import orm_config
from tests import databases, servers

REVISIONS = sorted(path.stem for path in (PROJECT / "migrations").glob("[0-9]*.py"))
NOWHERE = {"host": "", "port": 0, "user": "", "password": "", "database": ""}
DEADLINE_SECONDS = 60

# A process that migrates, and dies by its own hand after the first step if told to.
MIGRATING = """
import asyncio, json, os, signal, sys
from api.migrations import migrate
def step(name):
    if "die" in sys.argv:
        os.kill(os.getpid(), signal.SIGKILL)
    print(name)
asyncio.run(migrate(json.loads(sys.argv[1]), progress=step))
"""
# The columns of the first revision: what a shop had in it before the later ones.
ROWS = """
INSERT INTO warehouse (id, code, name, region, priority, is_active, created_at)
    VALUES (gen_random_uuid(), 'main', 'Main', '', 0, true, now());
INSERT INTO carrier (id, code, name, tracking_url)
    VALUES (gen_random_uuid(), 'swift', 'Swift', '');
INSERT INTO brand (id, name, slug, is_private_label)
    VALUES (gen_random_uuid(), 'Leaf', 'leaf', false);
INSERT INTO sales_channel (id, code, name, currency, created_at)
    VALUES (gen_random_uuid(), 'web', 'Web', 'USD', now());
INSERT INTO customer (id, version, number, name, locale, traits, created_at, updated_at)
    VALUES (gen_random_uuid(), 1, 'C-1', 'Cleo', 'en', '{}', now(), now());
INSERT INTO event (aggregate_type, aggregate_id, version, type, payload, actor, request_id,
        historic, occurred_at)
    VALUES ('customer', gen_random_uuid(), 1, 'customers.customer_created', '{}', 'system', 'r',
        false, now());
"""
# For each table that has no row, an INSERT of whatever its columns must have.
INSERTS = """
SELECT format(
    'SET LOCAL session_replication_role = replica;'
    ' INSERT INTO %1$I (%2$s) SELECT %3$s WHERE NOT EXISTS (SELECT FROM %1$I)',
    named.table_name,
    string_agg(quote_ident(column_name), ', '),
    string_agg(coalesce($1::jsonb ->> data_type, quote_literal('x')), ', ')) AS command
FROM information_schema.columns AS named
JOIN information_schema.tables USING (table_schema, table_name)
WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND is_nullable = 'NO'
    AND column_default IS NULL AND is_generated = 'NEVER' AND is_identity = 'NO'
    AND table_name <> 'tortoise_migrations'
GROUP BY named.table_name ORDER BY named.table_name
"""
VALUES = json.dumps(
    {
        "uuid": "'00000000-0000-0000-0000-000000000001'",
        **dict.fromkeys(("integer", "smallint", "bigint", "numeric"), "1"),
        **dict.fromkeys(("jsonb", "ARRAY"), "'{}'"),
        "boolean": "false",
        "bytea": "''",
        "date": "now()",
        "timestamp with time zone": "now()",
    }
)
STATIONS = ("0014_media", "0019_search", REVISIONS[-1])  # where shops may stand, and go on from
FILLED = ("warehouse", "carrier", "brand", "sales_channel", "customer", "event")


@pytest.fixture
def fresh() -> Iterator[dict[str, Any]]:
    """Credentials of an empty database."""
    name = "migrations_" + databases.own_name()
    asyncio.run(databases.create(name))
    yield servers.credentials(name)
    asyncio.run(databases.drop(name))


async def _ask(credentials: dict[str, Any], query: str) -> list[Any]:
    connection = await asyncpg.connect(**credentials)
    try:
        return [row[0] for row in await connection.fetch(query)]
    finally:
        await connection.close()


async def _do(credentials: dict[str, Any], commands: str) -> None:
    connection = await asyncpg.connect(**credentials)
    try:
        await connection.execute(commands)
    finally:
        await connection.close()


async def _tables(credentials: dict[str, Any]) -> set[str]:
    query = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    return set(await _ask(credentials, query))


async def _applied(credentials: dict[str, Any]) -> list[str]:
    return await _ask(credentials, "SELECT name FROM tortoise_migrations ORDER BY name")


async def _columns(credentials: dict[str, Any]) -> set[str]:
    return set(
        await _ask(
            credentials,
            "SELECT format('%s.%s %s %s', table_name, column_name, data_type, is_nullable)"
            " FROM information_schema.columns WHERE table_schema = 'public'",
        )
    )


async def _start(credentials: dict[str, Any], *options: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", MIGRATING, json.dumps(credentials), *options),
        cwd=PROJECT,
        stdout=asyncio.subprocess.PIPE,
    )


async def _finish(process: asyncio.subprocess.Process) -> tuple[int, list[str]]:
    async with asyncio.timeout(DEADLINE_SECONDS):
        said, _ = await process.communicate()
    assert process.returncode is not None
    return process.returncode, said.decode().split()


async def test_the_migrations_lead_to_the_models() -> None:
    config = orm_config(NOWHERE)
    context = await Tortoise.init(config=config, init_connections=False)
    with context:
        assert context.apps is not None
        writers = await MigrationAutodetector(context.apps, config["apps"]).changes()

    missing = [operation for writer in writers for operation in writer.operations]
    assert [vars(operation) for operation in missing if not _only_words(operation)] == []


def _only_words(operation: Any) -> bool:
    """A changed description of a table changes nothing that a row would notice."""
    return type(operation).__name__ == "AlterModelOptions"


def test_numbers_of_revisions_follow_each_other() -> None:
    assert [int(name[:4]) for name in REVISIONS] == list(range(1, len(REVISIONS) + 1))


async def test_an_empty_database_comes_to_the_latest_revision(fresh: dict[str, Any]) -> None:
    told: list[str] = []

    await migrate(fresh, progress=told.append)

    assert len(told) == len(REVISIONS)
    assert await _applied(fresh) == REVISIONS
    assert set(FILLED) < await _tables(fresh)


async def test_migrating_again_finds_nothing_to_do(fresh: dict[str, Any]) -> None:
    await migrate(fresh)
    told: list[str] = []

    await migrate(fresh, progress=told.append)

    assert told == []


async def test_a_shop_of_the_first_revision_keeps_its_rows_through_every_later_one(
    fresh: dict[str, Any], tmp_path: Path
) -> None:
    await migrate(fresh, target=REVISIONS[0])
    await _do(fresh, ROWS)

    for revision in REVISIONS[1:]:
        await migrate(fresh, target=revision)

    assert await _applied(fresh) == REVISIONS
    for table in FILLED:
        assert await _ask(fresh, f"SELECT count(*) FROM {table}") == [1], table


async def test_later_revisions_take_a_shop_with_a_row_in_every_table_of_those_before(
    fresh: dict[str, Any],
) -> None:
    for revision in STATIONS:
        await migrate(fresh, target=revision)
        filled = await _fill(fresh)

    assert await _applied(fresh) == REVISIONS
    assert filled > {"promotion_use", "product_revision", "price_list", "campaign_customer"}


async def _fill(credentials: dict[str, Any]) -> set[str]:
    """Put a row into every table that has none, and that takes one at random; those that have one.
    All have the same key, so that each that names another names one that is there.
    """
    connection = await asyncpg.connect(**credentials)
    try:
        for row in await connection.fetch(INSERTS, VALUES):
            with suppress(asyncpg.IntegrityConstraintViolationError, asyncpg.DataError):
                async with connection.transaction():
                    await connection.execute(row["command"])
        tables = await _tables(credentials)
        return {table for table in tables if await connection.fetchval(f'SELECT 1 FROM "{table}"')}
    finally:
        await connection.close()


async def test_step_by_step_leads_where_one_leap_leads(fresh: dict[str, Any]) -> None:
    for revision in REVISIONS:
        await migrate(fresh, target=revision)
    steps = await _columns(fresh)
    await databases.create(fresh["database"])

    await migrate(fresh)

    assert await _columns(fresh) == steps


async def test_of_two_processes_at_once_one_migrates_and_the_other_waits(
    fresh: dict[str, Any],
) -> None:
    both = [await _start(fresh), await _start(fresh)]

    ended = await asyncio.gather(*map(_finish, both))

    assert [code for code, _ in ended] == [0, 0]
    assert sorted(len(told) for _, told in ended) == [0, len(REVISIONS)]
    assert await _applied(fresh) == REVISIONS


async def test_a_kill_in_the_middle_leaves_nothing_half_done(fresh: dict[str, Any]) -> None:
    code, _ = await _finish(await _start(fresh, "die"))

    assert code == -signal.SIGKILL
    assert await _tables(fresh) <= {"tortoise_migrations"}
    assert await _applied(fresh) == []
    await migrate(fresh)
    assert await _applied(fresh) == REVISIONS


async def test_a_kill_on_the_way_from_the_previous_revision_leaves_the_previous_one(
    fresh: dict[str, Any],
) -> None:
    *before, _ = REVISIONS
    await migrate(fresh, target=before[-1])
    columns = await _columns(fresh)

    code, _ = await _finish(await _start(fresh, "die"))

    assert code == -signal.SIGKILL
    assert await _applied(fresh) == before
    assert await _columns(fresh) == columns


async def test_built_in_roles_permit_what_the_table_says_and_an_old_administrator_all(
    fresh: dict[str, Any],
) -> None:
    roles = "SELECT jsonb_build_array(name, scopes)::text FROM role WHERE is_built_in ORDER BY name"
    said = [[role.value, sorted(scopes)] for role, scopes in sorted(ROLE_SCOPES.items())]
    await migrate(fresh)
    assert [json.loads(row) for row in await _ask(fresh, roles)] == said

    await _do(fresh, "UPDATE role SET scopes = '[\"staff:write\"]' WHERE name = 'admin'")
    await migrate(fresh)

    assert [json.loads(row) for row in await _ask(fresh, roles)] == said

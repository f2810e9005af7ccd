"""The embedded PostgreSQL in peace: it starts quickly, answers, keeps its data and stops."""

from pathlib import Path

import asyncpg
import psutil
import pytest
from tortoise.backends.asyncpg.client import AsyncpgDBClient

from api.embedded.postgres import EmbeddedPostgres, start_postgres
from api.embedded.processes import lives
from tests.api.embedded.steps import ask


async def test_it_is_postgresql_18(postgres: EmbeddedPostgres) -> None:
    assert (await ask(postgres, "SELECT version()")).startswith("PostgreSQL 18")


async def test_tortoise_connects_with_the_credentials(postgres: EmbeddedPostgres) -> None:
    client = AsyncpgDBClient(connection_name="default", **postgres.credentials("postgres"))
    await client.create_connection(with_db=True)

    rows = await client.execute_query_dict("SELECT 1 AS one")

    assert rows == [{"one": 1}]
    await client.close()


async def test_nobody_can_reach_it_over_the_network(postgres: EmbeddedPostgres) -> None:
    assert await ask(postgres, "SHOW listen_addresses") == ""
    assert psutil.Process(postgres.pid).net_connections("inet") == []
    socket = postgres.socket_dir / f".s.PGSQL.{postgres.port}"
    assert socket.stat().st_mode & 0o077 == 0


async def test_it_is_set_up_for_a_laptop_and_keeps_data_safe(data_dir: Path) -> None:
    server = start_postgres(data_dir)

    assert await ask(server, "SHOW max_connections") == "200"
    assert await ask(server, "SHOW shared_buffers") == "256MB"
    assert await ask(server, "SHOW fsync") == "on"
    assert await ask(server, "SHOW timezone") == "UTC"
    server.stop()


async def test_tests_trade_safety_for_speed(postgres: EmbeddedPostgres) -> None:
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        assert await ask(postgres, f"SHOW {setting}") == "off"


async def test_letters_are_the_same_on_every_machine(postgres: EmbeddedPostgres) -> None:
    assert await ask(postgres, "SELECT lower('ÄÖÜÉ')") == "äöüé"
    assert await ask(postgres, "SELECT 'Z' < 'a'")
    assert await ask(postgres, "SHOW server_encoding") == "UTF8"


async def test_what_was_written_is_there_after_the_next_start(data_dir: Path) -> None:
    first = start_postgres(data_dir)
    await ask(first, "CREATE TABLE kept AS SELECT 42 AS answer")
    first.stop()

    second = start_postgres(data_dir)

    assert await ask(second, "SELECT answer FROM kept") == 42
    second.stop()


def test_stopping_leaves_no_process_and_may_be_repeated(postgres: EmbeddedPostgres) -> None:
    children = psutil.Process(postgres.pid).children(recursive=True)
    assert children

    postgres.stop()
    postgres.stop()

    assert not any(lives(process) for process in (postgres.process, *children))
    assert not (postgres.data_dir / "postgres" / "postmaster.pid").exists()


async def test_stopping_does_not_wait_for_clients_to_leave(postgres: EmbeddedPostgres) -> None:
    connection = await asyncpg.connect(**postgres.credentials("postgres"))

    postgres.stop()

    assert not lives(postgres.process)
    connection.terminate()


@pytest.mark.parametrize("name", ["shop", 'the "first" shop; --', "-x", "店"])
async def test_a_database_is_made_once(postgres: EmbeddedPostgres, name: str) -> None:
    assert postgres.create_database(name) is True
    assert postgres.create_database(name) is False
    assert await ask(postgres, "SELECT current_database()", name) == name


async def test_a_database_can_be_a_copy_of_another(postgres: EmbeddedPostgres) -> None:
    postgres.create_database("model")
    await ask(postgres, "CREATE TABLE copied AS SELECT 7 AS answer", "model")

    postgres.create_database("copy", template="model")

    assert await ask(postgres, "SELECT answer FROM copied", "copy") == 7


def test_a_database_that_cannot_be_made_is_an_error(postgres: EmbeddedPostgres) -> None:
    with pytest.raises(RuntimeError, match='template database "nothing" does not exist'):
        postgres.create_database("copy", template="nothing")

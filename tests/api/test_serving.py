"""Running the product: what it survives, what it leaves behind, what it says when it cannot."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from api.embedded.processes import kill_all, lives, servers_in
from tests.api.processes import answer, postmaster_of, running, url_of
from tests.servers import open_directory
from tests.wire import SECRET

NOBODY = {"viewer": {"kind": "ANONYMOUS"}}


@pytest.fixture
def data_dir() -> Iterator[Path]:
    with open_directory() as directory:
        yield directory / "data"
        kill_all(servers_in(directory, "postgres"))


async def test_it_starts_again_whatever_was_killed_and_an_interrupt_stops_everything(
    data_dir: Path,
) -> None:
    async with running("serve", DATA_DIR=str(data_dir)) as first:
        await first.address()
        database = postmaster_of(data_dir)
        first.kill()
        await first.ends()
        assert lives(database)

    async with running("serve", DATA_DIR=str(data_dir)) as second:
        assert await answer(await second.address()) == NOBODY
        assert postmaster_of(data_dir) == database
        database.kill()
        second.interrupt()
        await second.ends()

    async with running("serve", DATA_DIR=str(data_dir)) as third:
        assert await answer(await third.address()) == NOBODY
        database = postmaster_of(data_dir)

        third.interrupt()

        assert await third.ends() == 0
        assert not lives(database)


async def test_a_data_path_may_be_very_long(data_dir: Path) -> None:
    deep = data_dir.joinpath(*["a-directory-with-a-long-name"] * 5)

    async with running("serve", DATA_DIR=str(deep)) as server:
        assert len(str(deep)) > 110
        assert await answer(await server.address()) == NOBODY
        server.interrupt()
        assert await server.ends() == 0


async def test_whoever_leaves_last_stops_the_database(data_dir: Path) -> None:
    async with running("serve", "--no-worker", DATA_DIR=str(data_dir)) as server:
        await server.address()
        async with running("worker", DATA_DIR=str(data_dir)) as worker:
            await worker.says("at work")
            database = postmaster_of(data_dir)

            server.interrupt()
            await server.ends()
            assert lives(database)

            worker.interrupt()
            await worker.ends()

    assert not lives(database)


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"PORT": "eighty"}, "PORT must be a number"),
        ({"PORT": "65536"}, "PORT must be a number"),
        ({"HOST": "192.0.2.1"}, "Cannot listen on 192.0.2.1"),
        ({"DATABASE_URL": "mysql://here/shop"}, "DATABASE_URL must begin with postgres://"),
        ({"DATABASE_URL": "postgres://127.0.0.1:1"}, "DATABASE_URL must name a database"),
        ({"DATABASE_URL": "postgres://127.0.0.1:1/shop"}, "no PostgreSQL answers"),
        ({"REDIS_URL": "http://127.0.0.1"}, "REDIS_URL must begin with redis://"),
        ({"REDIS_URL": "redis://127.0.0.1:1"}, "no Redis answers"),
        ({"REDIS_URL": "redis+cluster://127.0.0.1:1,127.0.0.1:2"}, "no Redis answers"),
        ({"REDIS_URL": "redis+cluster://"}, "A cluster's address names at least one node"),
        ({"REPLAY_DAYS": "0"}, "REPLAY_DAYS must be a number from 1 to 36500"),
        ({"REPLAY_DAYS": "a week"}, "REPLAY_DAYS must be a number from 1 to 36500"),
        ({"TRADEGRAPH_SECRET": "short"}, "TRADEGRAPH_SECRET needs at least"),
        ({"TRUSTED_DOCUMENTS": "nowhere.json"}, "TRUSTED_DOCUMENTS: nowhere.json cannot be read"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else None,
)
async def test_a_wrong_setting_fails_with_a_sentence(
    data_dir: Path, settings: dict[str, str], sentence: str
) -> None:
    async with running("serve", **{"DATA_DIR": str(data_dir), **settings}) as process:
        code = await process.ends()

    assert code == 2
    assert sentence in process.output
    assert "Traceback" not in process.output
    assert servers_in(data_dir, "postgres") == []


async def test_a_port_in_use_fails_with_a_sentence(database: dict[str, Any]) -> None:
    known = {"DATABASE_URL": url_of(database), "TRADEGRAPH_SECRET": SECRET}
    async with running("serve", **known) as first:
        port = (await first.address()).rsplit(":", 1)[1]

        async with running("serve", **known, PORT=port) as second:
            assert await second.ends() == 2
            assert "Cannot listen on 127.0.0.1" in second.output
        assert psutil.pid_exists(first.pid)
        assert await answer(f"http://127.0.0.1:{port}") == NOBODY


async def test_the_help_lists_every_command() -> None:
    async with running("--help") as process:
        assert await process.ends() == 0

    for command in ("serve", "worker", "migrate", "import", "simulate", "token", "schema"):
        assert command in process.output

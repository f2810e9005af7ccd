"""Whatever was killed, and when: the next start of the embedded PostgreSQL copes."""

import os
import signal
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from api.embedded import cluster
from api.embedded.installation import PostgresDidNotStart, find_installation
from api.embedded.postgres import EmbeddedPostgres, start_postgres
from api.embedded.processes import lives, servers_in, wait_until_gone
from tests.api.embedded.owners import POSTGRES, owner, said_by
from tests.api.embedded.steps import ask, called, crash, overwrite, until

# An owner to whom orphans are given and who buries none: its dead server stays a zombie.
NEGLIGENT = """
import ctypes, json, os, signal, sys, time
from pathlib import Path
import psutil
from api.embedded.postgres import start_postgres
ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER
server = start_postgres(Path(sys.argv[1]), durable=False)
os.kill(server.pid, signal.SIGKILL)
while server.process.status() != psutil.STATUS_ZOMBIE:
    time.sleep(0.01)
began = time.monotonic()
server.stop()
print(json.dumps({"pid": server.pid, "stop_seconds": time.monotonic() - began}), flush=True)
sys.stdin.read()
"""


@pytest.fixture
def stranger(data_dir: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process of the server's own user that has nothing to do with PostgreSQL."""
    account = find_installation().account
    uid = account.uid if account else None
    with subprocess.Popen(["sleep", "60"], cwd="/", user=uid) as process:
        yield process
        process.kill()


async def test_a_killed_database_starts_again_with_its_data(data_dir: Path) -> None:
    first = start_postgres(data_dir)
    await ask(first, "CREATE TABLE survivor AS SELECT 42 AS answer")
    os.kill(first.pid, signal.SIGKILL)
    assert wait_until_gone(first.process, 5)

    second = start_postgres(data_dir)

    assert not second.adopted
    assert await ask(second, "SELECT answer FROM survivor") == 42
    first.stop()
    assert lives(second.process), "a server that is gone cannot stop its successor"
    second.stop()


async def test_a_backend_that_outlives_its_server_is_ended_first(
    postgres: EmbeddedPostgres,
) -> None:
    survivor = next(p for p in postgres.process.children() if "checkpointer" in p.cmdline()[0])
    survivor.suspend()
    os.kill(postgres.pid, signal.SIGKILL)
    assert wait_until_gone(postgres.process, 5)

    second = start_postgres(postgres.data_dir, durable=False)

    assert not lives(survivor)
    assert await ask(second, "SELECT 1") == 1
    second.stop()


async def test_a_pid_that_belongs_to_a_stranger_by_now_is_left_alone(
    postgres: EmbeddedPostgres, stranger: subprocess.Popen[bytes]
) -> None:
    crash(postgres)
    for name in ("postmaster.pid", f".s.PGSQL.{postgres.port}.lock"):
        file = postgres.data_dir / "postgres" / name
        file.write_text(file.read_text().replace(str(postgres.pid), str(stranger.pid), 1))

    second = start_postgres(postgres.data_dir, durable=False)

    assert await ask(second, "SELECT 1") == 1
    assert stranger.poll() is None
    second.stop()


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="needs Linux to keep a zombie")
async def test_a_zombie_counts_as_dead(data_dir: Path) -> None:
    with owner(NEGLIGENT, data_dir) as process:
        told = said_by(process)
        assert psutil.Process(told["pid"]).status() == psutil.STATUS_ZOMBIE

        server = start_postgres(data_dir, durable=False)

        assert told["stop_seconds"] < 1
        assert not server.adopted
        assert await ask(server, "SELECT 1") == 1
        server.stop()


@pytest.mark.parametrize(
    "left",
    ["", "\n", "{stranger}\n", "{stranger}\n/some/where\n179531\n5432\n", "\0\0\0", "1\n-\n"],
)
async def test_half_a_pid_file_hinders_nothing(
    data_dir: Path, stranger: subprocess.Popen[bytes], left: str
) -> None:
    file = data_dir / "postgres" / "postmaster.pid"
    file.write_text(left.format(stranger=stranger.pid))

    server = start_postgres(data_dir, durable=False)

    assert await ask(server, "SELECT 1") == 1
    assert stranger.poll() is None
    server.stop()


@pytest.mark.parametrize("lines", [1, 3, 5, 7])
def test_a_server_that_has_only_begun_to_start_is_waited_for(
    postgres: EmbeddedPostgres, lines: int
) -> None:
    file = postgres.data_dir / "postgres" / "postmaster.pid"
    whole = file.read_text()
    file.write_text("".join(whole.splitlines(keepends=True)[:lines]))
    rest = threading.Timer(0.2, overwrite, [file, whole])
    rest.start()

    found = start_postgres(postgres.data_dir)

    rest.join()
    assert found.adopted
    assert found.pid == postgres.pid
    assert found.port == postgres.port


def test_recovery_has_two_minutes_and_then_says_what_the_log_says(
    postgres: EmbeddedPostgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert cluster.START_TIMEOUT_SECONDS == 120
    monkeypatch.setattr(cluster, "START_TIMEOUT_SECONDS", 0.1)
    file = postgres.data_dir / "postgres" / "postmaster.pid"
    file.write_text(file.read_text().replace("ready   ", "starting"))

    with pytest.raises(PostgresDidNotStart, match="ready to accept connections") as refused:
        start_postgres(postgres.data_dir)

    assert f"goes on as process {postgres.pid}" in str(refused.value)
    assert lives(postgres.process)


def test_a_start_that_fails_says_what_the_log_says(data_dir: Path) -> None:
    control = data_dir / "postgres" / "global" / "pg_control"

    with (
        called(control, control.with_name("lost")),
        pytest.raises(PostgresDidNotStart) as refused,
    ):
        start_postgres(data_dir)

    sentence, *log = str(refused.value).splitlines()
    assert sentence == f"PostgreSQL did not start in {data_dir}. The end of its log:"
    assert "could not find the database system" in log[0]


async def test_an_interrupted_initdb_is_begun_anew(server_dir: Path) -> None:
    data_dir = server_dir / "data"
    with owner(POSTGRES, data_dir) as process:
        until(lambda: list(data_dir.glob("draft-*/base")))
        # A child that it is about to begin bears its name, too, for a moment.
        initdb = min(servers_in(data_dir, "initdb"), key=psutil.Process.create_time)
        initdb.suspend()  # else it would go on without its owner
        process.kill()
        process.wait()
        assert not (data_dir / "postgres").exists()

        server = start_postgres(data_dir, durable=False)

    assert not lives(initdb)
    assert not server.adopted
    assert await ask(server, "SELECT 1") == 1
    server.stop()
    assert sorted(path.name for path in data_dir.iterdir()) == ["lock", "postgres"]


async def test_a_start_right_behind_a_kill_succeeds_though_children_are_still_ending(
    data_dir: Path,
) -> None:
    for _ in range(5):
        first = start_postgres(data_dir, durable=False)
        first.process.kill()
        wait_until_gone(first.process, 10)

        second = start_postgres(data_dir, durable=False)

        assert await ask(second, "SELECT 1") == 1
    second.stop()

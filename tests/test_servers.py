"""One PostgreSQL for a whole test run, however many workers it has and however it ends."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import psutil
import pytest

from api.embedded.processes import lives
from tests.api.embedded.owners import ROOT, owner, said_by
from tests.servers import OURS, credentials, sweep

CONFTEST = """
import pytest
from tests.servers import start_for_run, stop_for_run

def pytest_configure(config: pytest.Config) -> None:
    start_for_run(config)

def pytest_unconfigure(config: pytest.Config) -> None:
    stop_for_run(config)
"""
TEST = """
import asyncio, asyncpg, os, pytest
from tests.servers import credentials

@pytest.mark.parametrize("number", range(4))
def test_the_server_answers(number):
    async def directory():
        connection = await asyncpg.connect(**credentials())
        try:
            return await connection.fetchval("SHOW data_directory")
        finally:
            await connection.close()
    worker = os.environ["PYTEST_XDIST_WORKER"]
    with open(f"seen-{worker}-{number}", "w") as seen:
        seen.write(asyncio.run(directory()))
"""
KILLED = """
import json, os, signal, sys
from types import SimpleNamespace
from pathlib import Path
from tests.servers import credentials, start_for_run
config = SimpleNamespace(stash={})
start_for_run(config)
socket_dir = Path(credentials()["host"])
pid = int((socket_dir / "postmaster.pid").read_text().split()[0])
print(json.dumps({"pid": pid, "directory": str(socket_dir.parent)}), flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_all_workers_share_one_server_which_ends_with_the_run(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text(CONFTEST)
    (tmp_path / "test_shared.py").write_text(TEST)
    ours = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
    ours["PYTHONPATH"] = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    ours["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # the run is about one plugin only
    command = [sys.executable, "-m", "pytest", "-p", "xdist", "-n", "2", str(tmp_path)]

    done = subprocess.run(
        command, cwd=tmp_path, env=ours, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout
    seen = sorted(tmp_path.glob("seen-*"))
    assert len(seen) == 4
    assert {path.name.split("-")[1] for path in seen} == {"gw0", "gw1"}
    (directory,) = {path.read_text() for path in seen}
    assert directory.startswith(str(Path(tempfile.gettempdir(), OURS)))
    assert not Path(directory).parent.exists()


def test_what_a_killed_run_left_is_swept_away() -> None:
    with owner(KILLED) as process:
        left = said_by(process)
        process.wait()
        server = psutil.Process(left["pid"])
        assert lives(server)

    sweep()

    assert not Path(left["directory"]).exists()
    assert not lives(server)


def test_a_directory_that_vanishes_at_this_moment_is_no_matter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    (tmp_path / f"{OURS}{psutil.Process().pid}-gone").symlink_to(tmp_path / "nothing")

    sweep()


def test_a_server_named_from_outside_is_used_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_DATABASE_URL", "postgres://shop:s%40fe@db.example:5433/tests")

    assert credentials("clone") == {
        "host": "db.example",
        "port": 5433,
        "user": "shop",
        "password": "s@fe",
        "database": "clone",
    }
    assert credentials()["database"] == "tests"

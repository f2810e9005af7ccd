"""Owners of the embedded PostgreSQL come and go, several at once; it outlives them."""

import os
import signal
from contextlib import ExitStack
from pathlib import Path

import psutil

from api.embedded.postgres import start_postgres
from api.embedded.postmaster import Postmaster
from api.embedded.processes import lives
from tests.api.embedded.owners import POSTGRES, owner, said_by
from tests.api.embedded.steps import ask, until


def test_a_server_whose_owner_was_killed_is_adopted_and_can_be_stopped(data_dir: Path) -> None:
    with owner(POSTGRES, data_dir) as process:
        orphan = psutil.Process(said_by(process)["pid"])
        process.kill()
        process.wait()
        assert lives(orphan)

        server = start_postgres(data_dir)

        assert server.adopted
        assert server.pid == orphan.pid
        server.stop()
        assert not lives(orphan)


def test_ctrl_c_in_the_owners_terminal_does_not_reach_the_server(data_dir: Path) -> None:
    with owner(POSTGRES, data_dir) as process:
        server = psutil.Process(said_by(process)["pid"])

        os.killpg(process.pid, signal.SIGINT)
        process.wait()

        assert lives(server)
        start_postgres(data_dir).stop()
        assert not lives(server)


def test_of_those_who_start_at_once_one_starts_and_the_others_adopt(server_dir: Path) -> None:
    with ExitStack() as stack:
        owners = [stack.enter_context(owner(POSTGRES, server_dir / "data")) for _ in range(3)]
        told = [said_by(process) for process in owners]

    assert len({one["pid"] for one in told}) == 1
    assert sorted(one["adopted"] for one in told) == [False, True, True]


def is_stopping(data_dir: Path) -> bool:
    """Whether the server has heard that it is to stop; before that, nobody can know."""
    said = Postmaster.of(data_dir / "postgres")
    return said is None or said.is_stopping


async def test_who_starts_while_another_stops_gets_a_server_that_stays(data_dir: Path) -> None:
    old = start_postgres(data_dir, durable=False)
    old.process.send_signal(signal.SIGINT)
    until(lambda: is_stopping(data_dir))

    new = start_postgres(data_dir, durable=False)

    assert await ask(new, "SELECT 1") == 1
    assert lives(new.process)
    new.stop()

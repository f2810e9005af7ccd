"""Redis, relays and a server are killed while twenty write and many follow: nothing is lost."""

import pytest

from bench.soak.play import play
from bench.soak.report import rows
from bench.soak.script import SHORT
from tests import databases, servers


@pytest.mark.usefixtures("worker_database")
async def test_whatever_is_killed_each_fact_is_told_once_and_in_order() -> None:
    said: list[str] = []

    with servers.open_directory() as directory:
        async with databases.cloned() as database:
            outcome = await play(SHORT, directory, database, said.append)
            report = rows(outcome)

    false = [row for row in report if row.holds is False]
    assert false == [], f"seed {SHORT.seed}: {said}"

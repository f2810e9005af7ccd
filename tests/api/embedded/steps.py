"""Steps that the stories about the embedded servers have in common."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import asyncpg

from api.embedded.postgres import EmbeddedPostgres
from api.embedded.processes import kill_all


async def ask(server: EmbeddedPostgres, sql: str, database: str = "postgres") -> Any:
    connection = await asyncpg.connect(**server.credentials(database))
    try:
        return await connection.fetchval(sql)
    finally:
        await connection.close()


@contextmanager
def called(path: Path, name: Path) -> Iterator[Path]:
    """For a while the path has another name."""
    path.rename(name)
    try:
        yield name
    finally:
        name.rename(path)


def crash(server: EmbeddedPostgres) -> None:
    """What a power cut does to the server: all its processes end, and nothing is tidied up."""
    kill_all([server.process, *server.process.children(recursive=True)])


def overwrite(file: Path, text: str) -> None:
    """Write as PostgreSQL does: the file is never empty in between."""
    with file.open("r+") as open_file:
        open_file.write(text)


def until(condition: Callable[[], object], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.005)

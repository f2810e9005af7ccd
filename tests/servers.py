"""Servers for tests: one PostgreSQL for a whole run, a Valkey for each test that asks for it.

In conftest.py, call `start_for_run` from `pytest_configure` and `stop_for_run` from
`pytest_unconfigure`, and import the fixtures. The workers of pytest-xdist find the server through
an environment variable. A run that dies leaves its directory behind; the next run clears it.
"""

import json
import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from api.embedded import scratch
from api.embedded.postgres import start_postgres
from api.embedded.valkey import EmbeddedValkey, start_valkey

OURS = "tradegraph-tests-"  # directories are called so, then the pid of the run, then chance
VARIABLE = "TRADEGRAPH_TEST_CREDENTIALS"
_until_the_end = pytest.StashKey[ExitStack]()


def start_for_run(config: pytest.Config) -> None:
    """Start the run's PostgreSQL, unless this is a worker or `TEST_DATABASE_URL` names one."""
    if hasattr(config, "workerinput") or "TEST_DATABASE_URL" in os.environ:
        return
    sweep()
    with ExitStack() as stack:
        server = start_postgres(stack.enter_context(open_directory()), durable=False)
        stack.callback(server.stop)
        os.environ[VARIABLE] = json.dumps(server.credentials("postgres"))
        stack.callback(os.environ.pop, VARIABLE, None)
        config.stash[_until_the_end] = stack.pop_all()


def stop_for_run(config: pytest.Config) -> None:
    """Stop it and remove its directory; does nothing in a worker."""
    if stack := config.stash.get(_until_the_end, None):
        stack.close()


def credentials(database: str | None = None) -> dict[str, Any]:
    """How to reach the run's PostgreSQL: its own first database, or the one named."""
    if url := os.environ.get("TEST_DATABASE_URL"):
        found = _read_url(url)
    else:
        found = json.loads(os.environ[VARIABLE])
    return found | ({"database": database} if database else {})


def sweep() -> None:
    """End the servers and remove the directories of runs that died."""
    scratch.sweep(OURS)


def open_directory() -> AbstractContextManager[Path]:
    """A directory for one run's or one test's servers."""
    return scratch.scratch_directory(OURS)


@pytest.fixture
def server_dir() -> Iterator[Path]:
    """`open_directory` for one test."""
    with open_directory() as directory:
        yield directory


@pytest.fixture
def valkey(server_dir: Path) -> Iterator[EmbeddedValkey]:
    """A real Valkey of the test's own, to be killed and restarted at will."""
    server = start_valkey(data_dir=server_dir / "valkey")
    yield server
    server.stop()


def _read_url(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    socket_dir = parse_qs(parts.query).get("host", [None])[0]
    return {
        "host": socket_dir or parts.hostname or "localhost",
        "port": parts.port or 5432,
        "user": unquote(parts.username or "postgres"),
        "password": unquote(parts.password) if parts.password else None,
        "database": unquote(parts.path.lstrip("/")) or "postgres",
    }

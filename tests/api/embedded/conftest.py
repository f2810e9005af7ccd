"""A cluster made once: one test after the other starts it, kills it and gives it back stopped."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.embedded.postgres import EmbeddedPostgres, start_postgres
from api.embedded.processes import kill_all, servers_in
from tests.servers import open_directory, server_dir, valkey

__all__ = ["server_dir", "valkey"]


@pytest.fixture(scope="session")
def stopped_cluster() -> Iterator[Path]:
    """A data directory with a cluster that was started once and stopped."""
    with open_directory() as directory:
        start_postgres(directory / "data", durable=False).stop()
        yield directory / "data"


@pytest.fixture
def data_dir(stopped_cluster: Path) -> Iterator[Path]:
    """The cluster, for one test after the other; whatever still runs there ends with the test."""
    yield stopped_cluster
    kill_all(servers_in(stopped_cluster, "postgres"))


@pytest.fixture
def postgres(data_dir: Path) -> Iterator[EmbeddedPostgres]:
    """A running server."""
    server = start_postgres(data_dir, durable=False)
    yield server
    server.stop()

"""The embedded PostgreSQL: started, adopted if it runs already, and stopped by its pid.

A data directory holds the cluster (`postgres/`, with its log) and a lock. Whatever was killed
the hard way, the next start copes: a stale `postmaster.pid`, a zombie, a pid that belongs to
somebody else by now, an `initdb` cut off half way, a server whose owner is gone.
"""

import hashlib
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import fasteners
import psutil

from api.embedded.cluster import USER, initialise, launch, wait_until_ready
from api.embedded.installation import (
    SYSTEM_DIR,
    Installation,
    PostgresDidNotStart,
    find_installation,
    running_as_root,
)
from api.embedded.postmaster import Postmaster
from api.embedded.processes import kill_all, lives, wait_until_gone

STOP_TIMEOUT_SECONDS = 60  # the last checkpoint may need them
_one_thread = threading.Lock()  # the file lock keeps out other processes only


@dataclass(frozen=True)
class EmbeddedPostgres:
    """A running server. `adopted` says that it ran before we came."""

    data_dir: Path
    process: psutil.Process
    socket_dir: Path
    port: int
    adopted: bool

    @property
    def pid(self) -> int:
        """The postmaster's."""
        return self.process.pid

    def credentials(self, database: str) -> dict[str, Any]:
        """What Tortoise and asyncpg need to connect; the host is the socket's directory."""
        return {
            "host": str(self.socket_dir),
            "port": self.port,
            "user": USER,
            "password": None,
            "database": database,
        }

    def create_database(self, name: str, *, template: str = "template1") -> bool:
        """Make sure that the database exists; False when it did already.

        Raises:
            RuntimeError: PostgreSQL refused, for instance because the template is in use.
        """
        where = (f"--host={self.socket_dir}", f"--port={self.port}", f"--username={USER}")
        made = find_installation().run(
            "createdb", *where, f"--template={template}", "--", name, cwd=Path("/")
        )
        if made.returncode and f'database "{name}" already exists' not in made.stdout:
            raise RuntimeError(f"The database {name} was not created: {made.stdout.strip()}")
        return made.returncode == 0

    def stop(self) -> None:
        """Disconnect everybody, write a checkpoint, end. Harmless when it is gone already."""
        if not lives(self.process):
            return
        with _alone_with(self.data_dir), suppress(psutil.NoSuchProcess):
            self.process.send_signal(signal.SIGINT)  # what pg_ctl calls a fast stop
            if not wait_until_gone(self.process, STOP_TIMEOUT_SECONDS):
                kill_all([self.process])  # its children notice; the next start recovers
        if self.socket_dir.parent != self.data_dir:
            with suppress(OSError):
                self.socket_dir.rmdir()


def start_postgres(data_dir: Path, *, durable: bool = True) -> EmbeddedPostgres:
    """Start the server of this data directory, or adopt the one that runs. Blocks until ready.

    `durable=False` risks the data for speed, for tests; it has no effect on an adopted server.

    Raises:
        PostgresDidNotStart: with the reason, or with the end of the server's log.
    """
    data_dir = data_dir.absolute()
    installation = find_installation()
    if not data_dir.exists():
        data_dir.mkdir(parents=True)
        data_dir.chmod(0o755 if installation.account else 0o700)
    data_dir = data_dir.resolve()
    if installation.account:
        installation.account.must_reach(data_dir)

    with _alone_with(data_dir):
        cluster = data_dir / "postgres"
        if not (cluster / "PG_VERSION").exists():
            initialise(installation, cluster, durable=durable)
        running, ready = _started(installation, cluster, durable=durable)
        assert ready.port is not None
        assert ready.socket_dir is not None
        return EmbeddedPostgres(
            data_dir, ready.process, ready.socket_dir, ready.port, adopted=running is not None
        )


def default_data_dir(project_dir: Path) -> Path:
    """Where a project keeps its database: `.data` in the project itself.

    For root it is `/var/lib/tradegraph/<hash of the project's path>`: PostgreSQL then runs as
    another user (see `installation`), who may not be able to enter the project. In that case
    the file `.data/WHERE` tells where the data went.
    """
    inside = project_dir.resolve() / ".data"
    if not running_as_root():
        return inside
    outside = SYSTEM_DIR / hashlib.sha256(os.fsencode(inside.parent)).hexdigest()[:10]
    inside.mkdir(exist_ok=True)
    (inside / "WHERE").write_text(
        f"{outside}\n\nPostgreSQL does not run as root, so this project's data stands there.\n",
        encoding="utf-8",
    )
    return outside


def _started(
    installation: Installation, cluster: Path, *, durable: bool
) -> tuple[Postmaster | None, Postmaster]:
    """The server that ran before, if one did, and the one that is ready now.

    One that was killed just now may look alive at first; then it is looked for once more.
    """
    for may_be_dying in (True, False):
        running = Postmaster.of(cluster)
        if running and running.is_stopping:
            wait_until_gone(running.process, STOP_TIMEOUT_SECONDS)
            running = Postmaster.of(cluster)
        try:
            if running is None:
                launch(installation, cluster, durable=durable)
            return running, wait_until_ready(cluster)
        except PostgresDidNotStart:
            if not (may_be_dying and running is not None):
                raise
    raise AssertionError("the second look returns or raises")


@contextmanager
def _alone_with(data_dir: Path) -> Iterator[None]:
    with _one_thread, fasteners.InterProcessLock(data_dir / "lock"):
        yield

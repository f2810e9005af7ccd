"""One cluster: how it comes into being, and how its server is started and waited for."""

import shlex
import shutil
import socket
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from api.embedded.installation import Installation, PostgresDidNotStart
from api.embedded.postmaster import PROGRAM, Postmaster, clear_leftovers
from api.embedded.processes import POLL_SECONDS, end_of, kill_all, servers_in
from api.embedded.sockets import PORT, choose_socket_dir

START_TIMEOUT_SECONDS = 120  # recovery after a crash may need them
USER = "postgres"
SETTINGS = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "max_slot_wal_keep_size": "8GB",  # of the log, for a receiver of backups that is away
    "timezone": "UTC",
    "log_timezone": "UTC",
}
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
# The same order and the same upper case everywhere, whatever the machine's own locale.
LOCALE = ("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
ACCESS = (f"--username={USER}", "--auth-local=trust", "--auth-host=reject")


def initialise(installation: Installation, cluster: Path, *, durable: bool) -> None:
    """Create the cluster under another name, so that it has its own only once it is whole.

    Raises:
        PostgresDidNotStart: with all that initdb said.
    """
    for interrupted in cluster.parent.glob("draft-*"):
        for program in ("initdb", PROGRAM):  # they outlive an owner who was killed
            kill_all(servers_in(interrupted, program))
        shutil.rmtree(interrupted, ignore_errors=True)
    draft = Path(tempfile.mkdtemp(prefix="draft-", dir=cluster.parent))
    installation.give(draft)
    haste = () if durable else ("--no-sync",)
    made = installation.run("initdb", *ACCESS, *LOCALE, *haste, "--pgdata", str(draft), cwd=draft)
    if made.returncode:
        raise PostgresDidNotStart(f"initdb failed in {cluster.parent}:\n{made.stdout.strip()}")
    draft.rename(cluster)


def launch(installation: Installation, cluster: Path, *, durable: bool) -> None:
    """Run pg_ctl, which detaches the server from our terminal and from our life.

    Raises:
        PostgresDidNotStart: with the end of the server's log.
    """
    socket_dir = choose_socket_dir(cluster, installation)
    clear_leftovers(cluster, socket_dir)
    log = cluster / "postgres.log"
    if log.exists():
        log.replace(cluster / "postgres.log.1")
    quoted = str(socket_dir).replace('"', '""')
    settings = (
        SETTINGS | {"unix_socket_directories": f'"{quoted}"'} | ({} if durable else FORGETFUL)
    )
    options = shlex.join(f"--{name}={value}" for name, value in settings.items())
    # pg_ctl hands its arguments to a shell with little care: relative paths are safe there.
    where = ("--pgdata", ".", "--log", log.name, "--options", options)
    wait = ("--wait", "--timeout", str(START_TIMEOUT_SECONDS))
    started = installation.run("pg_ctl", "start", *wait, *where, cwd=cluster)
    if started.returncode and Postmaster.of(cluster) is None:
        raise PostgresDidNotStart(
            f"PostgreSQL did not start in {cluster.parent}. The end of its log:\n{end_of(log)}"
        )


def _answers(server: Postmaster) -> bool:
    """Whether somebody listens: what the pid file says of a server killed just now is old."""
    assert server.socket_dir is not None
    with socket.socket(socket.AF_UNIX) as caller, suppress(OSError):
        caller.connect(str(server.socket_dir / f".s.PGSQL.{server.port}"))
        return True
    return False


def wait_until_ready(cluster: Path) -> Postmaster:
    """Wait for the server that runs this cluster, be it in the middle of a recovery.

    Raises:
        PostgresDidNotStart: it ended, or its time is up.
    """
    deadline = time.monotonic() + START_TIMEOUT_SECONDS
    log = cluster / "postgres.log"
    while found := Postmaster.of(cluster):
        if found.is_ready and _answers(found):
            return found
        if time.monotonic() > deadline:
            raise PostgresDidNotStart(
                f"PostgreSQL was not ready within {START_TIMEOUT_SECONDS} seconds in "
                f"{cluster.parent}; it goes on as process {found.process.pid}, so a later start "
                f"may find it ready. The end of its log:\n{end_of(log)}"
            )
        time.sleep(POLL_SECONDS)
    raise PostgresDidNotStart(
        f"PostgreSQL ended while it started in {cluster.parent}. The end of its log:\n{end_of(log)}"
    )

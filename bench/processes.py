"""Starting a process of our own, waiting for what it says, and ending it and nothing else."""

import base64
import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from api.embedded.processes import end_of
from api.settings import PROJECT

GRACE_SECONDS = 60  # a server's last checkpoint may need them
POLL_SECONDS = 0.02
FOREIGN = {
    *("DATABASE_URL", "REDIS_URL", "TEST_DATABASE_URL", "DATA_DIR", "PORT", "HOST"),
    *("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "MAKE_TERMOUT", "MAKE_TERMERR"),
}
# What made-up people are sealed under: one key for all processes, wherever their data lies.
MASTER_KEYS = "bench:" + base64.b64encode(bytes(range(32))).decode()


class ItEnded(RuntimeError):
    """The process ended before it said what it should."""


def environment(**given: str) -> dict[str, str]:
    """Ours without what names other people's servers, and with what is given. Who measures asks
    as fast as they can, and asks what there is to be asked.
    """
    kept = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    ours = {"PYTHONUNBUFFERED": "1", "RATE_LIMIT": "0", "DEVELOPER_TOOLS": "1"}
    return {"TRADEGRAPH_MASTER_KEYS": MASTER_KEYS} | kept | ours | given


@contextmanager
def running(
    command: Sequence[str], log: Path, env: Mapping[str, str], *, cwd: Path = PROJECT
) -> Iterator["subprocess.Popen[bytes]"]:
    """A process for as long as the block runs, in a group of its own, talking to a file."""
    with log.open("wb") as said:
        process = subprocess.Popen(
            command, cwd=cwd, env=env, stdout=said, stderr=said, start_new_session=True
        )
    try:
        yield process
    finally:
        end(process)


def end(process: "subprocess.Popen[bytes]") -> None:
    """Ctrl-C for the whole group, as a terminal sends it; SIGKILL if that is not enough."""
    for number in (signal.SIGINT, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with suppress(subprocess.TimeoutExpired):
            process.wait(GRACE_SECONDS)
            return


def wait_for(
    pattern: str, process: "subprocess.Popen[bytes]", log: Path, seconds: float
) -> "re.Match[str]":
    """What the process says that fits the pattern.

    Raises:
        ItEnded: it never said so; with the end of what it did say.
    """
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        ended = process.poll() is not None
        if found := re.search(pattern, log.read_text(encoding="utf-8", errors="replace")):
            return found
        if ended:
            break
        time.sleep(POLL_SECONDS)
    raise ItEnded(f"{process.args!r} did not say {pattern!r}:\n{end_of(log)}")


def leave_nothing_running() -> None:
    """Have SIGINT and SIGTERM end us through every `finally`, even where a shell ignores them."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)

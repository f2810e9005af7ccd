"""PostgreSQL's client programs: which of those at hand fit a server, and how they are run.

They come from the wheel of the embedded server, from PATH, or from where Debian puts them. They
are told where the server is by the environment: a password never stands on a command line.
"""

import asyncio
import os
import re
import shutil
import subprocess
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from api.embedded.installation import INHERITED, PostgresDidNotStart, find_installation
from api.recovery.errors import CannotRecover

BESIDES: Final = "/usr/lib/postgresql"  # Debian's directories, one for each major version
PIECE_BYTES: Final = 1024 * 1024
SAID_LINES: Final = 8  # of what a program that failed said last
SAID_BYTES_MAX: Final = 64 * 1024
OURS: Final = "tradegraph_backup"  # how the server knows us: application and replication slot


@dataclass(frozen=True, slots=True)
class Programs:
    """A directory of programs of one major version."""

    directory: Path
    major: int

    def path(self, name: str) -> str:
        """Where one of them lies."""
        return str(self.directory / name)


def fitting(server_major: int, *needed: str) -> Programs:
    """Those of the server's own version, else the next newer: older ones cannot read it.

    Raises:
        CannotRecover: there are none.
    """
    found = [each for each in _at_hand() if all(Path(each.path(name)).exists() for name in needed)]
    fit = sorted((each for each in found if each.major >= server_major), key=lambda it: it.major)
    if fit:
        return fit[0]
    have = ", ".join(str(each.major) for each in found) or "none"
    raise CannotRecover(
        f"The server is PostgreSQL {server_major}, and {' and '.join(needed)} of that version or a"
        f" newer one are needed; at hand: {have}. Install PostgreSQL's client programs and put"
        " them on PATH."
    )


def _at_hand() -> list[Programs]:
    places: list[Path] = []
    with suppress(PostgresDidNotStart):
        places.append(find_installation().programs)
    if on_path := shutil.which("pg_dump"):
        places.append(Path(on_path).parent)
    places += sorted(Path(BESIDES).glob("*/bin"))
    return [Programs(place, major) for place in places if (major := _major_of(place))]


def _major_of(directory: Path) -> int | None:
    try:
        said = subprocess.run(
            [str(directory / "pg_dump"), "--version"], capture_output=True, text=True, check=True
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        return None
    version = re.search(r"\) (\d+)", said)
    return int(version[1]) if version else None


def surroundings(credentials: Mapping[str, Any]) -> dict[str, str]:
    """The environment that leads a client program to that database, and nowhere else."""
    kept = {name: os.environ[name] for name in (*INHERITED, "HOME") if name in os.environ}
    given = {
        "PGHOST": credentials["host"],
        "PGPORT": credentials["port"],
        "PGUSER": credentials["user"],
        "PGPASSWORD": credentials["password"],
        "PGDATABASE": credentials["database"],
        "PGSSLMODE": credentials.get("ssl"),
        "PGAPPNAME": OURS,
        "PGCONNECT_TIMEOUT": 10,
        "LC_ALL": "C",
    }
    return kept | {name: str(value) for name, value in given.items() if value is not None}


class Running:
    """A client program at work; what it says is kept for when it fails."""

    def __init__(self, name: str, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self._name = name
        self._said = b""
        self._listening = asyncio.create_task(self._listen())

    async def pieces(self) -> AsyncIterator[bytes]:
        """What it writes to its output, in pieces of bounded length, up to its end.

        Raises:
            CannotRecover: it failed.
        """
        assert self.process.stdout is not None
        while piece := await self.process.stdout.read(PIECE_BYTES):
            yield piece
        await self.well()

    async def write(self, piece: bytes) -> None:
        """Something for its input; waits while it has enough.

        Raises:
            CannotRecover: it has ended.
        """
        assert self.process.stdin is not None
        try:
            self.process.stdin.write(piece)
            await self.process.stdin.drain()
        except (BrokenPipeError, ConnectionResetError):
            await self.well()
            raise CannotRecover(f"{self._name} ended before it had read everything.") from None

    async def well(self) -> None:
        """Close its input and wait until it has ended well.

        Raises:
            CannotRecover: it failed, with the end of what it said.
        """
        if self.process.stdin is not None:
            self.process.stdin.close()
        code = await self.process.wait()
        said = await self.said()
        if code:
            raise CannotRecover(f"{self._name} failed ({code}):\n{said}")

    async def said(self) -> str:
        """The end of what it said, once it has ended."""
        await self._listening
        lines = self._said.decode("utf-8", "replace").strip().splitlines()
        return "\n".join(lines[-SAID_LINES:])

    async def end(self) -> None:
        """Whatever is left of it goes."""
        with suppress(ProcessLookupError):
            self.process.kill()
        await self.process.wait()
        await self._listening

    async def _listen(self) -> None:
        assert self.process.stderr is not None
        while piece := await self.process.stderr.read(4096):
            self._said = (self._said + piece)[-SAID_BYTES_MAX:]


@asynccontextmanager
async def running(
    command: Sequence[str], credentials: Mapping[str, Any], *, reads: bool = False
) -> AsyncIterator[Running]:
    """A client program for as long as the block runs. One that `reads` is written to.

    It has a session of its own, so that Ctrl-C in a terminal reaches us and not it.
    """
    process = await asyncio.create_subprocess_exec(
        *command,
        env=surroundings(credentials),
        stdin=asyncio.subprocess.PIPE if reads else asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL if reads else asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        limit=PIECE_BYTES,
        start_new_session=True,
    )
    program = Running(Path(command[0]).name, process)
    try:
        yield program
    finally:
        await program.end()

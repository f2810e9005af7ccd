"""The log that the server writes, received as it is written and sealed piece by piece.

pg_receivewal takes it over a replication slot, so nothing is missed while we are away. A piece is a
segment of 16 MB. What is whole is sealed and its plain copy removed; the piece that is still being
written is sealed again every few seconds, for it holds what happened last.
"""

import asyncio
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from api.recovery import server
from api.recovery.errors import CannotRecover
from api.recovery.locking import held
from api.recovery.programs import OURS, fitting, running
from api.recovery.sealing import Opened, Sealer
from api.recovery.vault import SEALED, Vault, flush, flush_directory

SEGMENT: Final = re.compile(r"[0-9A-F]{24}")
HISTORY: Final = re.compile(r"[0-9A-F]{8}\.history")
UNFINISHED: Final = ".partial"
LOOK_SECONDS: Final = 0.5
SEAL_SECONDS: Final = 10.0  # how old the sealed copy of the piece being written may be
RETRY_SECONDS: Final = 1.0
READ_BYTES: Final = 1024 * 1024
SEGMENTS_PER_FILE: Final = 0x100  # of 16 MB: the server's default, and the wheel's
Say = Callable[[str], None]


class Archive:
    """The sealed log of one cluster."""

    def __init__(self, vault: Vault, system: str) -> None:
        self.directory = vault.log / system
        self.vault = vault
        self.system = system

    @property
    def spool(self) -> Path:
        """Where pieces lie in plain until they are whole and sealed."""
        return self.directory / "plain"

    def names(self) -> list[str]:
        """What there is: segments, one of them perhaps unfinished, and histories of timelines."""
        return sorted(path.name.removesuffix(SEALED) for path in self.directory.glob(f"*{SEALED}"))

    def opened(self, name: str) -> Opened:
        """The content of a piece."""
        sealed_as = f"{self.system}/{name}"
        return Opened(self.directory / (name + SEALED), self.vault.keys, sealed_as)

    def seal(self, plain: Path) -> None:
        """Put a piece in, in place of an older copy of it."""
        target = self.directory / (plain.name + SEALED)
        draft = target.with_suffix(".draft")
        with draft.open("wb") as out, plain.open("rb") as content:
            sealer = Sealer(out, self.vault.keys, f"{self.system}/{plain.name}")
            while piece := content.read(READ_BYTES):
                sealer.write(piece)
            sealer.finish()
            flush(out.fileno())
        draft.rename(target)
        flush_directory(self.directory)
        if not plain.name.endswith(UNFINISHED):
            (self.directory / (plain.name + UNFINISHED + SEALED)).unlink(missing_ok=True)

    def since(self, first: str) -> list[str]:
        """The pieces from a segment on that follow each other, and the histories.

        Raises:
            CannotRecover: the first is not there, but later ones are.
        """
        names = self.names()
        histories = [name for name in names if HISTORY.fullmatch(name)]
        # A piece that was finished meanwhile counts once.
        segments = {
            name.removesuffix(UNFINISHED): name
            for name in reversed(names)
            if SEGMENT.fullmatch(name.removesuffix(UNFINISHED))
        }
        timeline = first[:8]
        later = sorted(
            name for name in segments if name[:8] >= timeline and _place(name) >= _place(first)
        )
        if later and later[0] != first:
            raise CannotRecover(
                f"The log in {self.directory} begins with {later[0]}, and {first} is needed: only"
                " the end of the base copy itself can be restored."
            )
        found: dict[str, list[str]] = {}
        for name in later:
            run = found.setdefault(name[:8], [])
            if not run or _place(name) == _place(run[-1]) + 1:
                run.append(name)  # what comes after a hole leads nowhere
        return [*histories, *(segments[name] for run in found.values() for name in run)]

    def holes(self, first: str) -> list[str]:
        """Segments after which one is missing."""
        places = sorted(
            {
                _place(name.removesuffix(UNFINISHED))
                for name in self.names()
                if SEGMENT.fullmatch(name.removesuffix(UNFINISHED))
            }
        )
        wanted = [place for place in places if place >= _place(first)]
        return [f"{one:016X}" for one, next in pairwise(wanted) if next > one + 1]


def _place(segment: str) -> int:
    """Which segment it is, on whatever timeline."""
    return int(segment[8:16], 16) * SEGMENTS_PER_FILE + int(segment[16:24], 16)


async def follow(
    credentials: Mapping[str, Any],
    vault: Vault,
    say: Say,
    *,
    stop: asyncio.Event,
    seal_seconds: float = SEAL_SECONDS,
    at_once: bool = False,
) -> None:
    """Receive and seal until told to stop; a server that goes away is waited for.

    With `at_once` every write is on our disk before the server is told so: a server that names us
    in synchronous_standby_names then acknowledges nothing that we do not have.

    Raises:
        CannotRecover: the server does not let us, or somebody else receives here.
    """
    async with server.connected(credentials) as connection:
        await server.must_give_its_log(connection)
        major, system = await server.major_of(connection), await server.system_of(connection)
    archive = Archive(vault, system)
    archive.spool.mkdir(mode=0o700, parents=True, exist_ok=True)
    archive.directory.chmod(0o700)
    otherwise = f"Somebody else receives the log in {archive.directory}."
    program = fitting(major, "pg_receivewal").path("pg_receivewal")
    slot = (f"--slot={OURS}", "--no-password")
    command = (
        *(program, f"--directory={archive.spool}", "--no-loop", "--status-interval=1"),
        *(*slot, *(["--synchronous"] if at_once else [])),
    )
    create = (program, "--create-slot", "--if-not-exists", *slot)
    with held(archive.directory / "lock", otherwise):
        await _receive(credentials, archive, create, command, say, stop, seal_seconds)


async def _receive(
    credentials: Mapping[str, Any],
    archive: Archive,
    create: Sequence[str],
    command: Sequence[str],
    say: Say,
    stop: asyncio.Event,
    seal_seconds: float,
) -> None:
    spool, system = archive.spool, archive.system
    # What was left there is in the slot too, from where it is received anew: a server that was
    # restored meanwhile has never written it, and would be asked for it in vain.
    _seal_all(archive, spool)
    for left in _unfinished(spool):
        left.unlink()
    over = asyncio.Event()
    sealing = asyncio.create_task(_keep_sealing(archive, spool, seal_seconds, over))
    stopped = asyncio.create_task(stop.wait())
    trouble = ""
    try:
        while not stop.is_set() and not sealing.done():
            try:
                await _must_be_the_same(credentials, system)
                async with running(create, credentials) as creating:
                    await creating.well()
                async with running(command, credentials) as receiving:
                    trouble = ""
                    say(f"The log of cluster {system} is received.")
                    gone = asyncio.create_task(receiving.process.wait())
                    await asyncio.wait({gone, stopped, sealing}, return_when="FIRST_COMPLETED")
                    if not gone.done():
                        receiving.process.terminate()
                        await gone
                    else:
                        say(f"The server went away: {await receiving.said()}")
            except CannotRecover as problem:
                if str(problem) != trouble:  # once is enough
                    trouble = str(problem)
                    say(f"The log is not received, and tried again: {problem}")
            with suppress(TimeoutError):
                async with asyncio.timeout(RETRY_SECONDS):
                    await stop.wait()
    finally:
        stopped.cancel()
        over.set()
        await sealing
        last = _seal_all(archive, spool)
        say(f"The log is sealed up to {last}." if last else "No log was received.")


async def _must_be_the_same(credentials: Mapping[str, Any], system: str) -> None:
    async with server.connected(credentials) as connection:
        if await server.system_of(connection) != system:
            raise CannotRecover("another cluster answers there now; start this command anew.")


async def _keep_sealing(
    archive: Archive, spool: Path, seal_seconds: float, over: asyncio.Event
) -> None:
    """Until it is over; never two at one piece.

    Raises:
        CannotRecover: the disk takes no more.
    """
    clock = asyncio.get_running_loop().time
    due, sealed_at = clock() + seal_seconds, 0.0
    try:
        while not over.is_set():
            for plain in _whole(spool):
                await asyncio.to_thread(_put_away, archive, plain)
            if clock() >= due:
                due = clock() + seal_seconds
                for plain in _unfinished(spool):
                    with suppress(FileNotFoundError):  # finished meanwhile
                        changed = plain.stat().st_mtime
                        if changed > sealed_at:
                            await asyncio.to_thread(archive.seal, plain)
                            sealed_at = changed
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_SECONDS):
                    await over.wait()
    except OSError as problem:
        raise CannotRecover(
            f"The log could not be sealed in {archive.directory}: {problem.strerror}. What was"
            " received lies in plain there; the slot keeps what comes."
        ) from None


def _whole(spool: Path) -> list[Path]:
    found = (path for path in spool.iterdir() if path.suffix != UNFINISHED)
    return sorted(
        path for path in found if SEGMENT.fullmatch(path.name) or HISTORY.fullmatch(path.name)
    )


def _unfinished(spool: Path) -> list[Path]:
    return list(spool.glob(f"*{UNFINISHED}"))


def _put_away(archive: Archive, plain: Path) -> None:
    archive.seal(plain)
    plain.unlink()


def _seal_all(archive: Archive, spool: Path) -> str:
    for plain in _whole(spool):
        _put_away(archive, plain)
    for plain in _unfinished(spool):
        archive.seal(plain)
    return max((name for name in archive.names() if not HISTORY.fullmatch(name)), default="")

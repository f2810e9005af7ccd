"""Soloists: so many who listen, each to a thing of their own, and check what is told of it."""

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from bench.loads import frames
from bench.loads.ears import Ears
from bench.loads.frames import Opcode
from bench.loads.greeting import Greeting, greeted
from bench.loads.line import Line, keeps_alive

CHUNK = 65_536  # bytes of one read
POLL_SECONDS = 0.01
VERSION = re.compile(rb'"aggregateVersion":(\d+)')


class OutOfTune(RuntimeError):
    """Somebody was not told what happened to their thing, or something else."""


@dataclass(slots=True)
class Soloist:
    """One of them. `own` are bytes that are in whatever they should be told."""

    line: Line
    own: bytes
    version: int = 0  # of the thing, when they last heard of it; 0 before that


class Soloists:
    """`heard` counts what all of them were told, `heard_at` is when they last were.

    Each event must be about the listener's own thing, and of its next version.
    """

    def __init__(self, address: str, ears: Ears) -> None:
        self._address, self._ears = address, ears
        self._soloists: dict[int, Soloist] = {}
        self.heard = 0
        self.heard_at = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for fileno, soloist in self._soloists.items():
            self._ears.forget(fileno)
            soloist.line.close()

    def __len__(self) -> int:
        return len(self._soloists)

    @property
    def subscribed(self) -> int:
        """How many have heard of their thing."""
        return sum(soloist.version > 0 for soloist in self._soloists.values())

    def open(self, greetings: Sequence[tuple[Greeting, bytes]]) -> None:
        """A line for each greeting, and what is in everything that is told there."""
        owned = iter(greetings)
        for lines in greeted(self._address, [greeting for greeting, _ in greetings]):
            for line, (_, own) in zip(lines, owned, strict=False):
                self._soloists[line.socket.fileno()] = Soloist(line, own)
                self._ears.attend(line.socket.fileno(), self._hear)
            self._ears.hear(0)

    def hear(self, events: int, seconds: float) -> bool:
        """Whether so many events in all are told in so many seconds."""
        deadline = time.monotonic() + seconds
        while self.heard < events and time.monotonic() < deadline:
            self._ears.hear(POLL_SECONDS)
        return self.heard >= events

    def rest(self, seconds: float) -> None:
        """Hear what comes until nothing has come for so long."""
        self.heard_at = time.monotonic()
        while time.monotonic() < self.heard_at + seconds:
            self._ears.hear(POLL_SECONDS)

    def _hear(self, fileno: int) -> None:
        soloist = self._soloists[fileno]
        chunk = soloist.line.socket.recv(CHUNK)
        if not chunk:
            raise OutOfTune("the server hung up")
        data, at = soloist.line.partial + chunk, 0
        while found := frames.first(data, at):
            opcode, begins, at = found
            self._take(soloist, opcode, data[begins:at])
        soloist.line.partial = data[at:]

    def _take(self, soloist: Soloist, opcode: Opcode, payload: bytes) -> None:
        version = VERSION.search(payload)
        if version is None:
            if not keeps_alive(soloist.line, opcode, payload):
                raise OutOfTune(f"strange: {payload[:500]!r}")
            return
        number = int(version[1])
        if soloist.own not in payload or soloist.version not in (0, number - 1):
            raise OutOfTune(f"after version {soloist.version} came {payload[:500]!r}")
        soloist.version = number
        self.heard += 1
        self.heard_at = time.monotonic()

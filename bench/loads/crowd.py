"""A crowd: so many who listen, each on a socket of their own, in one loop without asyncio.

One core must hear more than any server can say, so nobody parses what all are told alike: bytes
are compared with the script. Only what differs from it is looked at, frame by frame.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Self

from bench.loads import frames
from bench.loads.ears import Ears
from bench.loads.frames import Opcode
from bench.loads.greeting import Greeting, greeted
from bench.loads.line import Line, keeps_alive
from bench.loads.script import Script

CHUNK = 65_536  # bytes of one read
POLL_SECONDS = 0.01
NEXT, GAP = b'"next"', b'"kind":"GAP"'


@dataclass(slots=True)
class Faults:
    """What must not happen to a listener."""

    lost: int = 0  # lines that the server closed
    doubled: int = 0  # events told again
    skipped: int = 0  # events left out
    gaps: int = 0
    strange: list[str] = field(default_factory=list)  # other messages

    def __bool__(self) -> bool:
        return bool(self.lost or self.doubled or self.skipped or self.gaps or self.strange)


class Crowd:
    """Open it, then `listen`. `heard` is what all of them have heard, in bytes of the script.

    Whoever is told the same ready bytes again and again can only count: no `has_versions` there.
    Crowds with the same ears answer the pings of their servers while another one listens.
    """

    def __init__(self, address: str, ears: Ears, *, has_versions: bool = True) -> None:
        self.address = address
        self.ears = ears
        self.script = Script(has_versions=has_versions)
        self.faults = Faults()
        self.heard = 0
        self.heard_at = 0.0
        self.arrivals: list[tuple[int, float]] | None = None  # (number, when), where wanted
        self._lines: dict[int, Line] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for fileno, line in self._lines.items():
            self.ears.forget(fileno)
            line.close()
        self._lines.clear()

    def __len__(self) -> int:
        return len(self._lines)

    def open(self, greetings: Sequence[Greeting | None]) -> None:
        """A line for each greeting; None where a handshake is all there is.

        Raises:
            Unwelcome: the server does not want one of them.
        """
        for lines in greeted(self.address, greetings):
            for line in lines:
                self._lines[line.socket.fileno()] = line
                self.ears.attend(line.socket.fileno(), self._hear)
            self.ears.hear(0)

    def begin(self) -> None:
        """Begin a new script, when nothing is under way; faults until now are forgotten."""
        assert not any(line.partial for line in self._lines.values()), "something is under way"
        self.script, self.faults = Script(has_versions=self.script.has_versions), Faults()
        self.heard = 0
        for line in self._lines.values():
            line.place = 0

    def told_to_all(self, at_least: int) -> int:
        """How many events everybody has heard by now, given that it is not fewer than these."""
        ends, lines = self.script.ends, len(self._lines)
        while at_least < len(ends) and lines * ends[at_least] <= self.heard:
            at_least += 1
        return at_least

    def has_heard(self, number: int) -> int:
        """How many of the crowd have heard so many events."""
        script = self.script
        return sum(script.number_at(line.place) >= number for line in self._lines.values())

    def listen(self, until: Callable[[], bool], seconds: float) -> bool:
        """Hear what comes until something holds, or for so long; whether it holds."""
        deadline = time.monotonic() + seconds
        while not (done := until()) and time.monotonic() < deadline:
            self.ears.hear(POLL_SECONDS)
        return done

    def hear(self, events: int, seconds: float) -> bool:
        """Whether everybody hears so many events in so many seconds, and nobody anything amiss."""
        self.listen(lambda: self.told_to_all(events - 1) >= events or bool(self.faults), seconds)
        return self.told_to_all(events - 1) >= events

    def rest(self, seconds: float) -> None:
        """Hear what comes until no event has come for so long."""
        self.heard_at = time.monotonic()
        while time.monotonic() < self.heard_at + seconds:
            self.ears.hear(POLL_SECONDS)

    def _hear(self, fileno: int) -> None:
        line = self._lines[fileno]
        try:
            chunk = line.socket.recv(CHUNK)
        except OSError:
            chunk = b""
        now, before = time.monotonic(), line.place
        if not chunk:
            self._lose(fileno)
            return
        if not line.partial and self.script.text.startswith(chunk, before):
            line.place = before + len(chunk)
        else:
            self._look(line, chunk)
        if line.place != before:
            self.heard += line.place - before
            self.heard_at = now
        if self.arrivals is not None:
            self._note(before, line.place)

    def _note(self, before: int, after: int) -> None:
        assert self.arrivals is not None
        script = self.script
        for number in range(script.number_at(before), script.number_at(after)):
            self.arrivals.append((number, self.heard_at))

    def _lose(self, fileno: int) -> None:
        self.ears.forget(fileno)
        line = self._lines.pop(fileno)
        line.close()
        self.heard -= line.place
        self.faults.lost += 1

    def _look(self, line: Line, chunk: bytes) -> None:
        """Frame by frame, from the beginning of the one that the line is in the midst of."""
        script = self.script
        number = script.number_at(line.place)
        start = script.start_of(number)
        data = line.partial + script.text[start : line.place] + chunk
        at = 0
        while found := frames.first(data, at):
            opcode, begins, end = found
            payload = data[begins:end]
            if opcode in (Opcode.TEXT, Opcode.BINARY) and NEXT in payload[:60]:
                number = self._take(data[at:end], number)
            else:
                self._answer(line, opcode, payload)
            at = end
        line.partial = bytes(data[at:])
        line.place = script.start_of(number)

    def _take(self, told: bytes, expected: int) -> int:
        """One event; the number of the next one."""
        if GAP in told:
            self.faults.gaps += 1
            return expected
        number = self.script.number_of(told, expected)
        if number < expected:
            self.faults.doubled += 1
            return expected
        self.faults.skipped += number - expected
        if number >= len(self.script):
            self.script.write(told)
        return number + 1

    def _answer(self, line: Line, opcode: Opcode, payload: bytes) -> None:
        """What is no event: keep the line alive, and note what should not be."""
        if not keeps_alive(line, opcode, payload):
            self.faults.strange.append(payload[:500].decode(errors="replace"))

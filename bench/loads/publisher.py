"""Who makes things happen at a baseline: a word to its server, on a line of its own."""

import time
from collections.abc import Callable

from bench.loads import frames
from bench.loads.ears import Ears
from bench.loads.frames import Opcode
from bench.loads.line import Line, answer_to_ping


class Publisher:
    """`word` is what is said to have everybody told so often."""

    def __init__(self, ears: Ears, line: Line, word: Callable[[int], bytes]) -> None:
        self._line, self._word = line, word
        self.said: list[float] = []  # when, for each event
        line.socket.setblocking(False)
        ears.attend(line.socket.fileno(), self._hear)

    def make(self, events: int) -> None:
        """Say it once for each event; it waits for none of them."""
        for _ in range(events):
            self.burst(1)

    def burst(self, events: int) -> float:
        """Say it once for all; when that was."""
        now = time.monotonic()
        self.said += [now] * events
        self._line.send(self._word(events))
        return now

    def _hear(self, _: int) -> None:
        """What the server answers, which is of no interest, and its pings."""
        chunk = self._line.socket.recv(65_536)
        if not chunk:
            raise ConnectionResetError("the baseline hung up on its publisher")
        data, at = self._line.partial + chunk, 0
        while found := frames.first(data, at):
            opcode, begins, at = found
            if opcode is Opcode.PING:
                self._line.send(answer_to_ping(data[begins:at]))
        self._line.partial = data[at:]

"""Who buys over HTTP: so many lines, each orders again as soon as it is answered.

A loop on epoll without asyncio, as in `asking`; but every order has a key of its own, and every
answer must be an order.
"""

import re
import socket
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field

from bench.loads.asking import END_OF_HEAD, LENGTH, OK, WrongAnswer, dial_up
from bench.loads.ears import Ears
from bench.loads.line import DEADLINE_SECONDS

CHUNK = 1 << 16  # bytes of one read
POLL_SECONDS = 0.05
ORDERED = re.compile(rb'"number":\s?"ORD-')


@dataclass(frozen=True, slots=True)
class Bought:
    """What came of buying: orders, the seconds until the last of them, and each one's delay."""

    seconds: float
    delays: list[float]  # seconds

    @property
    def rate(self) -> float:
        """Orders a second."""
        return len(self.delays) / self.seconds

    @property
    def p99_ms(self) -> float:
        """What all but one in a hundred took at most, in milliseconds."""
        return sorted(self.delays)[int(len(self.delays) * 0.99)] * 1_000


@dataclass(slots=True)
class _Line:
    socket: socket.socket
    sent_at: float = 0.0
    partial: bytes = field(default=b"")


def buy(address: str, request: Callable[[], bytes], *, lines: int, orders: int) -> Bought:
    """Place so many orders over so many lines.

    Raises:
        WrongAnswer: one of the answers is no order.
    """
    with ExitStack() as stack:
        buyers = _Buyers(request, orders)
        for _ in range(lines):
            line = _Line(dial_up(address))
            stack.callback(line.socket.close)
            buyers.attend(line)
        return buyers.run()


class _Buyers:
    def __init__(self, request: Callable[[], bytes], orders: int) -> None:
        self._request = request
        self._left = self._wanted = orders
        self._ears = Ears()
        self._lines: dict[int, _Line] = {}
        self._delays: list[float] = []

    def attend(self, line: _Line) -> None:
        self._lines[line.socket.fileno()] = line
        self._ears.attend(line.socket.fileno(), self._hear)

    def run(self) -> Bought:
        started = time.perf_counter()
        for line in self._lines.values():
            self._say(line)
        while len(self._delays) < self._wanted:
            self._ears.hear(POLL_SECONDS)
            if time.perf_counter() - started > DEADLINE_SECONDS:
                raise WrongAnswer(f"{self._wanted - len(self._delays)} orders took too long")
        return Bought(time.perf_counter() - started, self._delays)

    def _say(self, line: _Line) -> None:
        if self._left:
            self._left -= 1
            line.sent_at = time.perf_counter()
            line.socket.send(self._request())

    def _hear(self, fileno: int) -> None:
        line = self._lines[fileno]
        said = line.socket.recv(CHUNK)
        if not said:
            raise WrongAnswer(f"the server hung up after {line.partial[:500]!r}")
        heard = line.partial + said
        end = heard.find(END_OF_HEAD) + len(END_OF_HEAD)
        at = heard.find(LENGTH, 0, end) + len(LENGTH)
        if end < len(END_OF_HEAD) or len(heard) < end + int(heard[at : heard.find(b"\r", at)]):
            line.partial = heard
            return
        if not heard.startswith(OK) or not ORDERED.search(heard):
            raise WrongAnswer(f"this is no order: {heard[:2_000]!r}")
        line.partial = b""
        self._delays.append(time.perf_counter() - line.sent_at)
        self._say(line)

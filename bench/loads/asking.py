"""Who asks over HTTP: so many lines, each asks again as soon as it is answered.

A loop on epoll without asyncio, so that one core asks more than any server here can answer. What is
asked twice must be answered alike: each answer is compared, byte by byte, with the first one.
"""

import socket
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

import orjson

from bench.loads.ears import Ears
from bench.loads.line import DEADLINE_SECONDS, NO_FAREWELL

LINES = 16
CHUNK = 1 << 18  # bytes of one read
POLL_SECONDS = 0.05
OK: Final = b"HTTP/1.1 200"
END_OF_HEAD: Final = b"\r\n\r\n"
LENGTH: Final = b"content-length: "


class WrongAnswer(RuntimeError):
    """A server did not say what it should."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of asking: answers, and the seconds until the last of them."""

    answers: int
    seconds: float

    @property
    def rate(self) -> float:
        """Answers a second."""
        return self.answers / self.seconds


@dataclass(slots=True)
class _Line:
    socket: socket.socket
    asked: int = 0  # which of the requests
    partial: bytes = field(default=b"")


def posting(
    address: str, document: str, variables: Mapping[str, Any], token: str | None = None
) -> bytes:
    """A request of GraphQL over HTTP."""
    place = urlsplit(address)
    body = orjson.dumps({"query": document, "variables": variables})
    bearer = f"authorization: Bearer {token}\r\n" if token else ""
    head = (
        f"POST {place.path} HTTP/1.1\r\nhost: {place.netloc}\r\n{bearer}"
        f"content-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def getting(address: str, path: str) -> bytes:
    """A request for what lies at a path."""
    return f"GET {path} HTTP/1.1\r\nhost: {urlsplit(address).netloc}\r\n\r\n".encode()


class Askers:
    """They ask one server these requests, one after the other, again and again."""

    def __init__(self, address: str, requests: Sequence[bytes], lines: int = LINES) -> None:
        self.address = address
        self.requests = list(requests)
        self.answers: dict[int, bytes] = {}  # the first answer to each
        self._count = lines
        self._lines: dict[int, _Line] = {}
        self._next = self._begun = self._heard = 0
        self._limit: int | None = None
        self._deadline = self._heard_at = 0.0

    def ask(self, *, seconds: float = DEADLINE_SECONDS, times: int | None = None) -> Asked:
        """Ask for so long, or so often, and wait until all is answered. The lines are new ones.

        Raises:
            WrongAnswer: one of the answers is another than it was before, or none.
        """
        with ExitStack() as stack:
            ears, lines = Ears(), [_Line(dial_up(self.address)) for _ in range(self._count)]
            self._lines = {line.socket.fileno(): line for line in lines}
            for fileno, line in self._lines.items():
                stack.callback(line.socket.close)
                stack.callback(ears.forget, fileno)
                ears.attend(fileno, self._hear)
            return self._run(ears, seconds, times)

    def _run(self, ears: Ears, seconds: float, times: int | None) -> Asked:
        started = self._heard_at = time.monotonic()
        self._begun = self._heard = 0
        self._limit, self._deadline = times, started + seconds
        for line in self._lines.values():
            self._say(line)
        while self._heard < self._begun:
            ears.hear(POLL_SECONDS)
            if time.monotonic() > self._deadline + DEADLINE_SECONDS:
                raise WrongAnswer(f"{self._begun - self._heard} requests were never answered")
        return Asked(self._heard, self._heard_at - started)

    def data(self) -> list[Any]:
        """The data of the answer to each request, once all were asked."""
        return [orjson.loads(self.answers[number])["data"] for number in range(len(self.requests))]

    def _say(self, line: _Line) -> None:
        if self._begun == self._limit or self._heard_at > self._deadline:
            return
        line.asked = self._next
        self._next = (self._next + 1) % len(self.requests)
        self._begun += 1
        line.socket.send(self.requests[line.asked])

    def _hear(self, fileno: int) -> None:
        line = self._lines[fileno]
        chunk = line.partial + (said := line.socket.recv(CHUNK))
        if not said:
            raise WrongAnswer(f"the server hung up after {chunk[:500]!r}")
        end = chunk.find(END_OF_HEAD) + len(END_OF_HEAD)
        at = chunk.find(LENGTH, 0, end) + len(LENGTH)
        if end < len(END_OF_HEAD) or len(chunk) < end + int(chunk[at : chunk.find(b"\r", at)]):
            line.partial = chunk
            return
        line.partial = b""
        self._heard += 1
        self._heard_at = time.monotonic()
        self._check(line.asked, chunk, chunk[end:])
        self._say(line)

    def _check(self, number: int, answer: bytes, body: bytes) -> None:
        known = self.answers.get(number)
        if known is not None and known == body and answer.startswith(OK):
            return
        if known is not None or not answer.startswith(OK) or "errors" in orjson.loads(body):
            raise WrongAnswer(
                f"{self.requests[number].decode()!r} was answered {answer[:2_000]!r}, and before"
                f" that {known and known[:2_000]!r}"
            )
        self.answers[number] = body


def dial_up(address: str) -> socket.socket:
    """A line to whoever answers there."""
    place = urlsplit(address)
    line = socket.create_connection((place.hostname, place.port), DEADLINE_SECONDS)
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NO_FAREWELL)
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    line.setblocking(False)
    return line

"""Greetings: how listeners open their lines, some together."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from bench.loads.line import Line, be_upgraded, dial

TOGETHER = 50  # lines that are opened at once
ACKNOWLEDGED: Final = b'"connection_ack"'


@dataclass(frozen=True, slots=True)
class Greeting:
    """What one listener says after the handshake: who it is, and what it wants to hear."""

    init: bytes
    subscribe: bytes


def greeted(address: str, greetings: Sequence[Greeting | None]) -> Iterator[list[Line]]:
    """A line for each greeting, subscribed, some at a time; None where a handshake is all there is.

    Raises:
        Unwelcome: the server does not want one of them.
    """
    for start in range(0, len(greetings), TOGETHER):
        some = greetings[start : start + TOGETHER]
        lines = [dial(address) for _ in some]
        for line, greeting in zip(lines, some, strict=True):
            be_upgraded(line)
            if greeting:
                line.send(greeting.init)
        for line, greeting in zip(lines, some, strict=True):
            if greeting:
                line.until(ACKNOWLEDGED)
                line.send(greeting.subscribe)
        for line in lines:
            line.socket.setblocking(False)
        yield lines

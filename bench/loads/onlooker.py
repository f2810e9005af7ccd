"""Looks on while facts pass the bus: since when could a server have told them?"""

import re
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager

from bench.loads.ears import Ears

VERSION = re.compile(rb'version\\":(\d+)')


class Onlooker:
    """`seen` has the version of each fact, and when it was on the bus."""

    def __init__(self, port: int) -> None:
        self.seen: dict[int, float] = {}
        self._rest = b""
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.sendall(b"MONITOR\r\n")
        assert self.socket.recv(100).startswith(b"+OK"), "Valkey shows nothing"

    def hear(self, _: int) -> None:
        """Note what passed."""
        now = time.monotonic()
        *lines, self._rest = (self._rest + self.socket.recv(1 << 20)).split(b"\r\n")
        for line in lines:
            for version in VERSION.findall(line):
                self.seen.setdefault(int(version), now)


@contextmanager
def looking_on(ears: Ears, port: int) -> Iterator[Onlooker]:
    """An onlooker of the Valkey at a port, for as long as the block runs."""
    onlooker = Onlooker(port)
    with onlooker.socket as line:
        ears.attend(line.fileno(), onlooker.hear)
        yield onlooker
        ears.forget(line.fileno())

"""One who listens: a socket that was opened, greeted and subscribed."""

import socket
import struct
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from bench.loads import frames
from bench.loads.frames import Opcode

DEADLINE_SECONDS = 60  # for one answer while a line is opened
PING = b'"ping"'
PONG = frames.frame(b'{"type":"pong"}')
NO_FAREWELL = struct.pack("ii", 1, 0)  # SO_LINGER: closing resets, so that no port stays taken


class Unwelcome(RuntimeError):
    """The server did not answer as it should while a line was opened."""


@dataclass(slots=True)
class Line:
    """A socket, and how far its owner has heard the script."""

    socket: socket.socket
    place: int = 0  # bytes of the script
    partial: bytes = field(default=b"")  # the beginning of a frame that nobody has heard yet

    def send(self, data: bytes) -> None:
        """Say something short."""
        self.socket.sendall(data)

    def until(self, wanted: bytes) -> bytes:
        """Everything that comes, up to and with these bytes.

        Raises:
            Unwelcome: the server hung up.
        """
        heard = b""
        while wanted not in heard:
            chunk = self.socket.recv(65_536)
            if not chunk:
                raise Unwelcome(f"the server hung up after {heard[-500:]!r}")
            heard += chunk
        return heard

    def close(self) -> None:
        """Be gone at once."""
        self.socket.close()


def dial(address: str) -> Line:
    """A line, with the request to upgrade under way."""
    parts = urlsplit(address)
    assert parts.hostname
    assert parts.port
    line = socket.create_connection((parts.hostname, parts.port), DEADLINE_SECONDS)
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NO_FAREWELL)
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    line.sendall(frames.upgrade(parts.hostname, parts.port, parts.path or "/"))
    return Line(line)


def be_upgraded(line: Line) -> None:
    """Take the answer to the request.

    Raises:
        Unwelcome: it is a refusal.
    """
    answer = line.until(b"\r\n\r\n")
    if not answer.startswith(b"HTTP/1.1 101 "):
        raise Unwelcome(f"{answer[:500]!r}")


def answer_to_ping(payload: bytes) -> bytes:
    """The pong of a WebSocket ping."""
    return frames.frame(payload, Opcode.PONG)


def keeps_alive(line: Line, opcode: Opcode, payload: bytes) -> bool:
    """Whether a frame is there to keep the line alive; what it waits for is answered."""
    if opcode is Opcode.PING:
        line.send(answer_to_ping(payload))
    elif opcode is not Opcode.PONG and PING in payload[:60]:
        line.send(PONG)
    elif opcode is not Opcode.PONG:
        return False
    return True

"""What the kernel is told of a connection, and what it knows of it."""

import asyncio
import socket
import struct
import sys
from contextlib import suppress

if sys.platform == "linux":
    import termios
    from fcntl import ioctl

UNSENT_MAX = 64 * 1024  # bytes that may wait in the kernel before they leave the machine
SEGMENT_MAX = 1_448  # bytes; see `prepare`
IDLE_SECONDS = 2  # without traffic before the kernel asks whether the other machine is there
PROBE_SECONDS = 1  # between two such questions
PROBES_MAX = 3  # questions without an answer

# Whatever of this the platform has; the names differ, and some are missing on each. Not among them
# is TCP_USER_TIMEOUT: Linux counts a window that opens a little and shuts again as no progress, and
# breaks off with clients that read slowly. `Line` looks at what they have acknowledged instead.
TCP_OPTIONS: dict[str, int] = {
    "TCP_NODELAY": 1,  # small messages leave at once
    "TCP_NOTSENT_LOWAT": UNSENT_MAX,  # what a slow client does not take waits where we see it
    "TCP_KEEPIDLE": IDLE_SECONDS,
    "TCP_KEEPALIVE": IDLE_SECONDS,  # the same on macOS
    "TCP_KEEPINTVL": PROBE_SECONDS,
    "TCP_KEEPCNT": PROBES_MAX,
}
TCP_INFO = struct.Struct("=24xI92xQ16xI")  # in Linux's tcp_info: see `Line.look`


def open_many_files() -> None:
    """Let this process have as many connections as the system allows; the usual 1,024 are few."""
    try:
        import resource
    except ImportError:  # there is no such limit on Windows
        return
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(ValueError, OSError):  # macOS says "unlimited" and means less
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def prepare(listening: socket.socket) -> None:
    """For a listening socket: what must be agreed before there is a connection.

    A receiver opens a closed window again once there is room for a segment. Over loopback segments
    are as large as its whole buffer, and a client who reads slowly would look like one who does
    not read at all.
    """
    if _is_tcp(listening) and sys.platform == "linux":
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, SEGMENT_MAX)


def tune(connection: socket.socket) -> None:
    """For a new connection: small messages at once, a bounded backlog, and no dead clients."""
    if not _is_tcp(connection):
        return
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in TCP_OPTIONS.items():
        if hasattr(socket, name):
            connection.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)


class Line:
    """A connection as the kernel sees it: whether the other machine takes what it is sent."""

    __slots__ = ("_socket", "_stuck", "_taken", "_transport")

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._socket: socket.socket = transport.get_extra_info("socket")
        self._taken = 0
        self._stuck = 0  # looks in a row that saw no progress though something waited

    def is_stuck(self, looks: int) -> bool:
        """Look once more: true if something waits, and so many looks saw nothing taken."""
        is_waiting, taken = self.look()
        is_moving = not is_waiting or taken != self._taken
        self._stuck = 0 if is_moving else self._stuck + 1
        self._taken = taken
        return self._stuck >= looks

    def look(self) -> tuple[bool, int]:
        """Whether anything waits to be taken, and how much was taken so far."""
        buffered = self._transport.get_write_buffer_size()
        if sys.platform == "linux" and _is_tcp(self._socket):
            if not buffered and not _unacknowledged(self._socket):
                return False, self._taken  # as it mostly is; more takes ten times as long
            info = self._socket.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, TCP_INFO.size)
            if len(info) == TCP_INFO.size:
                in_flight, taken, unsent = TCP_INFO.unpack(info)
                return bool(in_flight or unsent or buffered), taken
        return buffered > 0, -buffered

    def drop(self) -> None:
        """Give it up: what waits is thrown away."""
        self._transport.abort()


def _unacknowledged(connection: socket.socket) -> int:
    """Bytes of what was written that the other machine does not have yet (SIOCOUTQ in Linux)."""
    waiting: bytes = ioctl(connection.fileno(), termios.TIOCOUTQ, bytes(4))
    return int.from_bytes(waiting, sys.byteorder)


def _is_tcp(connection: socket.socket) -> bool:
    return connection.family in (socket.AF_INET, socket.AF_INET6)

"""What the kernel is told of a connection, and what it knows of it."""

import socket
import struct
import sys

UNSENT_MAX = 64 * 1024  # bytes that may wait in the kernel before they leave the machine
SEGMENT_MAX = 1_448  # bytes; see `prepare`
SILENT_SECONDS_MAX = 4.5  # without an answer from the other machine while something waits for it
IDLE_SECONDS = 2  # without traffic before the kernel asks whether the other machine is there
PROBE_SECONDS = 1  # between two such questions
PROBES_MAX = 3  # questions without an answer

# Whatever of this the platform has; the names differ, and some are missing on each.
TCP_OPTIONS: dict[str, int] = {
    "TCP_NODELAY": 1,  # small messages leave at once
    "TCP_NOTSENT_LOWAT": UNSENT_MAX,  # what a slow client does not take waits where we see it
    "TCP_USER_TIMEOUT": int(SILENT_SECONDS_MAX * 1_000),
    "TCP_KEEPIDLE": IDLE_SECONDS,
    "TCP_KEEPALIVE": IDLE_SECONDS,  # the same on macOS
    "TCP_KEEPINTVL": PROBE_SECONDS,
    "TCP_KEEPCNT": PROBES_MAX,
}
BYTES_ACKED = struct.Struct("=120xQ")  # where it stands in Linux's tcp_info


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


def acknowledged(connection: socket.socket) -> int | None:
    """How many bytes the other machine has taken so far; None where nobody counts."""
    if sys.platform != "linux" or not _is_tcp(connection):
        return None
    info = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, BYTES_ACKED.size)
    if len(info) < BYTES_ACKED.size:
        return None
    (count,) = BYTES_ACKED.unpack(info)
    return int(count)


def _is_tcp(connection: socket.socket) -> bool:
    return connection.family in (socket.AF_INET, socket.AF_INET6)

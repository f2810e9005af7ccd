"""WebSocket frames as a client writes and reads them, with no more care than a load needs."""

import json
import struct
from enum import IntEnum

SHORT = 125  # bytes; a longer payload has its length in further bytes
LONG = 0xFFFF
FIN, MASKED = 0x80, 0x80
NO_MASK = bytes(4)  # a mask of zeros changes nothing

UPGRADE = """\
GET {path} HTTP/1.1\r
Host: {host}:{port}\r
Upgrade: websocket\r
Connection: Upgrade\r
Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
Sec-WebSocket-Version: 13\r
Sec-WebSocket-Protocol: graphql-transport-ws\r
\r
"""


class Opcode(IntEnum):
    """What a frame is."""

    TEXT = 1
    BINARY = 2
    CLOSE = 8
    PING = 9
    PONG = 10


def upgrade(host: str, port: int, path: str) -> bytes:
    """The request that begins a connection."""
    return UPGRADE.format(host=host, port=port, path=path).encode()


def frame(payload: bytes, opcode: Opcode = Opcode.TEXT) -> bytes:
    """A frame of a client."""
    size = len(payload)
    if size <= SHORT:
        head = struct.pack("!BB", FIN | opcode, MASKED | size)
    else:
        assert size <= LONG
        head = struct.pack("!BBH", FIN | opcode, MASKED | 126, size)
    return head + NO_MASK + payload


def message(kind: str, payload: dict[str, object], **more: str) -> bytes:
    """A message of graphql-transport-ws, in its frame."""
    return frame(json.dumps({"type": kind, "payload": payload, **more}).encode())


def first(data: bytes, at: int = 0) -> tuple[Opcode, int, int] | None:
    """The frame that begins at a place: what it is, where its payload begins and ends.

    None where not all of it is there.
    """
    if len(data) < at + 2:
        return None
    opcode, size, start = Opcode(data[at] & 0x0F), data[at + 1], at + 2
    if size == SHORT + 1:
        if len(data) < start + 2:
            return None
        (size,), start = struct.unpack_from("!H", data, start), start + 2
    elif size == SHORT + 2:
        if len(data) < start + 8:
            return None
        (size,), start = struct.unpack_from("!Q", data, start), start + 8
    return (opcode, start, start + size) if len(data) >= start + size else None

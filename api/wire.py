"""The synchronous side of a WebSocket: bytes that are framed already go straight to the transport.

The application finds it in the scope of the connection, under `extensions`, by the name `WIRE`.
"""

from asyncio import Transport
from collections.abc import Callable
from struct import pack

WIRE = "tradegraph.wire"
FIN_TEXT = 0x81  # a whole message of text, in one frame


def text_frame(payload: bytes) -> bytes:
    """A server's frame around UTF-8 text: whole, not masked, not compressed."""
    length = len(payload)
    if length < 126:
        return bytes((FIN_TEXT, length)) + payload
    if length < 65_536:
        return pack("!BBH", FIN_TEXT, 126, length) + payload
    return pack("!BBQ", FIN_TEXT, 127, length) + payload


class Wire:
    """Writes to one client without waiting.

    Frames written here and messages sent with ASGI's `send` arrive in the order of their calls.
    The callbacks come from the event loop, never from inside `write`.

    `on_writable` is called once for each time that the client has caught up, `on_closed` once,
    when nothing can be written any more: the close frame went one way or the other, or the
    connection broke.

    `write` takes everything while the connection is open. Who writes on while it is not
    `writable` makes the buffer grow.

    When the process stops, each client is told in its turn to connect anew. Who sets `on_drain` is
    called instead and closes by itself, with the code 1012, within the seconds of grace.
    """

    __slots__ = ("_claim", "_is_paused", "_transport", "on_closed", "on_drain", "on_writable")

    def __init__(self, claim: Callable[[str], bool] = lambda actor: True) -> None:
        self._claim = claim
        self._transport: Transport | None = None  # only while frames may be written
        self._is_paused = False
        self.on_writable: Callable[[], None] | None = None
        self.on_closed: Callable[[], None] | None = None
        self.on_drain: Callable[[], None] | None = None

    def write(self, data: bytes) -> None:
        """Send one or many complete frames; nothing happens once the connection is closed."""
        transport = self._transport
        if transport is not None and not transport.is_closing():
            transport.write(data)

    def try_write(self, data: bytes) -> bool:
        """The same if the client keeps up; whether it does."""
        transport = self._transport
        if transport is None or self._is_paused or transport.is_closing():
            return False
        transport.write(data)
        return True

    @property
    def is_open(self) -> bool:
        """Whether what is written is sent at all."""
        return self._transport is not None and not self._transport.is_closing()

    @property
    def writable(self) -> bool:
        """Whether the client keeps up, so that what is written leaves at once or soon."""
        return not self._is_paused and self.is_open

    def claim(self, actor: str) -> bool:
        """Count this socket as one of an account's; False where it has too many already."""
        return self._claim(actor)

    def opened(self, transport: Transport) -> None:
        """For the protocol: the handshake is over."""
        self._transport = transport

    def paused(self) -> None:
        """For the protocol: more waits for the client than should."""
        self._is_paused = True

    def resumed(self) -> None:
        """For the protocol: the client has caught up."""
        self._is_paused = False
        if self.on_writable is not None and self.is_open:
            self.on_writable()

    def closed(self) -> None:
        """For the protocol: no frame may follow. Repeating it is harmless."""
        self._transport = None
        self._claim = _refuse  # it leads back to the protocol, and nothing else does
        tell, self.on_closed = self.on_closed, None
        self.on_writable = self.on_drain = None
        if tell is not None:
            tell()


def _refuse(actor: str) -> bool:
    return False

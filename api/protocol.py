"""uvicorn's WebSocket protocol, with a wire for the application and less to carry.

Pass it to uvicorn as `ws=SocketProtocol`, together with `ws_per_message_deflate=False`: frames that
the application writes by itself are not compressed.
"""

import socket
from asyncio import BaseTransport
from typing import Any, cast

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame
from websockets.http11 import Request

from api.wire import WIRE, Wire

BUFFER_HIGH = 64 * 1024  # bytes that may wait in this process for one client
BUFFER_LOW = 16 * 1024  # bytes still waiting when the client counts as caught up
UNSENT_MAX = 64 * 1024  # bytes that may wait in the kernel before they leave the machine


class SocketProtocol(WebSocketsSansIOProtocol):
    """One WebSocket connection."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wire = Wire()
        self._owed = b""  # the pong for a ping that came while nothing more should be written

    def connection_made(self, transport: BaseTransport) -> None:
        """The upgrade of an HTTP connection; the handshake follows."""
        super().connection_made(transport)
        self.transport.set_write_buffer_limits(high=BUFFER_HIGH, low=BUFFER_LOW)
        tune(self.transport.get_extra_info("socket"))

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody is there any more."""
        super().connection_lost(exc)
        self.wire.closed()

    def pause_writing(self) -> None:
        """More than `BUFFER_HIGH` waits."""
        super().pause_writing()
        self.wire.paused()

    def resume_writing(self) -> None:
        """Less than `BUFFER_LOW` waits."""
        super().resume_writing()
        if self._owed and not self.transport.is_closing():
            self.transport.write(self._owed)
        self._owed = b""
        self.wire.resumed()

    def handle_connect(self, event: Request) -> None:
        """Offer the wire before the application begins: its task has not run yet."""
        super().handle_connect(event)
        if not self.close_sent:
            cast("dict[str, Any]", self.scope["extensions"])[WIRE] = self.wire

    async def send(self, message: Any) -> None:
        """What the application sends through ASGI; it keeps its place among frames written."""
        await super().send(message)
        match message["type"]:
            case "websocket.accept" if self.handshake_complete and not self.close_sent:
                self.wire.opened(self.transport)
                del self.request, self.response
            case "websocket.close":
                self.wire.closed()

    def handle_ping(self) -> None:
        """Answer; who does not read gets an answer to the last ping only."""
        pongs = self.conn.data_to_send()  # all that were read at once, at the first of them
        if self.writable.is_set():
            self.transport.write(b"".join(pongs))
        elif pongs:
            self._owed = pongs[-1]

    def handle_close(self, event: Frame) -> None:
        """The client says goodbye, or answers ours."""
        super().handle_close(event)
        self.wire.closed()

    def handle_parser_exception(self) -> None:
        """What the client sent is no WebSocket traffic, or too much of it."""
        super().handle_parser_exception()
        self.wire.closed()

    def shutdown(self) -> None:
        """The process stops."""
        super().shutdown()
        self.wire.closed()


def tune(connection: socket.socket) -> None:
    """Send small messages at once, and let those for a slow client wait where we see them."""
    if connection.family not in (socket.AF_INET, socket.AF_INET6):
        return
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if hasattr(socket, "TCP_NOTSENT_LOWAT"):
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, UNSENT_MAX)

"""uvicorn's WebSocket protocol, with a wire for the application, limits, and less to carry.

Frames that the application writes by itself are not compressed, so `ws_per_message_deflate` must
be off.
"""

from asyncio import BaseTransport, TimerHandle
from typing import Any, cast

from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import CloseCode, Frame
from websockets.http11 import Request
from websockets.protocol import State

from api.http import refusal
from api.inbox import Gate, Inbox
from api.kernel import Line
from api.switchboard import Switchboard
from api.wire import WIRE, Wire

BUFFER_HIGH = 64 * 1024  # bytes that may wait in this process for one client
BUFFER_LOW = 16 * 1024  # bytes still waiting when the client counts as caught up
PORTION = 2 * 1024  # bytes read from one client before the others have their turn
UNREAD_MAX = 1024 * 1024  # bytes of a client who sends on though nobody reads
FRAGMENTS_MAX = 256  # frames of one message
SILENCES_MAX = 2  # pings in a row without any sign of life
FAREWELL_SECONDS = 1.0  # for the answer to our close frame
FINISHING_SECONDS = 3.0  # for what the application has to finish before the process stops
PING = b"\x89\x00"

SWITCHING_PROTOCOLS = 101
SERVICE_RESTART = 1012
TRY_AGAIN_LATER = 1013


class SocketProtocol(WebSocketsSansIOProtocol):
    """One WebSocket connection."""

    # The names of uvicorn's own attributes stand here too: with slots a connection needs no
    # dictionary, which beyond 30 names would cost 2 kB each.
    __slots__ = (
        "_actors",
        "_credit",
        "_credit_at",
        "_has_spoken",
        "_is_departing",
        "_line",
        "_line_place",
        "_owed",
        "_place",
        "_silences",
        "_turn",
        "_unread",
        "app",
        "app_state",
        "asgi_version",
        "client",
        "close_sent",
        "close_timeout",
        "close_timer",
        "config",
        "conn",
        "connections",
        "curr_msg_data_type",
        "default_headers",
        "disconnected",
        "frames",
        "handshake_complete",
        "handshake_initiated",
        "initial_response",
        "last_ping_rtt",
        "logger",
        "loop",
        "pending_ping_payload",
        "ping_interval",
        "ping_sent_at",
        "ping_timeout",
        "ping_timer",
        "pong_timer",
        "queue",
        "read_paused",
        "request",
        "response",
        "root_path",
        "scheme",
        "scope",
        "server",
        "switchboard",
        "tasks",
        "transport",
        "wire",
        "writable",
    )

    def __init__(self, switchboard: Switchboard, **given: Any) -> None:
        super().__init__(**given)
        self.switchboard = switchboard
        self.queue = cast("Any", Inbox(self.loop))
        self.writable = cast("Any", Gate(self.loop))
        self.wire = Wire(self._claim)
        self._place: int | None = None  # on the switchboard's wheel
        self._actors: tuple[str, ...] = ()  # whose socket this is
        self._has_spoken = True
        self._silences = 0
        self._is_departing = False
        self._owed = b""  # the pong for a ping that came while nothing more should be written
        self._unread = b""  # what the client sent and nobody has looked at yet
        self._turn: TimerHandle | None = None  # when this client may be read again
        self._credit = float(switchboard.limits.messages_at_once)
        self._credit_at = self.loop.time()

    # The life of the connection

    def connection_made(self, transport: BaseTransport) -> None:
        """The upgrade of an HTTP connection; the handshake follows."""
        super().connection_made(transport)
        self.transport.set_write_buffer_limits(high=BUFFER_HIGH, low=BUFFER_LOW)
        self._line = Line(self.transport)
        self._line_place = self.switchboard.watch(self._line)

    def handle_connect(self, event: Request) -> None:
        """Offer the wire before the application begins: its task has not run yet."""
        if self.switchboard.is_full:
            self._turn_away(event)
            return
        super().handle_connect(event)
        if not self.close_sent:
            cast("dict[str, Any]", self.scope["extensions"])[WIRE] = self.wire

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody is there any more."""
        super().connection_lost(exc)
        if self._turn is not None:
            self._turn.cancel()
            self._turn = None
        self._unread = b""
        self.switchboard.forget(self._line, self._line_place)
        if self._place is not None:
            self.switchboard.left(self, self._place)
            self._place = None
        for actor in self._actors:
            self.switchboard.dismiss(actor)
        self._actors = ()
        self.wire.closed()

    def _turn_away(self, event: Request) -> None:
        """No room for one more: say so in a way that clients understand, and come again."""
        response = self.conn.accept(event)
        if offered := event.headers.get("Sec-WebSocket-Protocol"):
            response.headers["Sec-WebSocket-Protocol"] = offered.partition(",")[0].strip()
        self.conn.send_response(response)
        if self.conn.state is State.OPEN:
            self.conn.send_close(TRY_AGAIN_LATER, "The server is full; try again later.")
        self._end()
        if response.status_code != SWITCHING_PROTOCOLS:
            self.transport.close()

    def _refuse_handshake(self) -> None:
        """It begins none, as with a body, or a line that is too long. The library reads on and
        throws away what comes, without an end: nobody would ever hang up.
        """
        self.close_sent = self.handshake_complete = True
        said = b"".join(self.conn.data_to_send())
        self.transport.write(said or refusal(400, self.default_headers))
        self.transport.close()

    def _end(self) -> None:
        """Send what there is, the close frame last, and wait a little for its answer.

        To close the transport at once, with something still to read, would have the kernel take
        back what the client has not read yet, the close frame first of all.
        """
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = self.handshake_complete = True
        self.wire.closed()
        if self.close_timer is None:
            self.close_timer = self.loop.call_later(FAREWELL_SECONDS, self.transport.abort)

    # Writing

    async def send(self, message: Any) -> None:
        """What the application sends through ASGI; it keeps its place among frames written.

        Raises:
            ClientDisconnected: the connection was closed, by whomever.
        """
        if self.close_sent:
            if message["type"] == "websocket.close":
                return
            raise ClientDisconnected
        await super().send(message)
        match message["type"]:
            case "websocket.accept" if self.handshake_complete and not self.close_sent:
                del self.request, self.response
                self._place = self.switchboard.joined(self)
                self.wire.opened(self.transport)
            case "websocket.close":
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

    # Reading: in portions, and no faster than the limits and the application allow

    def data_received(self, data: bytes) -> None:
        """The client has sent something."""
        self._has_spoken = True
        if self.conn.parser_exc is not None:
            return  # it has failed; what follows is read and thrown away
        if self._unread:
            self._unread += data
            if len(self._unread) > UNREAD_MAX:
                self.transport.abort()
            return
        self._read(data)

    def _read(self, data: bytes) -> None:
        """Look at as much as is this client's due; the rest waits for its turn."""
        for start in range(0, len(data), PORTION):
            if self.transport.is_closing():
                return
            if not self._may_read():
                self._unread = data[start:]
                break
            self.conn.receive_data(data[start : start + PORTION])
            if self.conn.parser_exc is not None:
                self.handle_parser_exception()
                return
            if self.conn.handshake_exc is not None and not self.handshake_initiated:
                self._refuse_handshake()
                return
            self._charge(len(self.conn.events))
            self.handle_events()
        if not self._may_read():
            self._stop_reading()

    def _may_read(self) -> bool:
        return self._turn is None and (self.close_sent or self.queue.empty())

    def _stop_reading(self) -> None:
        if not self.read_paused and not self.transport.is_closing():
            self.read_paused = True
            self.transport.pause_reading()

    def _read_on(self) -> None:
        """Go on where this client was left, if nothing stands in its way any more."""
        if self._unread and self._may_read():
            data, self._unread = self._unread, b""
            self._read(data)
        if self.read_paused and self._may_read() and not self.transport.is_closing():
            self.read_paused = False
            self.transport.resume_reading()

    def _charge(self, frames: int) -> None:
        """Every frame costs; who has spent all waits until enough has come in again."""
        if not frames:
            return
        limits, now = self.switchboard.limits, self.loop.time()
        earned = (now - self._credit_at) * limits.messages_per_second
        self._credit = min(self._credit + earned, limits.messages_at_once) - frames
        self._credit_at = now
        if self._credit < 0 and self._turn is None:
            seconds = -self._credit / limits.messages_per_second
            self._turn = self.loop.call_later(seconds, self._take_turn)

    def _take_turn(self) -> None:
        self._turn = None
        self._read_on()

    async def receive(self) -> Any:
        """The next thing the client says, for the application."""
        message = await self.queue.get()
        if self.read_paused and self.queue.empty():
            self._read_on()
        return message

    def handle_cont(self, event: Frame) -> None:
        """One more piece of a message; a message in endless pieces is none."""
        if self.close_sent:
            return
        if len(self.frames) >= FRAGMENTS_MAX:
            self.conn.fail(CloseCode.MESSAGE_TOO_BIG, f"over {FRAGMENTS_MAX} fragments")
            self.handle_parser_exception()
            return
        super().handle_cont(event)

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
        if self.close_sent or self.conn.close_sent is None:
            self.transport.close()
            return
        code, reason = self.conn.close_sent.code, self.conn.close_sent.reason
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code, "reason": reason})
        self._end()
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self._read_on()

    # What the switchboard asks for

    def ping(self) -> None:
        """Ask for a sign of life. Who answers nothing at all is not there any more.

        Whoever has a backlog, or is not listened to, is not asked: the answer could not arrive.
        """
        if self.transport.is_closing() or not self.writable.is_set():
            return
        self._silences = 0 if self._has_spoken or self.read_paused else self._silences + 1
        self._has_spoken = False
        if self._silences >= SILENCES_MAX:
            self.switchboard.silent += 1
            self.transport.abort()
        elif not self.close_sent:
            self.transport.write(PING)

    def shutdown(self) -> None:
        """The process stops. The client is told in its turn to connect anew."""
        if self.close_sent or not self.handshake_complete:
            super().shutdown()
        else:
            self.switchboard.depart(self)

    def depart(self) -> None:
        """Tell the client to connect anew, unless the application has something to finish first."""
        if self.close_sent or self._is_departing or self.transport.is_closing():
            return
        self._is_departing = True
        if self.wire.on_drain is None:
            self._send_away()
        else:
            self.wire.on_drain()
            self.loop.call_later(FINISHING_SECONDS, self._send_away)

    def _send_away(self) -> None:
        if self.close_sent or self.transport.is_closing():
            return
        self.queue.put_nowait({"type": "websocket.disconnect", "code": SERVICE_RESTART})
        self.conn.send_close(SERVICE_RESTART, "Service restart; connect anew.")
        self._end()
        self._read_on()

    def _claim(self, actor: str) -> bool:
        if self._place is None or not self.switchboard.admit(actor):
            return False
        self._actors += (actor,)
        return True

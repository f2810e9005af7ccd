"""uvicorn's HTTP protocol, for clients who say nothing, or only half of it."""

from asyncio import TimerHandle, Transport
from functools import lru_cache, partial
from typing import Any

import orjson
from uvicorn.protocols.http.httptools_impl import (
    STATUS_LINE,
    HttpToolsProtocol,
    RequestResponseCycle,
)

from api.kernel import Line, tune
from api.switchboard import Switchboard
from domain.shared.ids import new_name

WHOLE = "tradegraph.whole"  # in a scope's `extensions`: see `write_whole`
PATIENCE = "tradegraph.patience"  # the same: see `HttpProtocol.be_patient`
# From the connection, or the end of a request, to the next one's headers.
HEADERS_SECONDS_MAX = 10.0
HEADERS_SIZE_MAX = 32 * 1024  # bytes, the address among them
HEADERS_MAX = 100  # lines
CHUNKING_MAX = 2 * 1024 * 1024  # bytes around the pieces of a body, and behind it
LINES_MAX = 100  # sets of headers of answers that are remembered as text
BODY_SECONDS_MAX = 20.0  # from the headers to the end of the body
LINGER_SECONDS = 1.0  # somebody who was refused may talk on, unheard
REQUEST_TIMEOUT = 408
REFUSALS = {
    400: ("BAD_REQUEST", "This is no HTTP request."),
    408: ("REQUEST_TIMEOUT", "The request took too long to arrive."),
    431: ("HEADERS_TOO_LARGE", "The headers are too many, or too long."),
}


class HttpProtocol(HttpToolsProtocol):
    """One HTTP connection; it may become a WebSocket."""

    def __init__(self, switchboard: Switchboard, **given: Any) -> None:
        super().__init__(**given)
        self.switchboard = switchboard
        self._deadline: TimerHandle | None = None  # of the headers, or of the body
        self._chunk = 0  # bytes that came last
        self._came = 0  # bytes that came since the headers began, or a little before
        self._body = 0  # bytes of the body among them
        self._has_head = True  # nothing is being read that is no head yet
        self._is_over = False  # it was refused: nothing more is heard
        self._line: Line | None = None
        self._line_place = 0

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        """Somebody has connected, and should say what for."""
        super().connection_made(transport)
        tune(transport.get_extra_info("socket"))
        self._line = Line(transport)
        self._line_place = self.switchboard.watch(self._line)
        self._await_headers()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody is there any more."""
        super().connection_lost(exc)
        self._stop_awaiting()
        self._forget_line()

    def data_received(self, data: bytes) -> None:
        """A byte now and then prolongs nothing: headers and body must be there in time."""
        if self._is_over:
            return
        self._chunk = len(data)
        self._came += self._chunk
        super().data_received(data)
        if self.parser is None or self._is_over or self.transport.is_closing():
            return
        framing = self._came - self._body
        if framing > (CHUNKING_MAX if self._has_head else HEADERS_SIZE_MAX):
            self.refuse(431)
            return
        if self.cycle is None or self.cycle.response_complete:
            self._await_headers()
        elif self.cycle.more_body and self._deadline is None:
            self._deadline = self.loop.call_later(BODY_SECONDS_MAX, self.refuse, 408)

    def on_message_begin(self) -> None:
        """Another request begins."""
        self._came, self._body = self._chunk, 0
        self._has_head = False
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """It is known what is wanted.

        Raises:
            ValueError: it was said in too many words; the parser stops at that.
        """
        self._has_head = True
        if self._is_too_long():
            raise ValueError(self._came)
        self._stop_awaiting()
        super().on_headers_complete()
        cycle = self.cycle
        if cycle is not None and cycle.scope is self.scope:  # else it becomes a WebSocket
            extensions: Any = {WHOLE: partial(write_whole, cycle), PATIENCE: self.be_patient}
            self.scope["extensions"] = extensions

    def on_body(self, body: bytes) -> None:
        """A piece of the body."""
        self._body += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """All of it is there."""
        self._stop_awaiting()
        super().on_message_complete()

    def be_patient(self, seconds: float) -> None:
        """Let the body of this request come within so many seconds from now: it is known whose it
        is, and that it is long."""
        if self.cycle is not None and self.cycle.more_body:
            self._stop_awaiting()
            self._deadline = self.loop.call_later(seconds, self.refuse, 408)

    def send_400_response(self, msg: str) -> None:
        """Say what is wrong in the shape of every other error. The parser cannot go on."""
        self.refuse(431 if self._is_too_long() else 400)

    def refuse(self, status: int) -> None:
        """Answer in the application's place, if it has not begun to, and hang up."""
        self._stop_awaiting()
        self._is_over = True
        cycle = self.cycle
        is_under_way = cycle is not None and not cycle.response_complete
        if is_under_way:
            cycle.disconnected = True  # the application hears that nobody is there
            cycle.message_event.set()
        if not self.transport.is_closing() and not (is_under_way and cycle.response_started):
            self.transport.write(refusal(status, self.server_state.default_headers))
            # Who is still talking would hear a reset in its place (RFC 9112, section 9.6).
            self.transport.write_eof()
            self._deadline = self.loop.call_later(LINGER_SECONDS, self.transport.close)
        else:
            self.transport.close()

    def handle_websocket_upgrade(self) -> None:
        """Hand the connection over, and leave nothing behind: parser and protocol hold each other,
        and would stay until the garbage is collected."""
        super().handle_websocket_upgrade()
        self._stop_awaiting()
        self._forget_line()
        self.parser = None  # type: ignore[assignment]
        self.flow = None  # type: ignore[assignment]
        self.scope = None  # type: ignore[assignment]

    def _is_too_long(self) -> bool:
        """Whether the headers are too many, or too large: only where more came than they may be is
        it worth counting."""
        if not self.headers:  # nor has it begun, perhaps
            return False
        if len(self.headers) > HEADERS_MAX:
            return True
        if self._came <= HEADERS_SIZE_MAX:
            return False
        size = len(self.url) + sum(len(name) + len(value) for name, value in self.headers)
        return size > HEADERS_SIZE_MAX

    def _await_headers(self) -> None:
        if self._deadline is None and self.timeout_keep_alive_task is None:
            self._deadline = self.loop.call_later(HEADERS_SECONDS_MAX, self._headers_late)

    def _headers_late(self) -> None:
        if self._has_head:  # nothing was said since
            self.transport.abort()
        else:
            self.refuse(408)

    def _stop_awaiting(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _forget_line(self) -> None:
        if self._line is not None:
            self.switchboard.forget(self._line, self._line_place)
            self._line = None


def refusal(status: int, default_headers: list[tuple[bytes, bytes]]) -> bytes:
    """An answer to what never became a request."""
    code, message = REFUSALS[status]
    extensions = {
        "code": code,
        "retryable": status == REQUEST_TIMEOUT,
        "requestId": new_name(),
    }
    body = orjson.dumps({"errors": [{"message": message, "extensions": extensions}]})
    lines = [
        *default_headers,
        (b"content-type", b"application/json; charset=utf-8"),
        (b"cache-control", b"no-store"),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),
    ]
    return b"".join([STATUS_LINE[status], lines_of(tuple(lines)), b"\r\n", body])


@lru_cache(LINES_MAX)
def lines_of(headers: tuple[tuple[bytes, bytes], ...]) -> bytes:
    """Headers as they go over the wire. There are few, and the date changes once a second."""
    return b"".join(b"%b: %b\r\n" % header for header in headers)


def write_whole(cycle: RequestResponseCycle, status: int, head: bytes, body: bytes) -> bool:
    """Write an answer in one piece: one call of the system instead of two, and no coroutine.

    `head` are lines of headers as they go over the wire, the length among them. False, and nothing
    done, where it has to wait for the client: then the application sends it as ever.
    """
    if cycle.response_started or cycle.flow.write_paused:
        return False
    cycle.response_started = cycle.response_complete = True
    cycle.waiting_for_100_continue = False
    cycle.message_event.set()
    if cycle.disconnected:
        return True
    last = b"\r\n" if cycle.keep_alive else b"connection: close\r\n\r\n"
    cycle.transport.write(
        b"".join([STATUS_LINE[status], lines_of(tuple(cycle.default_headers)), head, last, body])
    )
    if not cycle.keep_alive:
        cycle.transport.close()
    cycle.on_response()
    return True

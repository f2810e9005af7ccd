"""uvicorn's HTTP protocol, for clients who say nothing, or only half of it."""

from asyncio import TimerHandle, Transport
from functools import partial
from typing import Any

from uvicorn.protocols.http.httptools_impl import (
    STATUS_LINE,
    HttpToolsProtocol,
    RequestResponseCycle,
)

from api.kernel import Line, tune
from api.switchboard import Switchboard

WHOLE = "tradegraph.whole"  # in a scope's `extensions`: see `write_whole`
HEADERS_SECONDS_MAX = (
    10.0  # from the connection, or the end of a request, to the next one's headers
)


class HttpProtocol(HttpToolsProtocol):
    """One HTTP connection; it may become a WebSocket."""

    def __init__(self, switchboard: Switchboard, **given: Any) -> None:
        super().__init__(**given)
        self.switchboard = switchboard
        self._deadline: TimerHandle | None = None
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
        """A byte now and then prolongs nothing: the headers must be there in time."""
        super().data_received(data)
        is_idle = self.cycle is None or self.cycle.response_complete
        if self.parser is not None and is_idle and not self.transport.is_closing():
            self._await_headers()

    def on_headers_complete(self) -> None:
        """It is known what is wanted."""
        self._stop_awaiting()
        super().on_headers_complete()
        cycle = self.cycle
        if cycle is not None and cycle.scope is self.scope:  # else it becomes a WebSocket
            extensions: Any = {WHOLE: partial(write_whole, cycle)}
            self.scope["extensions"] = extensions

    def handle_websocket_upgrade(self) -> None:
        """Hand the connection over, and leave nothing behind: parser and protocol hold each other,
        and would stay until the garbage is collected."""
        super().handle_websocket_upgrade()
        self._stop_awaiting()
        self._forget_line()
        self.parser = None  # type: ignore[assignment]
        self.flow = None  # type: ignore[assignment]
        self.scope = None  # type: ignore[assignment]

    def _await_headers(self) -> None:
        if self._deadline is None and self.timeout_keep_alive_task is None:
            self._deadline = self.loop.call_later(HEADERS_SECONDS_MAX, self.transport.abort)

    def _stop_awaiting(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _forget_line(self) -> None:
        if self._line is not None:
            self.switchboard.forget(self._line, self._line_place)
            self._line = None


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
    always = [b"%b: %b\r\n" % header for header in cycle.default_headers]
    last = b"\r\n" if cycle.keep_alive else b"connection: close\r\n\r\n"
    cycle.transport.write(b"".join([STATUS_LINE[status], *always, head, last, body]))
    if not cycle.keep_alive:
        cycle.transport.close()
    cycle.on_response()
    return True

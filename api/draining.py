"""How a process goes down: what runs is finished, what streams is taken up elsewhere.

A stream that ends here is not complete. It ends without the message that would say so, and its
client connects anew and goes on behind the last cursor it saw.
"""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

EVENT_STREAM = "text/event-stream"
STREAMED = (EVENT_STREAM, "multipart/mixed")
STREAMS_WANTED = tuple(each.encode() for each in STREAMED)  # as they are asked for
RETRY_SECONDS = (0.1, 1.5)  # between these a browser comes back; not all in the same instant
UNAVAILABLE = 503

logger = logging.getLogger(__name__)


class Drain:
    """Whether the process is going down. Once begun, it ends with the process."""

    def __init__(self) -> None:
        self._begun = asyncio.Event()
        self._callbacks: dict[object, Callable[[], None]] = {}

    @property
    def draining(self) -> bool:
        """Whether nothing new should begin here."""
        return self._begun.is_set()

    async def wait(self) -> None:
        """Return when it begins."""
        await self._begun.wait()

    def on_drain(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Call back once when it begins, at once if it has; what is returned takes that back."""
        if self.draining:
            callback()
            return lambda: None
        key = object()
        self._callbacks[key] = callback

        def forget() -> None:
            self._callbacks.pop(key, None)

        return forget

    def begin(self) -> None:
        """The process is told to stop. Repeating it is harmless."""
        self._begun.set()
        callbacks, self._callbacks = self._callbacks, {}
        for callback in callbacks.values():
            callback()


class Draining:
    """An application whose streams end when the process goes down.

    Streams over HTTP are ended between two items. Sockets are not its business: the server tells
    each of them in its turn.
    """

    def __init__(self, app: ASGIApp, drain: Drain) -> None:
        self.app = app
        self.drain = drain

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        """No coroutine of its own: each would live as long as its socket."""
        if scope["type"] == "http":
            return Answer(self.drain, send).give(self.app, scope, receive)
        return self.app(scope, receive, send)


class Answer:
    """The answer to one request."""

    def __init__(self, drain: Drain, send: Send) -> None:
        self.drain = drain
        self._send = send
        self._media_type: str | None = None  # once it has begun
        self._is_whole = False
        self._is_cut = False
        self._task: asyncio.Task[None] | None = None
        self._forget: Callable[[], None] = _nothing

    async def give(self, app: ASGIApp, scope: Scope, receive: Receive) -> None:
        """Let the application answer, and end for it what would never end."""
        if may_stream(scope):
            self._task = asyncio.current_task()
        try:
            await app(scope, receive, self.send)
        except asyncio.CancelledError:
            if not self.drain.draining:
                raise
            await self._end()
        else:
            if self._is_cut:
                await self._end()
        finally:
            self._forget()

    async def send(self, message: Message) -> None:
        """Pass on a part of the answer."""
        if message["type"] == "http.response.start":
            self._media_type = media_type_of(message)
        await self._send(message)
        if message["type"] == "http.response.body":
            self._is_whole = not message.get("more_body", False)
        elif self._media_type in STREAMED:
            self._forget = self.drain.on_drain(self._cut)

    def _cut(self) -> None:
        assert self._task is not None
        self._is_cut = True
        self._task.cancel()

    async def _end(self) -> None:
        """What could not be finished says so, and a stream only stops."""
        if self._is_cut and self._task is not None:
            self._task.uncancel()
        if self._is_whole:
            return
        if self._media_type is None:
            logger.warning("A request took too long to be finished before the process stops.")
            await self._send({"type": "http.response.start", "status": UNAVAILABLE, "headers": []})
        last = retry_line() if self._media_type == EVENT_STREAM else b""
        await self._send({"type": "http.response.body", "body": last, "more_body": False})


def _nothing() -> None:
    """There was nothing to take back."""


def may_stream(scope: Scope) -> bool:
    """Whether the client would take a stream: none is sent to who does not ask for it."""
    for name, value in scope["headers"]:
        if name == b"accept" and any(each in value.lower() for each in STREAMS_WANTED):
            return True
    return False


def media_type_of(message: Message) -> str:
    """What an answer that begins is made of."""
    for name, value in message.get("headers", ()):
        if name == b"content-type":
            return str(value.partition(b";")[0].strip().decode("latin-1"))
    return ""


def retry_line() -> bytes:
    """When a browser's EventSource is to come back."""
    milliseconds = round(random.uniform(*RETRY_SECONDS) * 1_000)
    return f"retry: {milliseconds}\n\n".encode()

"""Streams over HTTP: server-sent events that a browser can take up again, and multipart."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, aclosing
from datetime import UTC, datetime
from typing import Self

from strawberry.http.streaming import (
    HTTPStreamTransport,
    JSONEncoder,
    MultipartSubscriptionTransport,
    SSETransport,
)

from api.negotiation import EVENT_STREAM, MULTIPART, dearest
from api.sessions import Sessions
from domain.identity.errors import SessionEnded, TokenExpired
from domain.identity.tokens import Session
from realtime.items import Item
from realtime.outlet import BrokenOff, Outlet
from schema.shared.context import GraphContext
from schema.shared.selections import failure


class Following:
    """A subscription, in place of Strawberry's stream of results.

    Its items, one by one, and None after each `silence` (seconds). It ends with the session of
    whoever asked; where they may see other things than before, it breaks off, for then the client
    comes back and is judged anew.
    """

    def __init__(
        self,
        source: AbstractAsyncContextManager[Outlet],
        context: GraphContext,
        sessions: Sessions,
        silence: float,
    ) -> None:
        self._context = context
        self._sessions = sessions
        self._silence = silence
        self._has_ended = False
        self._items = self._tell(source)

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Item | None:
        return await anext(self._items)

    async def aclose(self) -> None:
        """Follow no longer."""
        await self._items.aclose()

    async def _tell(
        self, source: AbstractAsyncContextManager[Outlet]
    ) -> AsyncGenerator[Item | None]:
        async with source as items:
            unwatch = self._watch(items)
            try:
                while (left := self._seconds_left()) > 0:
                    yield await self._next(items, min(left, self._silence))
            except StopAsyncIteration:
                return
            except BrokenOff:
                if not self._has_ended:
                    raise
            finally:
                unwatch()
        yield failure(self._context, SessionEnded() if self._has_ended else TokenExpired())

    def _watch(self, items: Outlet) -> Callable[[], None]:
        def changed(session: Session | None) -> None:
            self._has_ended = session is None
            items.break_off()

        session = self._context.session
        return self._sessions.watch(session, changed) if session else lambda: None

    async def _next(self, items: Outlet, seconds: float) -> Item | None:
        try:
            async with asyncio.timeout(seconds):
                return await anext(items)
        except TimeoutError:
            return None

    def _seconds_left(self) -> float:
        until = self._context.session_expires_at
        return float("inf") if until is None else (until - datetime.now(UTC)).total_seconds()


async def text_of(
    followed: Following, transport: HTTPStreamTransport, encode_json: JSONEncoder
) -> AsyncGenerator[str]:
    """A subscription as its transport writes it.

    Whatever is broken off ends without a word: who reads it knows that it is not complete, and
    comes back.
    """
    assert isinstance(transport, ReplayableSSE | Multipart), "we stream in these two ways"
    heartbeat = transport.heartbeat_message(encode_json)
    if transport.send_initial_heartbeat:
        yield heartbeat
    try:
        async with aclosing(followed):
            async for item in followed:
                yield heartbeat if item is None else transport.encode_item(item)
    except BrokenOff:
        return
    yield transport.encode_complete()


class ReplayableSSE(SSETransport):
    """GraphQL over SSE, distinct connections, with `id:` lines.

    A browser's EventSource sends the last one back as `Last-Event-ID`, which is taken as
    `after`: it misses nothing and repeats nothing by itself.
    """

    def accepts(self, accept: str) -> bool:
        """Whether events are wanted before all else; clients list them beside JSON too."""
        wanted = dearest(accept)
        return wanted is not None and wanted.media_type == EVENT_STREAM

    def encode_item(self, item: Item) -> str:
        """One item, with its cursor as its id."""
        event = self.encode_event("next", item.body.decode())
        return f"id: {item.cursor}\n{event}" if item.cursor else event

    def encode_event(self, event: str, data: str | None = None) -> str:
        """One event. Lines end as some clients alone expect them to: with a line feed."""
        return super().encode_event(event, data).replace("\r\n", "\n")


class Multipart(MultipartSubscriptionTransport):
    """Subscriptions as parts of one answer, the way Apollo's clients ask for them."""

    def accepts(self, accept: str) -> bool:
        """Whether such parts are wanted before all else."""
        wanted = dearest(accept)
        return (
            wanted is not None
            and wanted.media_type == MULTIPART
            and wanted.parameters.get("subscriptionspec", "").startswith("1.0")
        )

    def encode_item(self, item: Item) -> str:
        """One item as a part."""
        return self.encode_multipart_data(item, _payload)


def _payload(item: object) -> str:
    assert isinstance(item, Item), "parts are made of items"
    return f'{{"payload":{item.body.decode()}}}'

"""Streams over HTTP: server-sent events that a browser can take up again, and multipart."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import UTC, datetime
from typing import Self

from strawberry.http.streaming import (
    HTTPStreamTransport,
    JSONEncoder,
    MultipartSubscriptionTransport,
    SSETransport,
)

from api.negotiation import EVENT_STREAM, MULTIPART, dearest
from domain.identity.errors import TokenExpired
from realtime.groups import Groups
from realtime.items import Item
from realtime.outlet import BrokenOff, Outlet, following
from schema.shared.context import GraphContext
from schema.shared.selections import GraphSelection, failure


class Following:
    """A subscription to facts, in place of Strawberry's stream of results.

    Its items, one by one, and None after each `silence` (seconds). It ends with the session of
    whoever asked.
    """

    def __init__(
        self,
        groups: Groups,
        selection: GraphSelection,
        context: GraphContext,
        silence: float,
    ) -> None:
        self._context = context
        self._silence = silence
        self._items = self._tell(groups, selection)

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Item | None:
        return await anext(self._items)

    async def aclose(self) -> None:
        """Follow no longer."""
        await self._items.aclose()

    async def _tell(self, groups: Groups, selection: GraphSelection) -> AsyncGenerator[Item | None]:
        async with following(groups, selection) as items:
            while (left := self._seconds_left()) > 0:
                try:
                    yield await self._next(items, min(left, self._silence))
                except StopAsyncIteration:
                    return
        yield failure(self._context, TokenExpired())

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

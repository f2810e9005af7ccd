"""An outlet for whoever asks for one item after the other, and writes it wherever it likes."""

import asyncio
import logging
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from typing import Self

from realtime.groups import Groups
from realtime.items import Batch, Item
from realtime.past import TOGETHER
from realtime.selection import Selection
from realtime.tasks import end

logger = logging.getLogger(__name__)


class BrokenOff(Exception):
    """Nothing more is told, and it is not complete: come back with the last cursor."""


class Outlet:
    """Items in order. Iterate it within `following`.

    Raises:
        BrokenOff: while it is iterated.
    """

    def __init__(self) -> None:
        self._items: deque[Item] = deque()
        self._stirred = asyncio.Event()
        self._taken = asyncio.Event()
        self._ended = False
        self._broken_off = False
        self.on_room: Callable[[], None] = lambda: None

    @property
    def has_room(self) -> bool:
        """Whether little enough waits that a batch may come on top."""
        return len(self._items) < TOGETHER

    def try_put(self, batch: Batch) -> bool:
        """Keep it, if little enough waits."""
        if not self.has_room:
            return False
        self.put(batch)
        return True

    def put(self, batch: Batch) -> None:
        """Keep it until it is asked for."""
        self._items.extend(batch.items)
        self._stirred.set()

    def end(self) -> None:
        """Nothing more comes: it is complete."""
        self._ended = True
        self._stirred.set()

    def break_off(self) -> None:
        """Nothing more comes, and it is not complete."""
        self._items.clear()
        self._broken_off = True
        self._stirred.set()

    async def room(self) -> None:
        """Wait until enough was asked for."""
        while not self.has_room:
            self._taken.clear()
            await self._taken.wait()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Item:
        while not self._items:
            if self._broken_off:
                raise BrokenOff
            if self._ended:
                raise StopAsyncIteration
            self._stirred.clear()
            await self._stirred.wait()
        was_full = not self.has_room
        item = self._items.popleft()
        if was_full:
            self._taken.set()
            self.on_room()
        return item


@asynccontextmanager
async def following(groups: Groups, selection: Selection) -> AsyncIterator[Outlet]:
    """A subscription for as long as the block runs.

    async with following(groups, selection) as items:
        async for item in items: ...
    """
    outlet = Outlet()
    member = groups.admit(selection, outlet)
    outlet.on_room = member.flush
    try:
        await member.join()
        yield outlet
    finally:
        member.leave()


@asynccontextmanager
async def pumped(items: AsyncGenerator[Item]) -> AsyncIterator[Outlet]:
    """What is told to one alone, by a generator of its own, in the same way."""
    outlet = Outlet()

    async def pump() -> None:
        try:
            async with aclosing(items):
                async for item in items:
                    await outlet.room()
                    outlet.put(Batch([item]))
            outlet.end()
        except Exception:
            logger.exception("A subscription broke off")
            outlet.break_off()

    task = asyncio.create_task(pump(), name="subscription")
    try:
        yield outlet
    finally:
        await end(task)

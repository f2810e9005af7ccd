"""One listener of the hub: a bounded queue that the hub never waits for."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Self
from uuid import UUID

from realtime.messages import StoredEvent
from realtime.topics import Topic

QUEUE_LIMIT = 256  # facts


@dataclass(frozen=True, slots=True)
class Overflow:
    """The listener was too slow. What it must read from the log is in (after_seq, resumed_at]."""

    after_seq: int
    resumed_at: int


@dataclass(frozen=True, slots=True)
class NewLog:
    """Another database stands in the place of the old one; numbers begin anew."""

    epoch: UUID
    resumed_at: int


Item = StoredEvent | Overflow | NewLog


class Listener:
    """Facts in order, from the moment it was made. Iterate it; leave the `async with` to end it.

    `joined_at` is the number up to which everything was told before.
    """

    def __init__(
        self,
        joined_at: int,
        limit: int,
        *,
        position: Callable[[], int],
        leave: Callable[["Listener"], None],
    ) -> None:
        self.joined_at = joined_at
        self.topics: set[Topic] = set()  # as the hub's routes have it
        self.overflows = 0
        self.ended = False
        self._limit = limit
        self._position = position
        self._leave = leave
        self._queue: deque[StoredEvent] = deque()
        self._offered = self._taken = joined_at
        self._overflowed = False
        self._new_epoch: UUID | None = None
        self._stirred = asyncio.Event()

    def offer(self, event: StoredEvent) -> None:
        """Queue a fact. Without room the queue is given up: its owner will read the log."""
        if self._overflowed or event.seq <= self._offered:
            return
        self._offered = event.seq
        if len(self._queue) < self._limit:
            self._queue.append(event)
            self._stirred.set()
        else:
            self.overflow()

    def overflow(self) -> None:
        """Give the queue up. Until the owner takes note, nothing more is queued."""
        self._queue.clear()
        self._overflowed = True
        self._stirred.set()

    def begin_anew(self, epoch: UUID) -> None:
        """The log is another one."""
        self.overflow()
        self._new_epoch = epoch

    def waiting(self, limit: int) -> list[StoredEvent]:
        """The next facts, at most `limit`, of those that wait already."""
        if self._overflowed:
            return []
        facts = [self._queue.popleft() for _ in range(min(limit, len(self._queue)))]
        if facts:
            self._taken = facts[-1].seq
        return facts

    def end(self) -> None:
        """Tell nothing more, at once."""
        self.ended = True
        self._queue.clear()
        self._stirred.set()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Item:
        while not self.ended:
            if self._overflowed:
                return self._rejoin()
            if self._queue:
                event = self._queue.popleft()
                self._taken = event.seq
                return event
            self._stirred.clear()
            await self._stirred.wait()
        raise StopAsyncIteration

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self.leave()

    def leave(self) -> None:
        """Hear nothing more, at once. Repeating it is harmless."""
        self.end()
        self._leave(self)

    def _rejoin(self) -> Overflow | NewLog:
        after, epoch = self._taken, self._new_epoch
        self._offered = self._taken = self._position()
        self._overflowed, self._new_epoch = False, None
        if epoch is not None:
            return NewLog(epoch, self._taken)
        self.overflows += 1
        return Overflow(after, self._taken)

"""What every subscription means, whatever carries it: each fact once, in order, or a told gap.

Listen first, then replay, then go live; who falls behind reads the log; what cannot be told any
more is one gap that says so.
"""

from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from realtime import log, replay
from realtime.cursor import Cursor, Fate, classify
from realtime.hub import Hub
from realtime.listener import QUEUE_LIMIT, Listener, NewLog, Overflow
from realtime.messages import StoredEvent
from realtime.topics import Topic

REPLAY_LIMIT = 10_000  # facts; who is further behind is better served by the present state


class GapReason(StrEnum):
    """Why facts were left out."""

    CURSOR_EXPIRED = "cursor_expired"
    CURSOR_UNKNOWN = "cursor_unknown"
    SLOW_CONSUMER = "slow_consumer"


@dataclass(frozen=True, slots=True)
class Told:
    """A fact, and the cursor to come back with."""

    event: StoredEvent
    cursor: str


@dataclass(frozen=True, slots=True)
class Gap:
    """Facts between two cursors were left out: look at the present state, then go on.

    `missed_after` is None if the cursor that the client brought is none of ours.
    """

    reason: GapReason
    missed_after: str | None
    resumed_at: str


Step = Told | Gap
LOST = {Fate.EXPIRED: GapReason.CURSOR_EXPIRED, Fate.UNKNOWN: GapReason.CURSOR_UNKNOWN}


class Stream:
    """Joined from the moment it was made; iterate it within its `async with`.

    `joined` is the cursor of that moment. A state read after it holds at least what it covers.
    """

    def __init__(
        self, hub: Hub, topics: Collection[Topic], after: str | None, queue_limit: int
    ) -> None:
        self._topics = frozenset(topics)
        self._after = after
        self._listener: Listener = hub.listen(self._topics, limit=queue_limit)
        self._epoch = hub.epoch
        self._last = self._listener.joined_at  # everything up to here was told, or is none of ours
        self.joined = self._cursor(self._last)
        self._replayed = 0  # facts in the replay just done: who comes from afar may read on as far

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._listener.__aexit__()

    async def __aiter__(self) -> AsyncIterator[Step]:
        async for step in self._come_back():
            yield step
        async for item in self._listener:
            match item:
                case StoredEvent():
                    if item.seq > self._last:
                        self._last, self._replayed = item.seq, 0
                        yield Told(item, self._cursor(item.seq))
                case Overflow():
                    async for step in self._catch_up(item.resumed_at):
                        yield step
                case NewLog():
                    missed_after = self._cursor(self._last)
                    self._epoch, self._last = item.epoch, item.resumed_at
                    yield self._gap(GapReason.CURSOR_UNKNOWN, missed_after)

    async def _come_back(self) -> AsyncIterator[Step]:
        """From the cursor to where we joined."""
        if self._after is None:
            return
        cursor = Cursor.read(self._after)
        state = await log.state()
        fate = classify(cursor, epoch=state.epoch, floor=state.floor, newest=state.newest)
        if cursor is None or fate is not Fate.OK:
            yield self._gap(LOST[fate], self._after if cursor else None)
            return
        joined_at, self._last = self._last, cursor.seq
        async for step in self._replay(joined_at):
            yield step

    async def _catch_up(self, resumed_at: int) -> AsyncIterator[Step]:
        """From the last fact we told to where the queue begins again."""
        limit = max(REPLAY_LIMIT, self._replayed)
        behind = await log.count(self._last, resumed_at, only=self._topics, limit=limit + 1)
        if behind > limit:
            yield self._skip_to(resumed_at, GapReason.SLOW_CONSUMER)
            return
        async for step in self._replay(resumed_at):
            yield step

    async def _replay(self, up_to: int) -> AsyncIterator[Step]:
        self._replayed = 0
        try:
            async for event in replay.read(self._last, up_to, self._topics):
                if self._listener.ended:
                    return
                self._last = event.seq
                self._replayed += 1
                yield Told(event, self._cursor(event.seq))
        except replay.Pruned:
            yield self._skip_to(up_to, GapReason.CURSOR_EXPIRED)
        self._last = max(self._last, up_to)

    def _skip_to(self, seq: int, reason: GapReason) -> Gap:
        missed_after, self._last = self._cursor(self._last), seq
        return self._gap(reason, missed_after)

    def _gap(self, reason: GapReason, missed_after: str | None) -> Gap:
        return Gap(reason, missed_after, resumed_at=self._cursor(self._last))

    def _cursor(self, seq: int) -> str:
        return Cursor(self._epoch, seq).text


def follow(
    hub: Hub,
    topics: Collection[Topic],
    *,
    after: str | None = None,
    queue_limit: int = QUEUE_LIMIT,
) -> Stream:
    """Follow topics from now on, or from a cursor on. Joins at once, synchronously.

    async with follow(hub, [topics.order(id)], after=cursor) as stream:
        async for step in stream: ...
    """
    return Stream(hub, topics, after, queue_limit)

"""What comes before the live facts: whatever somebody missed, from the log, or one gap instead.

A subscription joins the live facts first and reads the past afterwards, up to the place where it
joined. So there is no hole between the two, and what both hold is told once.
"""

from collections.abc import AsyncIterator, Callable, Collection
from enum import Enum, auto

from realtime import log, replay
from realtime.cursor import Cursor, Fate, classify
from realtime.steps import Gap, GapReason, Step, Told
from realtime.topics import Topic

Steps = AsyncIterator[list[Step]]  # together what may be told together
REPLAY_LIMIT = 10_000  # facts; who is further behind is better served by the present state
TOGETHER = 32  # facts
LOST = {Fate.EXPIRED: GapReason.CURSOR_EXPIRED, Fate.UNKNOWN: GapReason.CURSOR_UNKNOWN}


class WhenSlow(Enum):
    """What is done for whoever reads more slowly than things happen."""

    REPLAY = auto()  # a feed: every fact is read again from the log, as far as that is sensible
    SNAPSHOT = auto()  # the state of one thing: one gap with the latest state
    COALESCE = auto()  # the state of many things: of each the latest item


async def nothing() -> Steps:
    """For one who comes without a cursor."""
    none: tuple[list[Step], ...] = ()
    for steps in none:
        yield steps


async def since(
    after: str, joined: Cursor, topics: Collection[Topic], *, is_ahead: Callable[[Cursor], None]
) -> Steps:
    """Everything after a client's cursor, up to where it joined; one gap if that is not known.

    A cursor that another process gave may lie beyond that place: then `is_ahead` is called.
    """
    cursor = Cursor.read(after)
    state = await log.state()
    fate = classify(cursor, epoch=state.epoch, floor=state.floor, newest=state.newest)
    if cursor is None or fate is not Fate.OK:
        yield [Gap(LOST[fate], after if cursor else None, joined)]
        return
    if cursor.epoch == joined.epoch and cursor.seq > joined.seq:
        is_ahead(cursor)
    async for steps in _replay(cursor, joined, topics):
        yield steps


async def missed(
    last: Cursor, joined: Cursor, topics: Collection[Topic], when_slow: WhenSlow, *, limit: int
) -> Steps:
    """Everything after the last fact told, up to where a slow reader joined again.

    One gap where facts are not what this subscription is about, where there are more than `limit`
    of them, or where the log is another one.
    """
    if last.epoch != joined.epoch:
        yield [Gap(GapReason.CURSOR_UNKNOWN, last.text, joined)]
        return
    if (
        when_slow is not WhenSlow.REPLAY
        or await log.count(last.seq, joined.seq, only=topics, limit=limit + 1) > limit
    ):
        yield [Gap(GapReason.SLOW_CONSUMER, last.text, joined)]
        return
    async for steps in _replay(last, joined, topics):
        yield steps


async def _replay(after: Cursor, up_to: Cursor, topics: Collection[Topic]) -> Steps:
    told: list[Step] = []
    try:
        async for event in replay.read(after.seq, up_to.seq, topics):
            after = Cursor(up_to.epoch, event.seq)
            told.append(Told(event, after))
            if len(told) == TOGETHER:
                yield told
                told = []
    except replay.Pruned:
        told.append(Gap(GapReason.CURSOR_EXPIRED, after.text, up_to))
    if told:
        yield told

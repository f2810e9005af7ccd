"""Telling again what was told before, from the log."""

from collections.abc import AsyncIterator, Collection

from realtime import log
from realtime.messages import StoredEvent
from realtime.topics import Topic


class Pruned(Exception):
    """The log no longer keeps everything that came after this place."""


async def read(
    after_seq: int, up_to_seq: int, topics: Collection[Topic], *, page: int = log.PAGE
) -> AsyncIterator[StoredEvent]:
    """Every fact of these topics with a number in (after_seq, up_to_seq], in order.

    It reads page by page, as fast as it is asked, so a slow reader costs one page of memory.

    Raises:
        Pruned: the facts after `after_seq` were taken out of the log, now or meanwhile.
    """
    while after_seq < up_to_seq:
        found = await log.page(after_seq, up_to_seq, only=topics, limit=page)
        if after_seq < found.floor:
            raise Pruned
        for event in found.events:
            yield event
        if len(found.events) < page:
            return
        after_seq = found.events[-1].seq

"""The live facts of some topics, in order, to one listener who never loses any in silence."""

from collections.abc import Collection
from typing import Self

from realtime import past
from realtime.cursor import Cursor
from realtime.hub import Hub
from realtime.listener import QUEUE_LIMIT, Listener, NewLog, Overflow
from realtime.messages import StoredEvent
from realtime.past import REPLAY_LIMIT, TOGETHER, Steps, WhenSlow
from realtime.steps import Gap, GapReason, Told
from realtime.topics import Topic


class Stream:
    """Joined from the moment it was made; use it within its `async with`.

    `joined` is that moment's place in the log. A state read after it holds at least what it covers.
    """

    def __init__(
        self, hub: Hub, topics: Collection[Topic], queue_limit: int, together: int
    ) -> None:
        self._hub = hub
        self._together = together
        self._listener: Listener = hub.listen(topics, limit=queue_limit)
        self.joined = Cursor(hub.epoch, self._listener.joined_at)
        self._last = self.joined  # everything up to here was told, or is none of ours
        self._replayed = 0  # facts in the replay just done: who comes from afar may read on as far

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self.leave()

    def attend(self, topic: Topic) -> None:
        """Follow one thing more, from this very moment on."""
        self._hub.attend(self._listener, topic)

    def ignore(self, topic: Topic) -> None:
        """Follow one thing less."""
        self._hub.ignore(self._listener, topic)

    def leave(self) -> None:
        """Follow nothing any more, at once. Repeating it is harmless."""
        self._listener.leave()

    async def batches(self) -> Steps:
        """What happens after `joined`, for ever; what waits already comes together."""
        async for item in self._listener:
            match item:
                case StoredEvent():
                    self._replayed = 0
                    facts = [item, *self._listener.waiting(self._together - 1)]
                    yield [self._tell(fact) for fact in facts]
                case Overflow():
                    async for steps in self._catch_up(item.resumed_at):
                        yield steps
                case NewLog():
                    missed_after = self._last.text
                    self._last = Cursor(item.epoch, item.resumed_at)
                    yield [Gap(GapReason.CURSOR_UNKNOWN, missed_after, self._last)]

    async def _catch_up(self, resumed_at: int) -> Steps:
        """From the last fact we told to where the queue begins again."""
        resumed = Cursor(self._last.epoch, resumed_at)
        limit = max(REPLAY_LIMIT, self._replayed)
        self._replayed = 0
        topics = tuple(self._listener.topics)
        missed = past.missed(self._last, resumed, topics, WhenSlow.REPLAY, limit=limit)
        async for steps in missed:
            if self._listener.ended:
                return
            self._replayed += len(steps)
            yield steps
        self._last = resumed

    def _tell(self, event: StoredEvent) -> Told:
        self._last = Cursor(self._last.epoch, event.seq)
        return Told(event, self._last)


def follow(
    hub: Hub,
    topics: Collection[Topic],
    *,
    queue_limit: int = QUEUE_LIMIT,
    together: int = TOGETHER,
) -> Stream:
    """Follow topics from now on. Joins at once, synchronously. So many facts at most that wait
    already come together.

    async with follow(hub, [topics.order(id)]) as stream:
        async for steps in stream.batches(): ...
    """
    return Stream(hub, topics, queue_limit, together)

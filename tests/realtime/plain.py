"""A subscription without GraphQL: each step of the log is one item, and says which it was."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Collection, Hashable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from msgspec.structs import replace

from realtime import past, stream
from realtime.cursor import Cursor
from realtime.groups import Groups
from realtime.hub import Hub
from realtime.items import Batch, Item
from realtime.outlet import Outlet, following
from realtime.parts import Alone, Beginning, Live
from realtime.past import WhenSlow
from realtime.steps import Gap, Step
from realtime.topics import Topic
from tests.realtime.world import WITHIN_SECONDS


@dataclass(frozen=True)
class Plain:
    """Follows topics, from a cursor on if there is one.

    It is over with a fact of the version `ends_with`. With `hold` the group rings the first bell
    before it makes an item, and waits for the second.
    """

    hub: Hub
    topics: frozenset[Topic]
    after: str | None = None
    when_slow: WhenSlow = WhenSlow.REPLAY
    scope: str = ""
    queue_limit: int = 256
    ends_with: int | None = None
    hold: tuple[asyncio.Event, asyncio.Event] | None = None

    @property
    def key(self) -> Hashable:
        return self.topics, self.when_slow, self.scope

    async def live(self, on_air: Callable[[WhenSlow], None]) -> AsyncGenerator[Batch]:
        async with stream.follow(self.hub, self.topics, queue_limit=self.queue_limit) as live:
            on_air(self.when_slow)
            async for steps in live.batches():
                await self._held()
                items = [self._item_of(step) for step in steps]
                yield Batch(items)
                if items[-1].ends:
                    return

    def _item_of(self, step: Step) -> Item:
        item = item_of(step)
        return replace(item, ends=item.is_fact and item.version == self.ends_with)

    @property
    def own(self) -> None:
        """It is told by itself."""

    async def given(self, steps: Sequence[Step]) -> AsyncGenerator[Batch]:
        yield Batch([item_of(step) for step in steps])

    async def _held(self) -> None:
        if self.hold is not None:
            began, may_go_on = self.hold
            began.set()
            await may_go_on.wait()

    async def alone(self, part: Alone) -> AsyncGenerator[Batch]:
        assert not isinstance(part, Live)
        if not isinstance(part, Beginning):
            told = part.steps(self.topics, self.when_slow)
        elif self.after is None:
            told = past.nothing()
        else:
            told = part.since(self.after, self.topics)
        async for steps in told:
            yield Batch([item_of(step) for step in steps])


def item_of(step: Step) -> Item:
    """A step, so that it can be read again."""
    if isinstance(step, Gap):
        gap = {"reason": step.reason, "missed_after": step.missed_after}
        return Item(orjson.dumps({"gap": gap}), step.at, is_gap=True)
    event = step.event
    body = {"seq": event.seq, "id": str(event.aggregate_id), "version": event.version}
    return Item(orjson.dumps(body), step.at, event.aggregate_id, event.version, is_fact=True)


class Fact(NamedTuple):
    """What was told of one fact."""

    seq: int
    aggregate_id: UUID
    version: int


class Heard:
    """What one member is told."""

    def __init__(self, items: Outlet, joined: Cursor) -> None:
        self._items = items
        self.joined = joined
        self.facts: list[Fact] = []
        self.cursor = ""

    async def next(self, count: int = 1) -> list[Any]:
        """So many: the number of a fact, or a gap as (reason, missed after, resumed at)."""
        async with asyncio.timeout(WITHIN_SECONDS):
            return [self._read(await anext(self._items)) for _ in range(count)]

    def _read(self, item: Item) -> Any:
        said = orjson.loads(item.body)
        self.cursor = item.at.text
        if "gap" in said:
            return said["gap"]["reason"], said["gap"]["missed_after"], item.at
        self.facts.append(Fact(said["seq"], UUID(said["id"]), said["version"]))
        return said["seq"]


@asynccontextmanager
async def told(groups: Groups, about: Collection[Topic], **how: Any) -> AsyncIterator[Heard]:
    """Follow topics in a group, for as long as the block runs."""
    selection = Plain(groups._hub, frozenset(about), **how)
    async with following(groups, selection) as items:
        yield Heard(items, groups.place)

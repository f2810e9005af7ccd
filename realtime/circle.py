"""A circle: groups of one kin, each of which follows a thing of its own.

They have one ear at the hub, and what happens to their things is made into items together: so a
thousand who follow a thousand things cost little more than a thousand who follow one. What cannot
be made so, a group's own selection makes.
"""

import asyncio
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import aclosing
from uuid import UUID

from realtime import past, stream
from realtime.group import Group
from realtime.hub import Hub
from realtime.items import Batch, Item
from realtime.outage import AWAY
from realtime.selection import Own, Selection
from realtime.steps import Step, Told

QUEUE_LIMIT = 10_000  # facts that wait for the whole circle; each is kept once for all listeners
TOGETHER = 1_024  # facts that are taken on at once
AT_FIRST = 32  # of these, facts that are made into items by the first statement, to wait little;
AT_A_TIME = 256  # by each that follows twice as many, up to this
AT_ONCE = 8  # groups whose selections read at the same instant

logger = logging.getLogger(__name__)


class Circle:
    """Made with its first group, and gone with its last; `close` is called then."""

    def __init__(self, hub: Hub, own: Own, close: Callable[["Circle"], None]) -> None:
        self.kin = own.kin
        self._close = close
        self._seats: dict[UUID, dict[Group, Selection]] = {}
        self._stream = stream.follow(hub, [own.topic], queue_limit=QUEUE_LIMIT, together=TOGETHER)
        self._task = asyncio.create_task(self._run(), name="circle")

    def admit(self, group: Group, selection: Selection, own: Own) -> None:
        """Tell a group of its thing from this very moment on."""
        self._stream.attend(own.topic)
        self._seats.setdefault(own.thing, {})[group] = selection
        group.stop = lambda: self._dismiss(group, own)
        group.go_on_air(own.when_slow)

    def _dismiss(self, group: Group, own: Own) -> None:
        seats = self._seats.get(own.thing, {})
        if seats.pop(group, None) is None or seats:
            return
        del self._seats[own.thing]
        self._stream.ignore(own.topic)
        if not self._seats:
            self._leave()
            self._task.cancel()

    def _leave(self) -> None:
        """Take nobody more on: whoever comes now begins another circle."""
        self._close(self)
        self._stream.leave()

    async def _run(self) -> None:
        try:
            async for steps in self._stream.batches():
                await self._tell(steps)
                if not self._seats:  # and the cancellation was swallowed by a library
                    break
        except AWAY as error:
            logger.warning("A circle broke off: %r", error)
        except Exception:
            logger.exception("A circle broke off")
        finally:
            self._leave()
            for group, _ in self._everybody():
                self._end(group)

    def _everybody(self) -> list[tuple[Group, Selection]]:
        return [each for seats in self._seats.values() for each in seats.items()]

    async def _tell(self, steps: Sequence[Step]) -> None:
        """Facts come before the gap that ends them."""
        facts = [step for step in steps if isinstance(step, Told)]
        if facts:
            await self._tell_facts(facts)
        for gap in steps[len(facts) :]:
            everybody = self._everybody()
            for at in range(0, len(everybody), AT_ONCE):
                some = everybody[at : at + AT_ONCE]
                await asyncio.gather(*(self._select(*each, [gap]) for each in some))

    async def _tell_facts(self, facts: Sequence[Told]) -> None:
        """While some are offered, the database reads what is told of the next."""
        parts = list(growing(facts))
        making = self._make(parts[0])
        try:
            for number, part in enumerate(parts, 1):
                items = await making
                if number < len(parts):
                    making = self._make(parts[number])
                    await asyncio.sleep(0)  # so that it is asked for
                await self._offer(part, items)
        finally:
            making.cancel()

    def _make(self, facts: Sequence[Told]) -> asyncio.Task[Sequence[Item | None]]:
        return asyncio.create_task(self._made(facts), name="circle reads")

    async def _made(self, facts: Sequence[Told]) -> Sequence[Item | None]:
        return await self.kin.told(facts)

    async def _offer(self, facts: Sequence[Told], items: Sequence[Item | None]) -> None:
        """What happened to one thing is sent together."""
        of_things: dict[UUID, list[tuple[Told, Item | None]]] = {}
        for fact, item in zip(facts, items, strict=True):
            of_things.setdefault(fact.event.aggregate_id, []).append((fact, item))
        for thing, told in of_things.items():
            for at in range(0, len(told), past.TOGETHER):
                await self._offer_of(thing, told[at : at + past.TOGETHER])

    async def _offer_of(self, thing: UUID, told: Sequence[tuple[Told, Item | None]]) -> None:
        made = [item for _, item in told if item is not None]
        batch = Batch(made) if len(made) == len(told) else None
        for group, selection in tuple(self._seats.get(thing, {}).items()):  # who has not left
            if batch is None:
                await self._select(group, selection, [fact for fact, _ in told])
            else:
                await group.offer(batch)

    async def _select(self, group: Group, selection: Selection, steps: Sequence[Step]) -> None:
        """Have a group's own selection make what it is told."""
        try:
            async with aclosing(selection.given(steps)) as batches:
                async for batch in batches:
                    await group.offer(batch)
        except AWAY:
            raise  # it is the same for everybody
        except Exception:
            logger.exception("A group broke off")
            self._end(group)
        if group.is_over:
            self._end(group)

    def _end(self, group: Group) -> None:
        group.end()
        group.stop()


def growing(facts: Sequence[Told]) -> Iterator[Sequence[Told]]:
    """The same in parts."""
    at, size = 0, AT_FIRST
    while at < len(facts):
        yield facts[at : at + size]
        at, size = at + size, min(2 * size, AT_A_TIME)

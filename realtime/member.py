"""One subscription: first what is for it alone, then what its group is told.

While it is told what is for it alone, and whenever its transport takes nothing, the items of the
group wait, in bounds. Beyond them they are forgotten and read anew: nobody waits for the slowest.
"""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import aclosing
from typing import TYPE_CHECKING, Protocol

from realtime.cursor import Cursor
from realtime.items import Batch, Item, Shown
from realtime.outage import AWAY
from realtime.parts import Alone, Beginning, Missed, Regrouped
from realtime.past import REPLAY_LIMIT, TOGETHER, WhenSlow
from realtime.pending import PENDING, Pending

if TYPE_CHECKING:
    from realtime.group import Group
    from realtime.groups import Groups
    from realtime.selection import Selection


logger = logging.getLogger(__name__)


class Outlet(Protocol):
    """The way to a client. Nothing here waits but `room`."""

    @property
    def has_room(self) -> bool:
        """Whether it takes a batch now. When it does again, it calls `Member.flush`."""

    def try_put(self, batch: Batch) -> bool:
        """Send it if there is room; whether there was."""

    def put(self, batch: Batch) -> None:
        """Send it, room or not."""

    def end(self) -> None:
        """Say that the subscription is complete."""

    def break_off(self) -> None:
        """Send nothing more, and do not say that it is complete: the client is to come back."""

    async def room(self) -> None:
        """Wait until there is room."""


class Member:
    """Made by `Groups.admit`, told from `join` on. `flush` it when there is room again, and have it
    `leave` when the client goes.
    """

    __slots__ = (
        "_ahead",
        "_group",
        "_groups",
        "_has_begun",
        "_is_clear",
        "_is_done",
        "_is_live",
        "_last",
        "_outlet",
        "_overflowed",
        "_pending",
        "_replayed",
        "_shown",
        "_task",
        "selection",
    )

    def __init__(self, groups: "Groups", selection: "Selection", outlet: Outlet) -> None:
        self._groups = groups
        self.selection = selection
        self._outlet = outlet
        self._group: Group | None = None
        self._last = groups.place
        self._ahead: Cursor | None = None
        self._pending: Pending | None = None
        self._shown: Shown | None = None
        self._task: asyncio.Task[None] | None = None
        self._replayed = 0  # facts of what it was told alone: who comes from afar may read on
        self._overflowed = False
        self._has_begun = False  # it was told something, or that there is nothing to be told yet
        self._is_live = False
        self._is_clear = False  # it is live, nothing waits, and no state was shown to it lately
        self._is_done = False

    @property
    def waiting(self) -> int:
        """How many items wait."""
        return len(self._pending) if self._pending else 0

    async def join(self) -> None:
        """Begin: hear the group, then read what comes before it."""
        await self._settle()

    async def move(self, selection: "Selection") -> None:
        """Go on as somebody who may see other things: in another group, behind a gap.

        Who was told nothing yet begins anew instead, and with a cursor misses nothing.
        """
        if self._is_done:
            return
        self._quit()
        self._is_live = self._is_clear = self._overflowed = False
        self._pending = self._shown = None
        self.selection = selection
        await self._settle()

    def offer(self, batch: Batch) -> bool:
        """Send what the group is told, or keep it for later; whether it was sent.

        This runs for every item and member, so the usual case comes first: nothing waits, nothing
        was shown that the items may be part of, and they surely lie behind what was told.
        """
        last = self._last
        if (
            self._is_clear
            and batch.is_plain
            and batch.first_seq > last.seq
            and batch.epoch is last.epoch
            and self._outlet.try_put(batch)
        ):
            self._last = batch.last
            return True
        if not self._is_done and not self._overflowed:
            self._keep(batch)
        return False

    def flush(self) -> None:
        """Send what waits, as far as there is room."""
        if not self._is_live or self._is_done:
            return
        if self._overflowed:
            self._read_anew()
            return
        while self._pending is not None and self._outlet.has_room:
            items = [item for _ in range(TOGETHER) if (item := self._pending.pop())]
            if not self._pending:
                self._pending = None
            if news := [item for item in items if self._is_news(item)]:
                self._send(news)
        if self._is_left_behind:
            self._is_live = False
            self._catch_up(None)
        is_quiet = self._pending is None and self._shown is None
        self._is_clear = self._is_live and not self._is_done and is_quiet

    def leave(self) -> None:
        """Hear nothing more, at once. Repeating it is harmless."""
        self._is_done = True
        self._is_clear = False
        self._pending = None
        self._quit()

    def break_off(self) -> None:
        """The group is no more: the client is to come back with its cursor."""
        if not self._is_done:
            self.leave()
            self._outlet.break_off()

    async def _settle(self) -> None:
        selection = self.selection
        joined = await self._enter(selection)
        if self._is_done or self.selection is not selection:
            return  # it left, or moved on, before the group was on air
        if self._has_begun:
            self._catch_up(Regrouped(joined, self._last))
        else:
            self._last = joined
            self._catch_up(Beginning(joined, self._is_ahead))

    async def _enter(self, selection: "Selection") -> Cursor:
        """Hear a group. What it is told after this place is kept for us from now on."""
        self._group = group = self._groups.group(selection)
        group.members.add(self)
        await group.on_air.wait()
        return self._groups.place

    def _quit(self) -> None:
        task, self._task = self._task, None
        if task is not None and task is not asyncio.current_task():
            task.cancel()
        if self._group is not None:
            self._group.lose(self)
            self._group = None

    def _keep(self, batch: Batch) -> None:
        self._is_clear = False
        if self._pending is None:
            self._pending = PENDING[self._when_slow]()
        for item in batch.items:
            if not self._pending.keep(item):
                self._pending = None
                self._overflowed = True
                self._groups.overflows += 1
                break
        self.flush()

    @property
    def _when_slow(self) -> WhenSlow:
        assert self._group is not None, "who is in no group is offered nothing"
        return self._group.when_slow

    def _read_anew(self) -> None:
        """Too much waited. What was forgotten is read from the log once the client takes it."""
        if self._outlet.has_room:
            logger.info("A slow reader catches up")
            self._is_live = self._is_clear = False
            self._catch_up(self._missed(self._groups.place))

    def _missed(self, joined: Cursor) -> Missed:
        """What was missed up to this place; from there on it is kept again."""
        self._overflowed = False
        if self._last.covers(joined):  # the client is ahead of this process
            joined = self._last
        limit, self._replayed = max(REPLAY_LIMIT, self._replayed), 0
        return Missed(joined, self._last, limit)

    def _catch_up(self, part: Alone | None) -> None:
        self._task = asyncio.create_task(self._try_to_tell(part), name="catching up")

    async def _try_to_tell(self, part: Alone | None) -> None:
        try:
            await self._tell_alone(part)
        except AWAY as error:
            logger.warning("A subscription broke off: %r", error)
            self.break_off()
        except Exception:
            logger.exception("A subscription broke off")
            self.break_off()

    async def _tell_alone(self, part: Alone | None) -> None:
        part = part or await self._more()
        while part is not None:
            self._ahead = None
            await self._tell(part)
            if self._is_done:
                return
            self._has_begun = True
            self._last = self._ahead or part.joined
            part = await self._more()
        self._is_live, self._task = True, None
        self.flush()

    def _is_ahead(self, cursor: Cursor) -> None:
        """The client has heard more than this process yet."""
        self._ahead = cursor

    async def _more(self) -> Missed | None:
        """What is to be read before what waits is all there is."""
        if self._overflowed:
            return self._missed(self._groups.place)
        self._drop_what_was_told()
        assert self._group is not None, "a member that is told something is in a group"
        if self._is_left_behind:
            self._group.lose(self)
            return self._missed(await self._enter(self.selection))
        return None

    async def _tell(self, part: Alone) -> None:
        async with aclosing(self.selection.alone(part)) as batches:
            while not self._is_done:
                async with self._groups.turnstile:
                    batch = await anext(batches, None)
                if batch is None:
                    return
                self._replayed += len(batch.items)
                await self._outlet.room()
                self._send(batch.items)

    @property
    def _is_left_behind(self) -> bool:
        """Whether the group ended with what we were told before: then another one goes on."""
        return self._group is not None and self._group.is_over and not self._pending

    def _drop_what_was_told(self) -> None:
        pending, self._pending = self._pending, None
        while pending and (item := pending.pop()):
            if self._is_news(item):
                self._pending = self._pending or PENDING[self._when_slow]()
                self._pending.keep(item)

    def _is_news(self, item: Item) -> bool:
        """Whether we were not told as much before: a group may be behind its newest members."""
        return item.is_failure or not self._last.covers(item.at)

    def _send(self, items: Sequence[Item]) -> None:
        fresh = [item for item in items if not self._is_shown(item)]
        if fresh:
            self._groups.gaps += sum(item.is_gap for item in fresh)
            self._outlet.put(Batch(fresh))
        self._note(items)

    def _is_shown(self, item: Item) -> bool:
        """Whether a fact is part of a state sent before; a state is noted for those to come."""
        if not item.is_fact:
            self._shown = self._shown or Shown()
            self._shown.note(item.subject, item.version)
        held = self._shown is not None and self._shown.holds(item.subject, item.version)
        if not self._shown:
            self._shown = None
        return item.is_fact and held

    def _note(self, items: Sequence[Item]) -> None:
        self._groups.delivered += len(items)
        self._has_begun = True
        last = items[-1]
        if last.closes:
            self._last = last.at
        if last.ends:
            self.leave()
            self._outlet.end()

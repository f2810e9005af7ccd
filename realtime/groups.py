"""Groups: whoever asks the same in the same right is told the same, and it is made once.

A group has one selection. Its items are made once for each fact, and offered to every member;
none of them is waited for.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Hashable
from contextlib import aclosing
from typing import Protocol

from realtime.cursor import Cursor
from realtime.gauges import Gauges
from realtime.hub import Hub
from realtime.items import Batch
from realtime.member import Member, Outlet
from realtime.outage import AWAY
from realtime.parts import Alone
from realtime.past import WhenSlow

READERS_MAX = 8  # members who are told something alone at the same instant; the others queue
BREATH = 500  # members; then the rest of the process has its turn

logger = logging.getLogger(__name__)


class Selection(Protocol):
    """What a subscription asks for, in whose right: it makes the items.

    Selections with equal keys make the same items. If something is wrong with what was asked, both
    methods end with an item that says so. If they raise, the fault is ours: members are broken off,
    and come back with their cursors.
    """

    @property
    def key(self) -> Hashable:
        """What must be equal to be told the same."""

    def live(self, on_air: Callable[[WhenSlow], None]) -> AsyncGenerator[Batch]:
        """What happens from now on; `on_air` is called once nothing can be missed any more."""

    def alone(self, part: Alone) -> AsyncGenerator[Batch]:
        """What is for one member alone, up to the place where it joined."""


class Groups:
    """The groups of a process."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._groups: dict[Hashable, Group] = {}
        self.turnstile = asyncio.Semaphore(READERS_MAX)
        self.made = 0  # items, each once for its group
        self.delivered = 0  # items, to each member
        self.gaps = 0  # of these, told gaps
        self.overflows = 0  # members that were too slow

    @property
    def place(self) -> Cursor:
        """Where the log ends now, as this process has it."""
        return Cursor(self._hub.epoch, self._hub.position)

    @property
    def members(self) -> list[Member]:
        """Every subscription."""
        return [member for group in self._groups.values() for member in group.members]

    def __len__(self) -> int:
        return len(self._groups)

    def gauges(self, *, connections: int, viewers: int) -> Gauges:
        """What goes on here, with what is counted elsewhere."""
        waiting = [member.waiting for member in self.members]
        return Gauges(
            connections=connections,
            subscriptions=len(waiting),
            groups=len(self),
            viewers=viewers,
            waiting=sum(waiting),
            waiting_most=max(waiting, default=0),
            made=self.made,
            delivered=self.delivered,
            gaps=self.gaps,
            overflows=self.overflows,
            position=self._hub.position,
            read_from_log=self._hub.read_from_log,
            relay_lag_events=self._hub.lag.events,
            relay_lag_seconds=self._hub.lag.seconds,
            relay_silent_seconds=self._hub.silence_seconds,
        )

    def admit(self, selection: Selection, outlet: Outlet) -> Member:
        """A member that is told nothing before it joins."""
        return Member(self, selection, outlet)

    def group(self, selection: Selection) -> "Group":
        """The group of a selection, made if it is the first of its kind."""
        found = self._groups.get(selection.key)
        if found is None:
            found = self._groups[selection.key] = Group(self, selection)
        return found

    def close(self, group: "Group") -> None:
        """Make nothing more for a group that nobody is in."""
        if self._groups.get(group.key) is group:
            del self._groups[group.key]


class Group:
    """Made by `Groups.group`; gone with its last member."""

    def __init__(self, groups: Groups, selection: Selection) -> None:
        self.key = selection.key
        self.members: set[Member] = set()
        self.when_slow = WhenSlow.REPLAY
        self.on_air = asyncio.Event()  # also set where it failed: then each learns why alone
        self.is_over = False  # all is told; members who were told less go on in another group
        self._groups = groups
        self._pump = asyncio.create_task(self._run(selection), name="group")

    def lose(self, member: Member) -> None:
        """A member goes; with the last one the group does."""
        self.members.discard(member)
        if not self.members:
            self._groups.close(self)
            self.on_air.set()  # a pump that is cancelled before it began does not say so
            self._pump.cancel()

    async def _run(self, selection: Selection) -> None:
        try:
            async with aclosing(selection.live(self._go_on_air)) as batches:
                async for batch in batches:
                    await self._offer(batch)
                    self.is_over = batch.items[-1].ends
                    if not self.members:  # and the cancellation was swallowed by a library
                        break
        except AWAY as error:
            logger.warning("A group broke off: %r", error)
        except Exception:
            logger.exception("A group broke off")
        finally:
            self._groups.close(self)
            self.on_air.set()
            for member in tuple(self.members):
                if self.is_over:
                    member.flush()  # who heard the end already goes on in another group
                else:
                    member.break_off()

    async def _offer(self, batch: Batch) -> None:
        self._groups.made += len(batch.items)
        sent = 0
        for number, member in enumerate(tuple(self.members), 1):
            sent += member.offer(batch)
            if number % BREATH == 0:
                await asyncio.sleep(0)
        self._groups.delivered += sent * len(batch.items)

    def _go_on_air(self, when_slow: WhenSlow) -> None:
        self.when_slow = when_slow
        self.on_air.set()

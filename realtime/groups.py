"""Groups: whoever asks the same in the same right is told the same, and it is made once.

A group has one selection. Its items are made once for each fact, and offered to every member;
none of them is waited for.
"""

import asyncio
from collections.abc import Hashable

from realtime.circle import Circle
from realtime.cursor import Cursor
from realtime.gauges import Gauges
from realtime.group import Group, pump
from realtime.hub import Hub
from realtime.member import Member, Outlet
from realtime.selection import Selection

READERS_MAX = 8  # members who are told something alone at the same instant; the others queue


class Groups:
    """The groups of a process."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._said: tuple[object, int, str] = (None, -1, "")
        self._groups: dict[Hashable, Group] = {}
        self._circles: dict[Hashable, Circle] = {}
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
    def place_text(self) -> str:
        """The same as clients carry it, written once: every request asks."""
        epoch, position = self._hub.epoch, self._hub.position
        if self._said[0] is not epoch or self._said[1] != position:
            self._said = (epoch, position, self.place.text)
        return self._said[2]

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

    def group(self, selection: Selection) -> Group:
        """The group of a selection, made if it is the first of its kind."""
        found = self._groups.get(selection.key)
        if found is None:
            found = Group(self, selection.key)
            self._feed(found, selection)
            self._groups[selection.key] = found
        return found

    def _feed(self, group: Group, selection: Selection) -> None:
        """Have somebody make its items."""
        own = selection.own
        if own is None:
            group.stop = asyncio.create_task(pump(group, selection), name="group").cancel
            return
        circle = self._circles.get(own.kin.key)
        if circle is None:
            circle = self._circles[own.kin.key] = Circle(self._hub, own, self._disband)
        circle.admit(group, selection, own)

    def _disband(self, circle: Circle) -> None:
        if self._circles.get(circle.kin.key) is circle:
            del self._circles[circle.kin.key]

    def close(self, group: Group) -> None:
        """Make nothing more for a group that nobody is in."""
        if self._groups.get(group.key) is group:
            del self._groups[group.key]

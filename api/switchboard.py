"""What all sockets of one process share: how many there may be, one clock for their pings.

A timer for each connection would cost memory and time for each. The connections stand on wheels
instead, and the wheels turn under one timer.
"""

from asyncio import TimerHandle, get_running_loop
from collections import Counter
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from api.kernel import Line

TICK_SECONDS = 0.25
LOOK_SECONDS = 1.5  # between two looks at a line
LOOKS_MAX = 3  # without any progress, while something waits
SPREAD_SECONDS = 1.0  # over which a large crowd is sent away
DEPARTURES_PER_SECOND_MIN = 1_000  # a small crowd need not wait so long


SOCKETS_MAX = 20_000
SOCKETS_PER_ACTOR_MAX = 1_000


@dataclass(frozen=True, slots=True)
class SocketLimits:
    """What one process, one account and one socket may take."""

    sockets_max: int = SOCKETS_MAX  # of one process
    sockets_per_actor_max: int = SOCKETS_PER_ACTOR_MAX  # of one account in one process
    messages_per_second: float = 50.0  # of one socket, in the long run
    messages_at_once: int = 100  # of one socket, before it has to wait
    ping_seconds: float = 10.0  # between two pings


Each = TypeVar("Each")


class Wheel(Generic[Each]):
    """Many things that are looked at once in so many seconds, a few of them at each tick."""

    def __init__(self, seconds: float) -> None:
        self._slots: list[set[Each]] = [set() for _ in range(max(1, round(seconds / TICK_SECONDS)))]
        self._place = 0
        self.count = 0

    def add(self, each: Each) -> int:
        """Take something on, to be looked at after a whole turn; its place."""
        self._slots[self._place].add(each)
        self.count += 1
        return self._place

    def discard(self, each: Each, place: int) -> None:
        """Let it go."""
        self._slots[place].discard(each)
        self.count -= 1

    def turn(self) -> list[Each]:
        """What is to be looked at now."""
        self._place = (self._place + 1) % len(self._slots)
        return list(self._slots[self._place])


class Connection(Protocol):
    """What the switchboard needs of a connection."""

    def ping(self) -> None:
        """Ask for a sign of life, or give the connection up where there was none."""

    def depart(self) -> None:
        """Send the client to another process."""


class Switchboard:
    """One for each server. `joined`, `left` and the rest are called by the connections."""

    def __init__(self, limits: SocketLimits | None = None) -> None:
        self.limits = limits or SocketLimits()
        self.actors: Counter[str] = Counter()
        self.silent = 0  # clients given up since they answered no ping
        self.stalled = 0  # clients given up since they took nothing of what waited
        self._pings: Wheel[Connection] = Wheel(self.limits.ping_seconds)
        self._lines: Wheel[Line] = Wheel(LOOK_SECONDS)
        self._timer: TimerHandle | None = None
        self._departing: list[Connection] = []

    @property
    def count(self) -> int:
        """How many sockets are open."""
        return self._pings.count

    @property
    def is_full(self) -> bool:
        """Whether one more is too many."""
        return self.count >= self.limits.sockets_max

    def watch(self, line: Line) -> int:
        """Give a line up when it gets stuck; its place, for `forget`."""
        if self._timer is None:
            self._timer = get_running_loop().call_later(TICK_SECONDS, self._tick)
        return self._lines.add(line)

    def forget(self, line: Line, place: int) -> None:
        """A line is closed."""
        self._lines.discard(line, place)
        if not self._lines.count and self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def joined(self, connection: Connection) -> int:
        """A socket has opened; its place, for `left`."""
        return self._pings.add(connection)

    def left(self, connection: Connection, place: int) -> None:
        """A socket has closed."""
        self._pings.discard(connection, place)

    def admit(self, actor: str) -> bool:
        """Count one more socket of an account, unless it has too many."""
        if self.actors[actor] >= self.limits.sockets_per_actor_max:
            return False
        self.actors[actor] += 1
        return True

    def dismiss(self, actor: str) -> None:
        """Count one socket of an account less."""
        self.actors[actor] -= 1
        if not self.actors[actor]:
            del self.actors[actor]

    def depart(self, connection: Connection) -> None:
        """Send a client away, in its turn: all at once they would come back all at once."""
        if not self._departing:
            get_running_loop().call_soon(self._begin_departures)
        self._departing.append(connection)

    def _begin_departures(self) -> None:
        loop, leaving = get_running_loop(), self._departing
        seconds = min(SPREAD_SECONDS, len(leaving) / DEPARTURES_PER_SECOND_MIN)
        self._departing = []
        for number, connection in enumerate(leaving):
            loop.call_later(seconds * number / len(leaving), connection.depart)

    def _tick(self) -> None:
        self._timer = get_running_loop().call_later(TICK_SECONDS, self._tick)
        for connection in self._pings.turn():
            connection.ping()
        for line in self._lines.turn():
            if line.is_stuck(LOOKS_MAX):
                self.stalled += 1
                line.drop()

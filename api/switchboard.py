"""What all sockets of one process share: how many there may be, one clock for their pings.

A timer for each connection would cost 10,000 of them twice their memory. The connections stand on
a wheel instead, and the wheel turns under one timer.
"""

from asyncio import TimerHandle, get_running_loop
from collections import Counter
from dataclasses import dataclass
from typing import Protocol

TICK_SECONDS = 0.25
STALLED_SECONDS = 4.0
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


class Connection(Protocol):
    """What the switchboard needs of a connection."""

    def ping(self) -> None:
        """Ask for a sign of life, or give the connection up where there was none."""

    def progress(self) -> int:
        """A number that changes whenever the client takes anything."""

    def drop(self) -> None:
        """Give it up at once."""

    def depart(self) -> None:
        """Send the client to another process."""


class Switchboard:
    """One for each server. `joined`, `left` and the rest are called by the connections."""

    def __init__(self, limits: SocketLimits | None = None) -> None:
        self.limits = limits or SocketLimits()
        self.actors: Counter[str] = Counter()
        self.silent = 0  # clients given up since they answered no ping
        self.stalled = 0  # clients given up since they took nothing of what waited
        slots = max(1, round(self.limits.ping_seconds / TICK_SECONDS))
        self._wheel: list[set[Connection]] = [set() for _ in range(slots)]
        self._place = 0
        self._count = 0
        self._backlogged: dict[Connection, tuple[int, float]] = {}  # progress, and since when
        self._departing: list[Connection] = []
        self._timer: TimerHandle | None = None

    def __len__(self) -> int:
        """How many sockets are open."""
        return self._count

    @property
    def is_full(self) -> bool:
        """Whether one more is too many."""
        return self._count >= self.limits.sockets_max

    def joined(self, connection: Connection) -> int:
        """A socket has opened; its place on the wheel."""
        self._wheel[self._place].add(connection)
        self._count += 1
        if self._timer is None:
            self._timer = get_running_loop().call_later(TICK_SECONDS, self._tick)
        return self._place

    def left(self, connection: Connection, place: int) -> None:
        """A socket has closed."""
        self._wheel[place].discard(connection)
        self._backlogged.pop(connection, None)
        self._count -= 1
        if not self._count and self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def backlogged(self, connection: Connection) -> None:
        """More waits for a client than should: watch whether it takes anything."""
        now = get_running_loop().time()
        self._backlogged[connection] = (connection.progress(), now)

    def caught_up(self, connection: Connection) -> None:
        """It took what waited."""
        self._backlogged.pop(connection, None)

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
        loop = get_running_loop()
        self._timer = loop.call_later(TICK_SECONDS, self._tick)
        self._place = (self._place + 1) % len(self._wheel)
        for connection in list(self._wheel[self._place]):
            connection.ping()
        now = loop.time()
        for connection, (before, since) in list(self._backlogged.items()):
            progress = connection.progress()
            if progress != before:
                self._backlogged[connection] = (progress, now)
            elif now - since >= STALLED_SECONDS:
                self.stalled += 1
                connection.drop()

"""What waits for a member that takes nothing now: bounded, one way or the other."""

from collections import deque
from collections.abc import Iterable
from typing import Protocol
from uuid import UUID

from realtime.cursor import Cursor
from realtime.items import Item
from realtime.listener import QUEUE_LIMIT
from realtime.past import WhenSlow

LATEST_LIMIT = 1_000  # things whose latest item is kept


class Pending(Protocol):
    """Items in the order in which they are to be sent."""

    def keep(self, item: Item) -> bool:
        """Keep one more; False if there is no room for it."""

    def pop(self) -> Item | None:
        """The next one; None if nothing waits."""

    def clear(self) -> None:
        """Forget them all."""

    def __len__(self) -> int: ...


class Queue:
    """Every item, up to a number of them."""

    __slots__ = ("_items", "_limit")

    def __init__(self, limit: int = QUEUE_LIMIT) -> None:
        self._items: deque[Item] = deque()
        self._limit = limit

    def keep(self, item: Item) -> bool:
        if len(self._items) >= self._limit:
            return False
        self._items.append(item)
        return True

    def pop(self) -> Item | None:
        return self._items.popleft() if self._items else None

    def clear(self) -> None:
        self._items.clear()

    def __len__(self) -> int:
        return len(self._items)


class Latest:
    """Every item while they are few; of more, the latest of each thing, up to a number of things.

    What has begun to go out goes out as it is, and only what came meanwhile is thinned out: else
    the thing that changes most would never have its turn.
    """

    __slots__ = ("_items", "_leaving", "_limit", "_thin_at")

    def __init__(self, few: int = QUEUE_LIMIT, limit: int = LATEST_LIMIT) -> None:
        self._leaving: deque[Item] = deque()
        self._items: deque[Item] = deque()
        self._thin_at = few
        self._limit = limit

    def keep(self, item: Item) -> bool:
        self._items.append(item)
        if len(self._items) <= self._thin_at:
            return True
        self._items = _latest(self._items)
        self._thin_at = max(self._thin_at, 2 * len(self._items))  # so that it pays
        return len(self._items) <= self._limit

    def pop(self) -> Item | None:
        if not self._leaving:
            self._leaving, self._items = self._items, deque()
        return self._leaving.popleft() if self._leaving else None

    def clear(self) -> None:
        self._leaving.clear()
        self._items.clear()

    def __len__(self) -> int:
        return len(self._leaving) + len(self._items)


def _latest(items: Iterable[Item]) -> deque[Item]:
    """In the order of the log, for a cursor says that all before it was told. What tells of no
    thing is replaced by nothing."""
    latest: dict[UUID | Cursor, Item] = {}
    for item in items:
        latest.pop(item.subject or item.at, None)
        latest[item.subject or item.at] = item
    return deque(latest.values())


PENDING: dict[WhenSlow, type[Queue | Latest]] = {
    WhenSlow.REPLAY: Queue,
    WhenSlow.SNAPSHOT: Queue,
    WhenSlow.COALESCE: Latest,
}

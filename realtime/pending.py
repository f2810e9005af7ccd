"""What waits for a member that takes nothing now: bounded, one way or the other."""

from collections import deque
from typing import Protocol
from uuid import UUID

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
    """The latest item of each thing, up to a number of things."""

    __slots__ = ("_items", "_limit")

    def __init__(self, limit: int = LATEST_LIMIT) -> None:
        self._items: dict[UUID | None, Item] = {}
        self._limit = limit

    def keep(self, item: Item) -> bool:
        if self._items.pop(item.subject, None) is None and len(self._items) >= self._limit:
            return False
        self._items[item.subject] = item  # behind the others, for it is newer than they are
        return True

    def pop(self) -> Item | None:
        return self._items.pop(next(iter(self._items))) if self._items else None

    def clear(self) -> None:
        self._items.clear()

    def __len__(self) -> int:
        return len(self._items)


PENDING: dict[WhenSlow, type[Queue | Latest]] = {
    WhenSlow.REPLAY: Queue,
    WhenSlow.SNAPSHOT: Queue,
    WhenSlow.COALESCE: Latest,
}

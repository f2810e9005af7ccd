"""What is remembered of documents: much of short ones, little of long ones, nothing of longer."""

from collections import OrderedDict
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Generic, TypeVar

Each = TypeVar("Each")

# Documents of so many characters at most, and how many. What is made of one takes some 140 bytes
# for each of its characters: all shelves, filled by somebody who means harm, take 80 MB.
SHELVES = ((500, 500), (2_000, 100), (10_000, 10))
LONG = 8  # documents of any length that were read last: one request asks for its own several times
FAULTY = 500  # documents that cannot be run, of which only that is kept


class Shelves:
    """Remembers what a function makes of documents."""

    def __init__(self, make: Callable[..., Any]) -> None:
        self._make = make
        self._shelves = [(most, lru_cache(many)(make)) for most, many in SHELVES]

    def of(self, name: tuple[str, str | None]) -> Callable[..., Any]:
        """The function for a document with this text and operation, remembering if it may."""
        length = len(name[0]) + len(name[1] or "")
        for most, remembering in self._shelves:
            if length <= most:
                return remembering
        return self._make


class Recent(Generic[Each]):
    """The last few of something, by the name of a document."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[tuple[str, str | None], Each] = OrderedDict()

    def find(self, name: tuple[str, str | None]) -> Each | None:
        """What is kept under this name."""
        found = self._kept.get(name)
        if found is not None:
            self._kept.move_to_end(name)
        return found

    def keep(self, name: tuple[str, str | None], each: Each) -> Each:
        """The same, kept until there are too many."""
        self._kept[name] = each
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)
        return each

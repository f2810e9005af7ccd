"""What is remembered of documents: much of short ones, little of long ones, nothing of longer."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

# Documents of so many characters at most, and how many. What is made of one takes some 140 bytes
# for each of its characters: both shelves, filled by somebody who means harm, take 340 MB.
SHELVES = ((2_000, 1_000), (10_000, 50))
# Of what was read of a document, also the last few of any length: within one request it is asked
# for again and again, and it has 3,000 tokens at most.
ALSO_LONG = (*SHELVES, (300_000, 4))


class Shelves:
    """Remembers what a function makes of documents."""

    def __init__(
        self, make: Callable[..., Any], shelves: Sequence[tuple[int, int]] = SHELVES
    ) -> None:
        self._make = make
        self._shelves = [(most, lru_cache(many)(make)) for most, many in shelves]

    def of(self, name: tuple[str, str | None]) -> Callable[..., Any]:
        """The function for a document with this text and operation, remembering if it may."""
        length = len(name[0]) + len(name[1] or "")
        for most, remembering in self._shelves:
            if length <= most:
                return remembering
        return self._make

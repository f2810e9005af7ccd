"""Choices read from a tape of bytes: hypothesis makes it, and makes one that fails smaller."""

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

TAPE_BYTES = 640  # of one document, enough for nearly all; one that needs more ends plainly
BYTES_EACH = 2  # of one choice
STEPS = 256**BYTES_EACH


class Chance:
    """One document's choices. Zero is the plainest, so a tape of zeros is the plainest document."""

    def __init__(self, tape: bytes = b"") -> None:
        self._tape = tape
        self._place = 0

    def upto(self, most: int) -> int:
        """A number from 0 to `most`."""
        part = self._tape[self._place : self._place + BYTES_EACH]
        self._place += BYTES_EACH
        return int.from_bytes(part) * (most + 1) // STEPS

    def one_in(self, times: int) -> bool:
        """True so seldom, and false in the plainest document."""
        return self.upto(times - 1) == times - 1

    def among(self, of: Sequence[T]) -> T:
        """One of these."""
        return of[self.upto(len(of) - 1)]

    def some(self, of: Sequence[T], size: int) -> list[T]:
        """So many of these, or all, in any order."""
        left = list(of)
        return [left.pop(self.upto(len(left) - 1)) for _ in range(min(size, len(left)))]

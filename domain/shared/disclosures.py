"""What was opened in a request for somebody whom it does not belong to: noted, and bounded."""

from collections.abc import Iterator
from typing import NamedTuple
from uuid import UUID

DISCLOSURES_MAX = 1_000  # remembered of one request one by one; more are counted


class Disclosure(NamedTuple):
    """One thing about one person: a kind and id, such as a customer's, and a column."""

    subject: str
    subject_id: UUID
    field: str


class Disclosures:
    """What was disclosed in one request, each thing once. `left_out` counts what found no place.

    Nothing that was opened is in it: it says whose and which, never what.
    """

    __slots__ = ("_noted", "left_out")

    def __init__(self) -> None:
        self._noted: set[tuple[str, UUID, str]] = set()
        self.left_out = 0

    def note(self, subject: str, subject_id: UUID, field: str) -> None:
        """Somebody is shown this."""
        disclosed = (subject, subject_id, field)
        if len(self._noted) < DISCLOSURES_MAX:
            self._noted.add(disclosed)
        elif disclosed not in self._noted:
            self.left_out += 1

    def take(self) -> tuple[list[Disclosure], int]:
        """All that was noted, in a fixed order, and how many more; and begin anew.

        Whoever writes them down takes them, so that a context that lives on writes none twice.
        """
        noted, left_out = list(self), self.left_out
        self._noted, self.left_out = set(), 0
        return noted, left_out

    def __iter__(self) -> Iterator[Disclosure]:
        return iter([Disclosure(*each) for each in sorted(self._noted)])

    def __len__(self) -> int:
        return len(self._noted) + self.left_out

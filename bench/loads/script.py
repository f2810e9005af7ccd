"""What all have to be told: the same bytes to everybody, so that a comparison is enough."""

import re
from bisect import bisect_right

VERSION = re.compile(rb'"aggregateVersion":(\d+)')


class Script:
    """Every frame that was told, once, end to end. Places are bytes from its beginning.

    Whoever hears a frame first writes it down; everybody else's bytes are compared with it. Where
    frames have versions, `missing` counts those that nobody was told.
    """

    def __init__(self, *, has_versions: bool) -> None:
        self.has_versions = has_versions
        self.text = bytearray()
        self.ends: list[int] = []  # of each frame, its place
        self.first: int | None = None  # the version of the first frame
        self.missing = 0

    def __len__(self) -> int:
        return len(self.ends)

    def number_at(self, place: int) -> int:
        """How many whole frames lie before a place."""
        return bisect_right(self.ends, place) if place else 0

    def start_of(self, number: int) -> int:
        """Where a frame begins."""
        return self.ends[number - 1] if number else 0

    def write(self, told: bytes) -> int:
        """Add a frame that nobody was told before; its number."""
        version = self._version_of(told)
        if version is not None:
            if self.first is None:
                self.first = version
            for _ in range(self.first + len(self), version):
                self.ends.append(len(self.text))
                self.missing += 1
        self.text += told
        self.ends.append(len(self.text))
        return len(self) - 1

    def number_of(self, told: bytes, expected: int) -> int:
        """Which frame this is: by its version, or the one that is expected."""
        version = self._version_of(told)
        if version is None or self.first is None:
            return expected
        return version - self.first

    def _version_of(self, told: bytes) -> int | None:
        found = VERSION.search(told) if self.has_versions else None
        return int(found[1]) if found else None

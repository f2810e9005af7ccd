"""A place in the log as clients carry it: opaque to them, a log and a number to us."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from enum import StrEnum
from functools import lru_cache
from typing import Self
from uuid import UUID

from msgspec import Struct

EPOCH_BYTES = 16
SEQ_BYTES = 8
TEXT_LENGTH = 32  # characters: 24 bytes in base64, so there is no padding


class Cursor(Struct, frozen=True, gc=False):
    """Everything up to `seq` of the log `epoch` was seen."""

    epoch: UUID
    seq: int

    @property
    def text(self) -> str:
        """32 characters that are safe in addresses and headers."""
        return _text(self.epoch, self.seq)

    def covers(self, other: Self) -> bool:
        """Whether everything up to there was seen here too."""
        return self.epoch == other.epoch and self.seq >= other.seq

    @classmethod
    def read(cls, text: str) -> Self | None:
        """The cursor in a text; None if there is none."""
        if len(text) != TEXT_LENGTH:
            return None
        try:
            raw = urlsafe_b64decode(text.encode("ascii"))
        except ValueError:
            return None
        if len(raw) != EPOCH_BYTES + SEQ_BYTES:
            return None
        return cls(UUID(bytes=raw[:EPOCH_BYTES]), int.from_bytes(raw[EPOCH_BYTES:]))


@lru_cache(1_000)  # each request begins at one, and most at the same
def _text(epoch: UUID, seq: int) -> str:
    return urlsafe_b64encode(epoch.bytes + seq.to_bytes(SEQ_BYTES)).decode()


class Fate(StrEnum):
    """What can be done for somebody who comes back with a cursor."""

    OK = "ok"
    EXPIRED = "expired"
    UNKNOWN = "unknown"


def classify(cursor: Cursor | None, *, epoch: UUID, floor: int, newest: int) -> Fate:
    """Whether the log can tell what came after a cursor.

    Unknown is a cursor of another log, one beyond the newest number, and none at all; expired is
    one older than what the log still replays.
    """
    if cursor is None or cursor.epoch != epoch or cursor.seq > newest:
        return Fate.UNKNOWN
    return Fate.EXPIRED if cursor.seq < floor else Fate.OK

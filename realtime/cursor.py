"""A place in the log as clients carry it: opaque to them, a log and a number to us."""

from base64 import urlsafe_b64decode
from binascii import b2a_base64
from enum import StrEnum
from functools import lru_cache
from typing import Self
from uuid import UUID

from msgspec import Struct

EPOCH_BYTES = 16
SEQ_BYTES = 8
URL_SAFE = bytes.maketrans(b"+/", b"-_")
TEXT_LENGTH = 32  # characters: 24 bytes in base64, so there is no padding


class Cursor(Struct, frozen=True, gc=False):
    """Everything up to `seq` of the log `epoch` was seen."""

    epoch: UUID
    seq: int

    @property
    def text(self) -> str:
        """32 characters that are safe in addresses and headers."""
        raw = _bytes_of(self.epoch) + self.seq.to_bytes(SEQ_BYTES)
        return b2a_base64(raw, newline=False).translate(URL_SAFE).decode()

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


@lru_cache(8)  # a process follows one log
def _bytes_of(epoch: UUID) -> bytes:
    return epoch.bytes


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

"""What travels on the bus: facts that were numbered, the pulse of the log, a cry after a fall, and
who is where.

Everything here is a hint. What a process has not heard, it reads from the log; who is where stands
in no log, and is said again every second.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol, Self
from uuid import UUID

import orjson
from msgspec import DecodeError, Struct
from msgspec.json import Decoder, Encoder


class Malformed(ValueError):
    """Something else than a message of ours came along one of our channels."""


class Row(Protocol):
    """A row of the log, however it was read."""

    def __getitem__(self, column: str, /) -> Any: ...


class StoredEvent(Struct, frozen=True, gc=False):
    """One fact as it stands in the log, numbered."""

    seq: int
    aggregate_type: str
    aggregate_id: UUID
    version: int
    type: str
    payload: dict[str, Any]
    actor: str
    occurred_at: datetime

    @classmethod
    def from_row(cls, row: Row) -> Self:
        """The fact that a row of the log tells; more columns do no harm."""
        return cls(
            seq=row["seq"],
            aggregate_type=row["aggregate_type"],
            aggregate_id=row["aggregate_id"],
            version=row["version"],
            type=row["type"],
            payload=orjson.loads(row["payload"]),
            actor=row["actor"],
            occurred_at=row["occurred_at"],
        )


class Tagged(Struct, frozen=True, tag_field="kind"):
    """A message says of which kind it is."""


class Batch(Tagged, frozen=True, tag="events"):
    """Facts of one log (`epoch`), in the order of their numbers."""

    epoch: UUID
    events: tuple[StoredEvent, ...]


class Lag(Struct, frozen=True):
    """How far the relay is behind: facts without a number, and the age of the oldest, in seconds.

    Imported history does not count; beyond some limit facts are not counted any further.
    """

    events: int = 0
    seconds: float = 0.0


class Heartbeat(Tagged, frozen=True, tag="heartbeat"):
    """The newest number given in this log: who has seen less has missed something."""

    epoch: UUID
    newest: int
    lag: Lag = Lag()


class Resync(Tagged, frozen=True, tag="resync"):
    """The connection to the bus was lost for a while, and with it perhaps messages."""


class PresenceActivity(StrEnum):
    """What somebody does with a thing, the weightier last."""

    VIEWING = "viewing"
    EDITING = "editing"


class Person(Struct, frozen=True):
    """Somebody at a thing."""

    id: UUID
    name: str
    activity: PresenceActivity
    since: datetime


class Present(Tagged, frozen=True, tag="present"):
    """All who are at some things through one process: by topic; nobody, where they have left.

    It holds for so many seconds; of other things it says nothing.
    """

    process: UUID
    holds_seconds: float
    places: dict[str, tuple[Person, ...]]


Message = Batch | Heartbeat | Resync | Present
_ENCODER = Encoder()
_DECODER: Decoder[Message] = Decoder(Message)


def encode(message: Message) -> str:
    """The message as text, for broadcaster carries nothing else."""
    return _ENCODER.encode(message).decode()


def decode(text: str) -> Message:
    """The message that a text carries.

    Raises:
        Malformed: it is none of ours.
    """
    try:
        return _DECODER.decode(text)
    except (DecodeError, UnicodeError) as error:
        raise Malformed(str(error)) from error


RESYNC = encode(Resync())

"""What travels on the bus: facts that were numbered, the pulse of the log, a cry after a fall, and
who is where.

Everything here is a hint. What a process has not heard, it reads from the log; who is where stands
in no log, and is said again every second.
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol, Self
from uuid import UUID

import orjson


class Malformed(ValueError):
    """Something else than a message of ours came along one of our channels."""


class Row(Protocol):
    """A row of the log, however it was read."""

    def __getitem__(self, column: str, /) -> Any: ...


@dataclass(frozen=True, slots=True)
class StoredEvent:
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

    @classmethod
    def from_json(cls, found: dict[str, Any]) -> Self:
        """The fact that a message tells; raises whatever a wrong shape raises."""
        event = cls(
            seq=found["seq"],
            aggregate_type=found["aggregate_type"],
            aggregate_id=UUID(found["aggregate_id"]),
            version=found["version"],
            type=found["type"],
            payload=found["payload"],
            actor=found["actor"],
            occurred_at=datetime.fromisoformat(found["occurred_at"]),
        )
        if not (type(event.seq) is type(event.version) is int and isinstance(event.payload, dict)):
            raise TypeError("seq and version are whole numbers, payload is an object")
        return event


@dataclass(frozen=True, slots=True)
class Batch:
    """Facts of one log (`epoch`), in the order of their numbers."""

    epoch: UUID
    events: tuple[StoredEvent, ...]


@dataclass(frozen=True, slots=True)
class Lag:
    """How far the relay is behind: facts without a number, and the age of the oldest, in seconds.

    Imported history does not count; beyond some limit facts are not counted any further.
    """

    events: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """The newest number given in this log: who has seen less has missed something."""

    epoch: UUID
    newest: int
    lag: Lag = Lag()


@dataclass(frozen=True, slots=True)
class Resync:
    """The connection to the bus was lost for a while, and with it perhaps messages."""


class PresenceActivity(StrEnum):
    """What somebody does with a thing, the weightier last."""

    VIEWING = "viewing"
    EDITING = "editing"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody at a thing."""

    id: UUID
    name: str
    activity: PresenceActivity
    since: datetime

    @classmethod
    def from_json(cls, found: dict[str, Any]) -> Self:
        """The person that a message tells of; raises whatever a wrong shape raises."""
        return cls(
            id=UUID(found["id"]),
            name=str(found["name"]),
            activity=PresenceActivity(found["activity"]),
            since=datetime.fromisoformat(found["since"]),
        )


@dataclass(frozen=True, slots=True)
class Present:
    """All who are at some things through one process: by topic; nobody, where they have left.

    It holds for so many seconds; of other things it says nothing.
    """

    process: UUID
    holds_seconds: float
    places: dict[str, tuple[Person, ...]]


Message = Batch | Heartbeat | Resync | Present
RESYNC = '{"kind":"resync"}'


def encode(message: Message) -> str:
    """The message as text, for broadcaster carries nothing else."""
    match message:
        case Batch():
            found = {"kind": "events", "epoch": message.epoch, "events": message.events}
        case Heartbeat():
            found = {"kind": "heartbeat", **asdict(message)}
        case Present():
            found = {
                "kind": "present",
                "process": message.process,
                "holds_seconds": message.holds_seconds,
                "places": message.places,
            }
        case Resync():
            return RESYNC
    return orjson.dumps(found, default=str).decode()


def decode(text: str) -> Message:
    """The message that a text carries.

    Raises:
        Malformed: it is none of ours.
    """
    try:
        found = orjson.loads(text)
        match found["kind"]:
            case "events":
                events = tuple(StoredEvent.from_json(event) for event in found["events"])
                return Batch(UUID(found["epoch"]), events)
            case "heartbeat":
                lag = Lag(int(found["lag"]["events"]), float(found["lag"]["seconds"]))
                return Heartbeat(UUID(found["epoch"]), int(found["newest"]), lag)
            case "present":
                return Present(
                    UUID(found["process"]),
                    float(found["holds_seconds"]),
                    {
                        topic: tuple(Person.from_json(person) for person in people)
                        for topic, people in found["places"].items()
                    },
                )
            case "resync":
                return Resync()
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise Malformed(str(error)) from error
    raise Malformed("of no kind we know")

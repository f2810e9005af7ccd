"""What is told, and by whom: the words between the machine here and those who write and send."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from domain.webhooks.states import AttemptError

TEST = "webhooks.test"


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of the log, as far as it is told: ids and values, never personal data."""

    seq: int
    aggregate_type: str
    aggregate_id: UUID
    version: int
    type: str
    payload: Mapping[str, object]
    occurred_at: datetime


# Writes a fact as receivers read it. What it writes is kept: a repeat is the same bytes.
Compose = Callable[[Fact], str]


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One request to be made."""

    url: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of it. `retry_after` is what the receiver asked for, if it did."""

    duration_ms: int
    status_code: int | None = None
    error: AttemptError | None = None
    response: str = ""
    retry_after: timedelta | None = None

    @property
    def is_good(self) -> bool:
        """Whether the receiver has it."""
        return self.error is None


class Sender(Protocol):
    """Whoever makes requests. It never raises for what others do: that is an answer too."""

    async def send(self, outgoing: Outgoing) -> Answer:
        """Make a request and say what came of it."""
        ...

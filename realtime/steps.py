"""What a subscription is told, step by step: a fact, or a gap that says so."""

from enum import StrEnum

from msgspec import Struct

from realtime.cursor import Cursor
from realtime.messages import StoredEvent


class GapReason(StrEnum):
    """Why facts were left out."""

    CURSOR_EXPIRED = "cursor_expired"
    CURSOR_UNKNOWN = "cursor_unknown"
    SLOW_CONSUMER = "slow_consumer"
    PERMISSION_CHANGED = "permission_changed"


class Told(Struct, frozen=True, gc=False):
    """A fact, and the place in the log behind it."""

    event: StoredEvent
    at: Cursor


class Gap(Struct, frozen=True, gc=False):
    """Facts between two places were left out: look at the present state, then go on.

    `missed_after` is the cursor of the last place known to have been told; None if the one that
    the client brought is none of ours.
    """

    reason: GapReason
    missed_after: str | None
    at: Cursor


Step = Told | Gap

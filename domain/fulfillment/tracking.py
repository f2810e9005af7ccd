"""News of a parcel, and which news stands, whatever order it came in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from domain.fulfillment.states import TRACKING_RANK, TrackingStatus

DISPUTED = "DISPUTED"  # the customer says that it never came
ENDS = frozenset({TrackingStatus.DELIVERED, TrackingStatus.RETURNED})


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackingNews:
    """What a carrier says of one parcel at one moment.

    `status` and `substatus` are our words; `code` and `description` are the carrier's own, kept
    as they came. `source` says in whose language they are.
    """

    status: TrackingStatus
    occurred_at: datetime
    substatus: str | None = None
    location: str = ""
    description: str = ""
    code: str = ""
    source: str = "manual"

    @property
    def disputes(self) -> bool:
        """Whether this takes back an arrival."""
        return self.status is TrackingStatus.EXCEPTION and self.substatus == DISPUTED

    @property
    def place(self) -> tuple[datetime, int, str, str]:
        """Where it belongs among the others: by when it happened, then by rank."""
        return (self.occurred_at, TRACKING_RANK[self.status], self.substatus or "", self.code)


def standing(news: Iterable[TrackingNews]) -> TrackingNews | None:
    """The news that stands: the latest, except that an arrival stays until it is disputed.

    It depends on what was said, never on the order in which we heard it. News in words that
    we do not know never stands.
    """
    stands: TrackingNews | None = None
    known = (item for item in news if item.status is not TrackingStatus.UNKNOWN)
    for item in sorted(known, key=lambda item: item.place):
        if stands is None or stands.status not in ENDS or item.disputes:
            stands = item
    return stands

"""What we ask of any carrier. Real ones are adapters at the edge; a simulated one is next door."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from domain.fulfillment.carriers.vocabulary import RawNews


class CarrierPort(Protocol):
    """A carrier as the shop sees it."""

    @property
    def code(self) -> str:
        """What we call it."""
        ...

    def create_waybill(self, sequence: int) -> str:
        """The number of our n-th parcel with this carrier."""
        ...

    def validate_waybill(self, number: str) -> bool:
        """Whether this can be a number of theirs."""
        ...

    def fetch_tracking(
        self, waybill_number: str, *, shipped_at: datetime, after: datetime, until: datetime
    ) -> Sequence[RawNews]:
        """What they told us of a parcel between two instants, in the order in which they did."""
        ...

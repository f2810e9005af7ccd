"""What the shelves refuse."""

from collections.abc import Sequence

from domain.inventory.allocation import Shortage
from domain.shared.errors import DomainError


class InsufficientStock(DomainError):
    """Fewer units can be promised than were asked for. Nothing was taken."""

    code = "INSUFFICIENT_STOCK"

    def __init__(self, shortages: Sequence[Shortage]) -> None:
        first = shortages[0]
        super().__init__(
            f"{first.requested} asked for, {first.available} available.",
            variant_id=first.variant_id,
            requested=first.requested,
            available=first.available,
            shortages=list(shortages),
        )
        self.shortages = list(shortages)


class NotAllocated(DomainError):
    """These units do not wait in this warehouse for this order: not confirmed, or gone already."""

    code = "NOT_ALLOCATED"

    def __init__(self) -> None:
        super().__init__("These units are not allocated to this order in this warehouse.")

"""What an asker has to spend: each operation is paid for before it is run."""

from typing import Protocol


class Purse(Protocol):
    """From which somebody pays, at the edge that knows how much they have."""

    def spend(self, cost: int) -> None:
        """Pay, or raise a refusal."""

    def told(self) -> dict[str, int]:
        """What is left: `maximumAvailable`, `currentlyAvailable`, and `restoreRate` a second."""

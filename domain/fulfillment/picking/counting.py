"""Which lines a scanned item is counted for: a rule without a database."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from domain.fulfillment.picking.errors import TooManyScanned, WrongItem

NAMED_MAX = 5  # items that a refusal names


@dataclass(frozen=True, slots=True)
class ToScan:
    """A line of work: its item, how many units it is of, and how many were scanned."""

    line_id: UUID
    order_line_id: UUID
    sku: str
    quantity: int
    scanned: int

    @property
    def left(self) -> int:
        """Units still to be scanned."""
        return self.quantity - self.scanned


def counted(lines: Sequence[ToScan], code: str, units: int) -> dict[UUID, int]:
    """How many of the scanned units count for each line, by the line's id: the first line of the
    item is filled before the second.

    Raises:
        WrongItem: no line is of this item.
        TooManyScanned: fewer of it are still to be scanned.
    """
    of_item = [line for line in lines if line.sku == code]
    if not of_item:
        raise WrongItem(code, expected(lines))
    left = sum(line.left for line in of_item)
    if units > left:
        raise TooManyScanned(code, units, left)
    shares: dict[UUID, int] = {}
    for line in of_item:
        share = min(units, line.left)
        if share:
            shares[line.line_id] = share
        units -= share
    return shares


def expected(lines: Sequence[ToScan]) -> str:
    """What is still to be scanned, in words: `LAMP-1 (2), BOOK-3 (1)`, at most five items."""
    left: dict[str, int] = {}
    for line in lines:
        if line.left:
            left[line.sku] = left.get(line.sku, 0) + line.left
    named = [f"{sku} ({units})" for sku, units in [*left.items()][:NAMED_MAX]]
    return ", ".join(named) + (", …" if len(left) > NAMED_MAX else "")

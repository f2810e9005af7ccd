"""What a merge remembers, so that it can be taken back: who had which lines, and what they cost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from domain.orders.models import Order, OrderLine
from domain.orders.proration import Amounts
from domain.orders.split_plan import amounts_of
from domain.orders.states import MergeShipping
from domain.taxes.arithmetic import TaxLine


@dataclass(frozen=True, slots=True)
class Left:
    """An order as it was before it went into another: its lines by id and position, what it used
    of promotions, its payments, and the taxes of sending it.
    """

    order_id: UUID
    amounts: Amounts
    expires_at: datetime | None
    lines: Sequence[tuple[UUID, int]]
    uses: Sequence[UUID]
    payments: Sequence[UUID]
    shipping_taxes: Sequence[TaxLine] = ()


@dataclass(frozen=True, slots=True)
class LineState:
    """A line as far as a split, an edit or a warehouse would change it."""

    line_id: UUID
    position: int
    quantity: int
    total_minor: int
    fulfilled: int
    canceled: int


@dataclass(frozen=True, slots=True)
class State:
    """What an order is made of. Equal states are the same order."""

    amounts: Amounts
    lines: Sequence[LineState]

    @classmethod
    def of(cls, order: Order, lines: Sequence[OrderLine]) -> "State":
        """As it is now."""
        return cls(
            amounts_of(order),
            [
                LineState(
                    line.id,
                    line.position,
                    line.quantity,
                    line.total_minor,
                    line.fulfilled,
                    line.canceled,
                )
                for line in sorted(lines, key=lambda line: line.position)
            ],
        )


@dataclass(frozen=True, slots=True)
class Journal:
    """One merge. `before` is what the target came to, `after` what it then was; `shipping_taxes`
    are those of sending the target alone.
    """

    shipping: MergeShipping
    before: Amounts
    expires_at: datetime | None
    sources: Sequence[Left]
    after: State
    shipping_taxes: Sequence[TaxLine] = ()

    def written(self) -> dict[str, Any]:
        """As a row keeps it."""
        found: dict[str, Any] = msgspec.to_builtins(self)
        return found

    @classmethod
    def read(cls, row: Mapping[str, Any]) -> "Journal":
        """Out of a row."""
        return msgspec.convert(row, cls)

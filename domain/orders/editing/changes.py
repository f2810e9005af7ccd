"""What shall be changed of an order: single changes, and what they come to together.

A draft says how the order shall be, not by which steps: a change taken back leaves nothing.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Self
from uuid import UUID

import msgspec

from domain.orders.request import LINES_MAX, QUANTITY_MAX, ShippingAddress
from domain.shared.errors import InvalidInput, NotFound
from domain.shared.ids import new_id
from domain.shared.inputs import count, text
from domain.shared.money import AMOUNT_MINOR_MAX

REASON_LENGTH_MAX = 200  # characters
DISCOUNTS_MAX = 20  # of one edit


@dataclass(frozen=True, slots=True)
class AddLine:
    """So many units of a variant that shall come along, at the price of the moment it is done, or
    at one that was settled elsewhere, with so much off all of them.
    """

    variant_id: UUID
    quantity: int
    unit_price_minor: int | None = None
    discount_minor: int = 0


@dataclass(frozen=True, slots=True)
class SetQuantity:
    """How many units a line shall have; none takes it out."""

    line_id: UUID
    quantity: int


@dataclass(frozen=True, slots=True)
class RemoveLine:
    """A line that shall go."""

    line_id: UUID


@dataclass(frozen=True, slots=True)
class SetAddress:
    """Where it shall go instead."""

    address: ShippingAddress


@dataclass(frozen=True, slots=True)
class SetShipping:
    """What sending shall cost, in minor units of the order's currency."""

    shipping_minor: int


@dataclass(frozen=True, slots=True)
class AddDiscount:
    """What staff take off a line, or off the whole order, in minor units, and why."""

    reason: str
    amount_minor: int
    line_id: UUID | None = None


EditChange = AddLine | SetQuantity | RemoveLine | SetAddress | SetShipping | AddDiscount


@dataclass(frozen=True, slots=True)
class Added:
    """A line to be; its id is given already. Without a price it has that of the moment."""

    line_id: UUID
    variant_id: UUID
    quantity: int
    unit_price_minor: int | None = None
    discount_minor: int = 0


@dataclass(frozen=True, slots=True)
class Discount:
    """What staff take off: of one line, or of the whole order."""

    reason: str
    amount_minor: int
    line_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """How an order shall be where it shall be otherwise: units by line, lines to be, shipping in
    minor units, discounts. The address is kept apart, for it is sealed. What is said by a channel
    `is_final`: its prices are settled, with the taxes inside.
    """

    quantities: Mapping[UUID, int] = field(default_factory=dict)
    added: Sequence[Added] = ()
    shipping_minor: int | None = None
    discounts: Sequence[Discount] = ()
    is_final: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing shall be otherwise."""
        return not (self.quantities or self.added or self.discounts) and self.shipping_minor is None

    def written(self) -> dict[str, Any]:
        """As a row keeps it."""
        found: dict[str, Any] = msgspec.to_builtins(self, str_keys=True)
        return found

    @classmethod
    def read(cls, row: Mapping[str, Any]) -> Self:
        """Out of a row."""
        return msgspec.convert(row, cls, strict=False)

    def after(self, change: EditChange, lines: Mapping[UUID, int]) -> "Draft":
        """The same with one change more; `lines` are the units of those that the order has.

        Raises:
            NotFound: neither the order nor the draft has such a line.
            InvalidInput: a quantity, an amount or a reason out of bounds, or too many of them.
        """
        match change:
            case AddLine(variant_id, quantity, price, discount):
                count(quantity, "quantity", highest=QUANTITY_MAX)
                if len(self.added) >= LINES_MAX:
                    raise InvalidInput(f"At most {LINES_MAX} at once.", "lines")
                added = Added(new_id(), variant_id, quantity, price, discount)
                return replace(self, added=[*self.added, added])
            case SetQuantity(line_id, quantity):
                count(quantity, "quantity", lowest=0, highest=QUANTITY_MAX)
                return self._with_units(line_id, quantity, lines)
            case RemoveLine(line_id):
                return self._with_units(line_id, 0, lines)
            case SetShipping(minor):
                count(minor, "shipping", lowest=0, highest=AMOUNT_MINOR_MAX)
                return replace(self, shipping_minor=minor)
            case AddDiscount(reason, minor, line_id):
                return self._with_discount(reason, minor, line_id, lines)
            case SetAddress():
                return self

    def _with_units(self, line_id: UUID, units: int, lines: Mapping[UUID, int]) -> "Draft":
        if line_id in lines:
            wanted = {**self.quantities, line_id: units}
            if units == lines[line_id]:
                del wanted[line_id]
            return replace(self, quantities=wanted)
        self._known(line_id, lines)
        return replace(
            self,
            added=[
                replace(one, quantity=units) if one.line_id == line_id else one
                for one in self.added
                if one.line_id != line_id or units
            ],
            discounts=[one for one in self.discounts if one.line_id != line_id or units],
        )

    def _with_discount(
        self, reason: str, minor: int, line_id: UUID | None, lines: Mapping[UUID, int]
    ) -> "Draft":
        reason = text(reason, "reason", longest=REASON_LENGTH_MAX)
        count(minor, "amount", highest=AMOUNT_MINOR_MAX)
        if len(self.discounts) >= DISCOUNTS_MAX:
            raise InvalidInput(f"At most {DISCOUNTS_MAX} at once.", "discounts")
        if line_id is not None:
            self._known(line_id, lines)
        return replace(self, discounts=[*self.discounts, Discount(reason, minor, line_id)])

    def _known(self, line_id: UUID, lines: Collection[UUID]) -> None:
        if line_id not in lines and all(one.line_id != line_id for one in self.added):
            raise NotFound("order line", line_id)

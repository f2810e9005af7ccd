"""An order as any channel means it, whatever it writes: what all adapters make."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from domain.channels.states import MessageKind, RejectReason
from domain.shared.money import MINOR_DIGITS

QUANTITY_MAX = 10_000  # units of one line
LINES_MAX = 250  # lines of one order
EXTERNAL_ID_LENGTH_MAX = 64  # characters
SKU_LENGTH_MAX = 120  # characters
AMOUNT_MINOR_MAX = 10**15


class Rejected(Exception):
    """A message that cannot be taken: why, at which field, and what a person should see of it."""

    def __init__(self, reason: RejectReason, field: str | None = None, **facts: Any) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.field = field
        self.facts = facts


@dataclass(frozen=True, slots=True)
class NormalizedLine:
    """Units of what the channel calls `sku`. `discount_minor` is off all of them together."""

    sku: str
    quantity: int
    unit_price_minor: int
    discount_minor: int = 0

    @property
    def total_minor(self) -> int:
        """What is paid for the line."""
        return self.unit_price_minor * self.quantity - self.discount_minor

    @classmethod
    def paid(cls, sku: str, quantity: int, paid_minor: int, off_minor: int = 0) -> "NormalizedLine":
        """A line by what is paid for it and what was taken off: a price per unit that is no whole
        number of minor units is rounded up, and the difference is part of the discount.
        """
        unit = -(-(paid_minor + off_minor) // quantity)
        return cls(sku, quantity, unit, unit * quantity - paid_minor)


@dataclass(frozen=True, slots=True)
class NormalizedOrder:
    """One order. Amounts in minor units of `currency`; taxes are inside them. `address` has the
    parts of an order's address. `paid_minor` is what the channel has taken from the customer
    already, under `payment_reference`.
    """

    external_id: str
    currency: str
    placed_at: datetime
    lines: Sequence[NormalizedLine]
    kind: MessageKind = MessageKind.CREATED
    shipping_minor: int = 0
    paid_minor: int = 0
    payment_reference: str = ""
    address: Mapping[str, str] | None = field(default=None, repr=False)
    note: str = ""
    said_at: datetime | None = None

    @property
    def total_minor(self) -> int:
        """What the order comes to."""
        return sum(line.total_minor for line in self.lines) + self.shipping_minor

    def checked(self, total_minor: int | None) -> "NormalizedOrder":
        """The same, if it makes sense and comes to what the channel says it does.

        Raises:
            Rejected: it does not.
        """
        if not 0 < len(self.external_id) <= EXTERNAL_ID_LENGTH_MAX:
            raise Rejected(RejectReason.UNREADABLE, "id")
        if self.kind is MessageKind.CANCELED:
            return self
        if not 0 < len(self.lines) <= LINES_MAX:
            raise Rejected(RejectReason.UNREADABLE, "lines")
        for place, line in enumerate(self.lines):
            if not 0 < line.quantity <= QUANTITY_MAX:
                raise Rejected(RejectReason.UNREADABLE, f"lines.{place}.quantity")
            if not 0 < len(line.sku) <= SKU_LENGTH_MAX:
                raise Rejected(RejectReason.UNREADABLE, f"lines.{place}.sku")
            if not 0 <= line.discount_minor <= line.unit_price_minor * line.quantity:
                raise Rejected(RejectReason.UNREADABLE, f"lines.{place}.price")
        if self.shipping_minor < 0 or self.total_minor > AMOUNT_MINOR_MAX:
            raise Rejected(RejectReason.UNREADABLE, "total")
        if total_minor is not None and total_minor != self.total_minor:
            raise Rejected(
                RejectReason.TOTAL_DIFFERS,
                "total",
                said_minor=total_minor,
                lines_minor=self.total_minor,
            )
        if not 0 <= self.paid_minor <= self.total_minor:
            raise Rejected(RejectReason.TOTAL_DIFFERS, "paid", paid_minor=self.paid_minor)
        return self


def minor_of(value: object, currency: str, name: str) -> int:
    """An amount as a channel writes it, in minor units of a currency.

    Raises:
        Rejected: it is none, or finer than the currency.
    """
    if isinstance(value, float):
        value = repr(value)
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        raise Rejected(RejectReason.UNREADABLE, name)
    if currency not in MINOR_DIGITS:
        raise Rejected(RejectReason.WRONG_CURRENCY, name, currency=currency[:8])
    try:
        scaled = Decimal(str(value).strip().replace(",", "")).scaleb(MINOR_DIGITS[currency])
    except InvalidOperation:
        raise Rejected(RejectReason.UNREADABLE, name) from None
    if not scaled.is_finite() or scaled != scaled.to_integral_value() or abs(scaled) > 10**15:
        raise Rejected(RejectReason.UNREADABLE, name)
    return int(scaled)


def instant_of(value: object, name: str) -> datetime:
    """A time of RFC 3339, aware.

    Raises:
        Rejected: it is none.
    """
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise Rejected(RejectReason.UNREADABLE, name)
    return found.astimezone(UTC)


def text_of(value: object, name: str, *, longest: int = 200, required: bool = True) -> str:
    """A text, without blanks around it, cut to what we keep. A number counts as its digits.

    Raises:
        Rejected: there is none where one must be, or it has a character that no text has.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    found = value.strip() if isinstance(value, str) else ""
    if (required and not found) or "\x00" in found:
        raise Rejected(RejectReason.UNREADABLE, name)
    return found[:longest]


def units_of(value: object, name: str) -> int:
    """A whole number of units.

    Raises:
        Rejected: it is none.
    """
    if isinstance(value, str) and value.strip().isdecimal():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise Rejected(RejectReason.UNREADABLE, name)
    return value

"""Sharing out what an order comes to when it is taken apart: pure functions, nothing is lost.

Every amount is shared by largest remainder (Hamilton's method of apportionment), a tie going to the
part that stays, so the parts always add up to the whole to the last minor unit.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from domain.shared.money import apportion
from domain.taxes.arithmetic import share_out

Weight = tuple[int, int]  # what something costs in minor units; its units, or its tax


@dataclass(frozen=True, slots=True)
class Amounts:
    """What an order comes to, in minor units: `total` is subtotal less discount, and shipping, and
    tax where prices do not contain it. `tax` is all tax, `shipping_tax` what of it is for sending.
    """

    subtotal_minor: int = 0
    discount_minor: int = 0
    shipping_minor: int = 0
    total_minor: int = 0
    tax_minor: int = 0
    shipping_tax_minor: int = 0

    def __add__(self, other: "Amounts") -> "Amounts":
        return Amounts(
            self.subtotal_minor + other.subtotal_minor,
            self.discount_minor + other.discount_minor,
            self.shipping_minor + other.shipping_minor,
            self.total_minor + other.total_minor,
            self.tax_minor + other.tax_minor,
            self.shipping_tax_minor + other.shipping_tax_minor,
        )

    def __sub__(self, other: "Amounts") -> "Amounts":
        return Amounts(
            self.subtotal_minor - other.subtotal_minor,
            self.discount_minor - other.discount_minor,
            self.shipping_minor - other.shipping_minor,
            self.total_minor - other.total_minor,
            self.tax_minor - other.tax_minor,
            self.shipping_tax_minor - other.shipping_tax_minor,
        )


@dataclass(frozen=True, slots=True)
class Goods:
    """A line as far as its money goes. `shares` are what each promotion took off it, in minor
    units, by the id of the use; together at most `discount_minor`.
    """

    line_id: UUID
    units: int
    unit_price_minor: int
    discount_minor: int
    shares: Mapping[UUID, int]

    @property
    def total_minor(self) -> int:
        """Units times price, less what was taken off."""
        return self.units * self.unit_price_minor - self.discount_minor


def leaving(goods: Goods, units: int) -> Goods:
    """The part of a line that leaves with so many of its units.

    What was taken off the line leaves in proportion, and so does each promotion's share of that: no
    part costs less than nothing.
    """
    assert 0 < units <= goods.units, "some units of the line, or all"
    _, off = apportion(goods.discount_minor, [goods.units - units, units])
    return Goods(goods.line_id, units, goods.unit_price_minor, off, _shares(goods, off))


def shipping_leaving(shipping_minor: int, stays: Sequence[Goods], leaves: Sequence[Goods]) -> int:
    """The part of the shipping that leaves with goods: in proportion to what they cost, or to how
    many there are where nothing costs anything.
    """
    weights = [_cost(stays), _cost(leaves)]
    if not sum(weights):
        weights = [_units(stays), _units(leaves)]
    return apportion(shipping_minor, weights)[1]


def tax_leaving(tax_minor: int, stays: Weight, leaves: Weight) -> int:
    """The part of a line's tax, or of that of shipping, that leaves: in proportion to what the
    parts cost, or to their units where they cost nothing.
    """
    minor, units = zip(stays, leaves, strict=True)
    return share_out(tax_minor, minor if sum(minor) else units)[1]


def taxes_leaving(taxes_minor: Sequence[int], tax_minor: int) -> list[int]:
    """The part of each of several taxes of one line that leaves, if so much of their sum does: in
    proportion to them, and never more than any is.
    """
    return share_out(tax_minor, taxes_minor)


def money_leaving(paid_minor: int, stays_minor: int, leaves_minor: int) -> int:
    """The part of what was paid (captured less refunded) that leaves with a total of so much.

    In proportion to the totals, and never more than the leaving part costs: so what was paid in
    full stays paid in full on both sides, and what was paid too much stays where it is.
    """
    if paid_minor <= 0 or stays_minor + leaves_minor <= 0:
        return 0
    return min(apportion(paid_minor, [stays_minor, leaves_minor])[1], leaves_minor)


def shipping_together(charges: Sequence[Weight], *, keep_all: bool) -> list[int]:
    """Which of the charges for sending orders, and their taxes, stay when they go in one parcel, by
    place: the highest, and of equal ones the first, unless all are kept.
    """
    places = range(len(charges))
    return [*places] if keep_all else [max(places, key=lambda place: charges[place])]


def _shares(goods: Goods, off: int) -> dict[UUID, int]:
    """What leaves of each promotion's share; what no promotion took off is nobody's."""
    if not goods.discount_minor:
        return {}
    nobodys = goods.discount_minor - sum(goods.shares.values())
    assert nobodys >= 0, "promotions took off more than was taken off"
    parts = apportion(off, [*goods.shares.values(), nobodys])
    return dict(zip(goods.shares, parts[:-1], strict=True))


def _cost(goods: Sequence[Goods]) -> int:
    return sum(one.total_minor for one in goods)


def _units(goods: Sequence[Goods]) -> int:
    return sum(one.units for one in goods)

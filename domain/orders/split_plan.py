"""What a split would make of an order: a rule without a database, so that it can be tried often."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from domain.orders.models import Order, OrderLine
from domain.orders.proration import Amounts, Goods, leaving, money_leaving, shipping_leaving
from domain.shared.errors import InvalidInput, NotFound
from domain.shared.ids import new_id

Shares = Mapping[UUID, Mapping[UUID, int]]  # by line, by the use of a promotion: minor units off


@dataclass(frozen=True, slots=True)
class Part:
    """Units of a line that go to the new order, as its line at this position.

    A line that goes whole keeps its id; else the part is a line of its own. `shares` are what each
    promotion takes off it, by the id of the use.
    """

    line: OrderLine
    new_line_id: UUID
    position: int
    units: int
    discount_minor: int
    total_minor: int
    shares: Mapping[UUID, int]

    @property
    def is_whole(self) -> bool:
        """Whether nothing of the line stays."""
        return self.new_line_id == self.line.id


@dataclass(frozen=True, slots=True)
class SplitPlan:
    """What goes, and what both orders come to. `paid_minor` is what goes of what was paid."""

    parts: Sequence[Part]
    before: Amounts
    stays: Amounts
    leaves: Amounts
    paid_minor: int


def amounts_of(order: Order) -> Amounts:
    """What an order comes to."""
    return Amounts(
        order.subtotal_minor, order.discount_minor, order.shipping_minor, order.total_minor
    )


def plan_split(
    order: Order, lines: Sequence[OrderLine], shares: Shares, units: Mapping[UUID, int]
) -> SplitPlan:
    """Take so many units of these lines (line id to units) out of an order.

    Raises:
        NotFound: the order has no such line.
        InvalidInput: more than a line has, or nothing would stay.
    """
    known = {line.id: line for line in lines}
    for line_id, wanted in units.items():
        if line_id not in known:
            raise NotFound("order line", line_id)
        if wanted > _left(known[line_id]):
            raise InvalidInput("The line has fewer units than that.", "lines")
    if all(units.get(line.id, 0) == _left(line) for line in lines):
        raise InvalidInput("Something has to stay in the order.", "lines")
    parts = [
        _part(line, leaving(_goods(line, shares), units[line.id]), position)
        for position, line in enumerate(line for line in lines if line.id in units)
    ]
    gone = [_left_goods(part) for part in parts]
    stay = [
        Goods(
            line.id,
            line.quantity - units.get(line.id, 0),
            line.unit_price_minor,
            line.discount_minor
            - sum(part.discount_minor for part in parts if part.line.id == line.id),
            {},
        )
        for line in lines
    ]
    subtotal = sum(part.units * part.line.unit_price_minor for part in parts)
    discount = sum(part.discount_minor for part in parts)
    shipping = shipping_leaving(order.shipping_minor, stay, gone)
    leaves = Amounts(subtotal, discount, shipping, subtotal - discount + shipping)
    before = amounts_of(order)
    stays = before - leaves
    paid = order.captured_minor - order.refunded_minor
    return SplitPlan(
        parts, before, stays, leaves, money_leaving(paid, stays.total_minor, leaves.total_minor)
    )


def _left(line: OrderLine) -> int:
    """Units of a line that can still be sent."""
    return line.quantity - line.canceled


def _goods(line: OrderLine, shares: Shares) -> Goods:
    return Goods(
        line.id,
        line.quantity,
        line.unit_price_minor,
        line.discount_minor,
        shares.get(line.id, {}),
    )


def _left_goods(part: Part) -> Goods:
    return Goods(part.line.id, part.units, part.line.unit_price_minor, part.discount_minor, {})


def _part(line: OrderLine, goods: Goods, position: int) -> Part:
    return Part(
        line,
        line.id if goods.units == line.quantity else new_id(),
        position,
        goods.units,
        goods.discount_minor,
        goods.total_minor,
        goods.shares,
    )

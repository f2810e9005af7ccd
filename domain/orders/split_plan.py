"""What a split would make of an order: a rule without a database, so that it can be tried often."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from domain.orders.models import Order, OrderLine, OrderTaxLine
from domain.orders.proration import (
    Amounts,
    Goods,
    Weight,
    leaving,
    money_leaving,
    shipping_leaving,
    tax_leaving,
    taxes_leaving,
)
from domain.shared.errors import InvalidInput, NotFound
from domain.shared.ids import new_id

Shares = Mapping[UUID, Mapping[UUID, int]]  # by line, by the use of a promotion: minor units off


@dataclass(frozen=True, slots=True)
class Part:
    """Units of a line that go to the new order, as its line at this position.

    A line that goes whole keeps its id; else the part is a line of its own. `shares` are what each
    promotion takes off it, by the id of the use; `tax_minor` is its tax.
    """

    line: OrderLine
    new_line_id: UUID
    position: int
    units: int
    discount_minor: int
    total_minor: int
    shares: Mapping[UUID, int]
    tax_minor: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether nothing of the line stays."""
        return self.new_line_id == self.line.id


@dataclass(frozen=True, slots=True)
class TaxPart:
    """What leaves of one tax of a line that is divided, or of shipping, in minor units: a row of
    its own, of the new line. Those of lines that go whole go with them.
    """

    row: OrderTaxLine
    new_line_id: UUID | None
    base_minor: int
    tax_minor: int


@dataclass(frozen=True, slots=True)
class SplitPlan:
    """What goes, and what both orders come to. `paid_minor` is what goes of what was paid; `taxes`
    are of lines that are divided, and of shipping.
    """

    parts: Sequence[Part]
    before: Amounts
    stays: Amounts
    leaves: Amounts
    paid_minor: int
    taxes: Sequence[TaxPart] = ()


def amounts_of(order: Order) -> Amounts:
    """What an order comes to."""
    return Amounts(
        order.subtotal_minor,
        order.discount_minor,
        order.shipping_minor,
        order.total_minor,
        order.tax_minor,
        order.shipping_tax_minor,
    )


def amount_columns(amounts: Amounts) -> dict[str, Any]:
    """The same, as an order keeps it."""
    return asdict(amounts)


def plan_split(
    order: Order,
    lines: Sequence[OrderLine],
    shares: Shares,
    units: Mapping[UUID, int],
    taxes: Sequence[OrderTaxLine] = (),
) -> SplitPlan:
    """Take so many units of these lines (line id to units) out of an order with these taxes.

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
    shipping_tax = tax_leaving(
        order.shipping_tax_minor,
        (order.shipping_minor - shipping, _units(stay)),
        (shipping, _units(gone)),
    )
    tax = sum(part.tax_minor for part in parts) + shipping_tax
    total = subtotal - discount + shipping + (tax if order.prices_include_tax is False else 0)
    leaves = Amounts(subtotal, discount, shipping, total, tax, shipping_tax)
    before = amounts_of(order)
    stays = before - leaves
    paid = order.captured_minor - order.refunded_minor
    of_shipping = _rows_leaving(
        [row for row in taxes if row.order_line_id is None],
        None,
        shipping,
        shipping_tax,
        is_included=bool(order.prices_include_tax),
    )
    of_parts = [
        each
        for part in parts
        if not part.is_whole
        for each in _rows_leaving(
            [row for row in taxes if row.order_line_id == part.line.id],
            part.new_line_id,
            part.total_minor,
            part.tax_minor,
            is_included=bool(order.prices_include_tax),
        )
    ]
    return SplitPlan(
        parts,
        before,
        stays,
        leaves,
        money_leaving(paid, stays.total_minor, leaves.total_minor),
        [*of_parts, *of_shipping],
    )


def _rows_leaving(
    rows: Sequence[OrderTaxLine],
    new_line_id: UUID | None,
    amount_minor: int,
    tax_minor: int,
    *,
    is_included: bool,
) -> list[TaxPart]:
    """What leaves of the taxes of one amount, if so much of that amount and of its tax does."""
    net = amount_minor - tax_minor if is_included else amount_minor
    shares = taxes_leaving([row.tax_minor for row in rows], tax_minor)
    return [TaxPart(row, new_line_id, net, share) for row, share in zip(rows, shares, strict=True)]


def _tax_leaving(line: OrderLine, goods: Goods) -> int:
    stays: Weight = (line.total_minor - goods.total_minor, line.quantity - goods.units)
    return tax_leaving(line.tax_minor, stays, (goods.total_minor, goods.units))


def _units(goods: Sequence[Goods]) -> int:
    return sum(one.units for one in goods)


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
        _tax_leaving(line, goods),
    )

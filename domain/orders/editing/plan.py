"""What an edit would make of an order: a rule without a database, so that preview and commit agree.

Lines keep their price. Units that go take their part of what was taken off, by largest remainder,
as they do when an order is split; units that come cost the full price, for what was taken off was
taken off others. What staff take off the whole order is shared in proportion to what lines cost.
Taxes are of what is left then; see `domain.orders.editing.taxed`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from domain.inventory.allocation import Demand, Shortage
from domain.orders.editing.changes import Draft
from domain.orders.editing.states import EditProblemKind
from domain.orders.editing.taxed import NO_TAXES, EditTaxes, Key
from domain.orders.models import Order, OrderLine
from domain.orders.offers import Offer
from domain.orders.proration import Amounts, Goods, leaving
from domain.orders.request import LINES_MAX
from domain.orders.split_plan import amounts_of
from domain.orders.states import OrderFulfillmentStatus, OrderStatus
from domain.orders.statuses import RETURN_IS_OPEN
from domain.shared.money import AMOUNT_MINOR_MAX, apportion
from domain.taxes.arithmetic import TaxLine, total

# One that waits was held before anybody promised it: no work of it is given out.
EDITABLE = {
    (OrderStatus.PENDING, None),
    (OrderStatus.CONFIRMED, None),
    (OrderStatus.ON_HOLD, OrderStatus.PENDING),
}
PACKED = {*OrderFulfillmentStatus} - {
    OrderFulfillmentStatus.UNFULFILLED,
    OrderFulfillmentStatus.CANCELED,
}


@dataclass(frozen=True, slots=True)
class EditProblem:
    """Why it cannot be done as it is; of which line or variant, how much of what was wanted, and
    how much there is (units, or minor units of a discount).
    """

    kind: EditProblemKind
    line_id: UUID | None = None
    variant_id: UUID | None = None
    wanted: int | None = None
    available: int | None = None


@dataclass(frozen=True, slots=True)
class EditedLine:
    """A line before and after; one that is new has no units before, one that goes none after."""

    line_id: UUID
    variant_id: UUID
    sku: str
    name: str
    unit_price_minor: int
    units_before: int
    units_after: int
    total_before_minor: int
    discount_minor: int
    shares: Mapping[UUID, int]  # what each promotion takes off it, by the id of the use
    is_new: bool = False  # the order does not have it yet
    taxes_before: Sequence[TaxLine] = ()
    taxes: Sequence[TaxLine] = ()

    @property
    def total_minor(self) -> int:
        """What it comes to."""
        return self.units_after * self.unit_price_minor - self.discount_minor

    @property
    def more(self) -> int:
        """Units that come; below zero, units that go."""
        return self.units_after - self.units_before

    @property
    def is_changed(self) -> bool:
        """Whether anything of it is otherwise."""
        return self._costs_otherwise or self.taxes != self.taxes_before

    @property
    def tax_minor(self) -> int:
        """What of it, or beside it, is tax."""
        return total(self.taxes)

    @property
    def _costs_otherwise(self) -> bool:
        return self.more != 0 or self.total_minor != self.total_before_minor

    def taxed(self, taxes: EditTaxes) -> "EditedLine":
        """The same with the taxes of what it comes to."""
        before = taxes.before(self.line_id)
        if not self.units_after:
            return replace(self, taxes_before=before)
        after = taxes.after(self.line_id, self.total_minor, is_changed=self._costs_otherwise)
        return replace(self, taxes_before=before, taxes=after)


@dataclass(frozen=True, slots=True)
class Found:
    """All that the rule asks the database for.

    `waiting` are units by line that no warehouse has begun with, there or not, or all of a pending
    order;
    `offers` are what added variants cost now, without those that are not for sale here, or have no
    price in the order's currency (`no_price`); `short` is what the shelves lack.
    """

    lines: Sequence[OrderLine]
    shares: Mapping[UUID, Mapping[UUID, int]]
    waiting: Mapping[UUID, int]
    offers: Mapping[UUID, Offer]
    no_price: frozenset[UUID] = frozenset()
    short: Sequence[Shortage] = ()
    taxes: EditTaxes = NO_TAXES


@dataclass(frozen=True, slots=True)
class EditPlan:
    """Lines and amounts before and after, and what is in the way. Minor units.

    `due_minor` is what will be left to pay (below zero: paid too much), `refund_minor` what of it
    goes back because of the edit. `taxes` are those that are otherwise, as they will be.
    """

    lines: Sequence[EditedLine]
    before: Amounts
    after: Amounts
    is_tax_included: bool | None
    taxes: Mapping[Key, Sequence[TaxLine]]
    due_minor: int
    refund_minor: int
    has_new_address: bool
    problems: Sequence[EditProblem]

    @property
    def units_added(self) -> int:
        """Units that come."""
        return sum(max(line.more, 0) for line in self.lines)

    @property
    def units_removed(self) -> int:
        """Units that go."""
        return sum(max(-line.more, 0) for line in self.lines)


def plan_edit(order: Order, draft: Draft, found: Found, *, has_new_address: bool) -> EditPlan:
    """Change an order as a draft says."""
    discounted, too_high = _with_discounts(order, draft, found, _moved(draft, found))
    lines = [line.taxed(found.taxes) for line in discounted]
    before = amounts_of(order)
    wanted = draft.shipping_minor
    shipping = order.shipping_minor if wanted is None else wanted
    sending = found.taxes.after(None, shipping, is_changed=shipping != order.shipping_minor)
    after = totals(lines, shipping, sending, is_tax_included=found.taxes.is_included)
    taxes: dict[Key, Sequence[TaxLine]] = {
        line.line_id: line.taxes for line in lines if line.taxes != line.taxes_before
    }
    if sending != found.taxes.before(None):
        taxes[None] = sending
    due, refund = _balance(order, after)
    problems = [
        *_of_the_order(order, draft, found, has_new_address=has_new_address),
        *_of_the_lines(order, draft, found, lines),
        *too_high,
    ]
    return EditPlan(
        lines,
        before,
        after,
        found.taxes.is_included,
        taxes,
        due,
        refund,
        has_new_address,
        problems,
    )


def totals(
    lines: Sequence[EditedLine],
    shipping_minor: int,
    sending: Sequence[TaxLine],
    *,
    is_tax_included: bool | None,
) -> Amounts:
    """What an edited order comes to: the one place where its amounts are added up. `sending` are
    the taxes of the shipping.
    """
    subtotal = sum(line.units_after * line.unit_price_minor for line in lines)
    discount = sum(line.discount_minor for line in lines)
    shipping_tax = total(sending)
    tax = sum(line.tax_minor for line in lines) + shipping_tax
    on_top = tax if is_tax_included is False else 0
    return Amounts(
        subtotal,
        discount,
        shipping_minor,
        subtotal - discount + shipping_minor + on_top,
        tax,
        shipping_tax,
    )


def demands_of(draft: Draft, lines: Sequence[OrderLine]) -> list[Demand]:
    """What it takes from the shelves that the order does not hold already."""
    more = [
        Demand(line.id, line.variant_id, draft.quantities[line.id] - line.quantity)
        for line in lines
        if draft.quantities.get(line.id, 0) > line.quantity
    ]
    return [*more, *(Demand(one.line_id, one.variant_id, one.quantity) for one in draft.added)]


def _moved(draft: Draft, found: Found) -> list[EditedLine]:
    """The lines with the units that they shall have, and behind them those to be."""
    moved = [
        _with_units(line, found.shares.get(line.id, {}), draft.quantities.get(line.id))
        for line in found.lines
    ]
    for one in draft.added:
        offer = found.offers.get(one.variant_id)
        sku, name, price = (offer.sku, offer.name, offer.unit_price_minor) if offer else ("", "", 0)
        settled = one.unit_price_minor
        moved.append(
            EditedLine(
                one.line_id,
                one.variant_id,
                sku,
                name,
                price if settled is None else settled,
                units_before=0,
                units_after=one.quantity,
                total_before_minor=0,
                discount_minor=one.discount_minor,
                shares={},
                is_new=True,
            )
        )
    return moved


def _with_units(line: OrderLine, shares: Mapping[UUID, int], units: int | None) -> EditedLine:
    goods = Goods(line.id, line.quantity, line.unit_price_minor, line.discount_minor, shares)
    units = line.quantity if units is None else units
    discount, kept = goods.discount_minor, dict(shares)
    if (gone := line.quantity - units) > 0:
        part = leaving(goods, gone)
        discount -= part.discount_minor
        kept = {use: minor - part.shares.get(use, 0) for use, minor in shares.items()}
    return EditedLine(
        line.id,
        line.variant_id,
        line.sku,
        line.name,
        line.unit_price_minor,
        line.quantity,
        units,
        line.total_minor,
        discount,
        kept,
    )


def _with_discounts(
    order: Order, draft: Draft, found: Found, lines: Sequence[EditedLine]
) -> tuple[list[EditedLine], list[EditProblem]]:
    """Take off what staff take off, in the order of its saying: never more than there is, and
    nothing of what came back, is about to, or was claimed.
    """
    given_back = {
        line.id for line in found.lines if line.returned or line.return_requested or line.claimed
    }
    edited = list(lines)
    problems = []
    for one in draft.discounts:
        weights = [
            line.total_minor
            if line.line_id not in given_back and one.line_id in {None, line.line_id}
            else 0
            for line in edited
        ]
        if one.amount_minor > sum(weights):
            problems.append(
                EditProblem(
                    EditProblemKind.DISCOUNT_TOO_HIGH,
                    line_id=one.line_id,
                    wanted=one.amount_minor,
                    available=sum(weights),
                )
            )
            continue
        edited = [
            replace(line, discount_minor=line.discount_minor + off)
            for line, off in zip(edited, apportion(one.amount_minor, weights), strict=True)
        ]
    return edited, problems


def _balance(order: Order, after: Amounts) -> tuple[int, int]:
    """What is left to pay, and what goes back: no more than the edit itself makes too much."""
    paid = order.captured_minor - order.refunded_minor
    due = after.total_minor - order.return_credit_minor - paid
    too_much_before = max(-order.balance_due_minor, 0)
    return due, max(-due - too_much_before, 0)


def is_editable(order: Order) -> bool:
    """Whether it has not ended, and its work is not held."""
    return (order.status, order.held_from) in EDITABLE


def _of_the_order(
    order: Order, draft: Draft, found: Found, *, has_new_address: bool
) -> list[EditProblem]:
    rules = [
        (draft.is_empty and not has_new_address, EditProblemKind.NOTHING_CHANGED),
        (not is_editable(order), EditProblemKind.NOT_OPEN),
        (order.is_money_held, EditProblemKind.MONEY_HELD),
        (order.return_status in RETURN_IS_OPEN, EditProblemKind.RETURN_OPEN),
        (found.taxes.is_otherwise, EditProblemKind.TAXED_OTHERWISE),
        (
            has_new_address and order.fulfillment_status in PACKED,
            EditProblemKind.ALREADY_SENT,
        ),
    ]
    return [EditProblem(kind) for is_so, kind in rules if is_so]


def _of_the_lines(
    order: Order, draft: Draft, found: Found, lines: Sequence[EditedLine]
) -> list[EditProblem]:
    problems = []
    known = {line.id: line for line in found.lines}
    for line in lines:
        free = found.waiting.get(line.line_id, 0)
        if -line.more > free:
            problems.append(
                EditProblem(
                    EditProblemKind.UNITS_NOT_FREE,
                    line.line_id,
                    line.variant_id,
                    wanted=-line.more,
                    available=free,
                )
            )
        if line.more > 0 and line.line_id in known and known[line.line_id].shipped:
            problems.append(
                EditProblem(EditProblemKind.LINE_ON_ITS_WAY, line.line_id, line.variant_id)
            )
    for one in draft.added:
        if one.variant_id not in found.offers:
            has_none = one.variant_id in found.no_price
            kind = EditProblemKind.NO_PRICE if has_none else EditProblemKind.NOT_FOR_SALE
            problems.append(EditProblem(kind, one.line_id, one.variant_id))
    problems += [
        EditProblem(
            EditProblemKind.OUT_OF_STOCK,
            variant_id=short.variant_id,
            wanted=short.requested,
            available=short.available,
        )
        for short in found.short
    ]
    if not any(line.units_after for line in lines):
        problems.append(EditProblem(EditProblemKind.NOTHING_LEFT))
    if len(lines) > max(LINES_MAX, len(found.lines)):
        problems.append(
            EditProblem(EditProblemKind.TOO_MANY_LINES, wanted=len(lines), available=LINES_MAX)
        )
    if sum(line.units_after * line.unit_price_minor for line in lines) > AMOUNT_MINOR_MAX:
        problems.append(EditProblem(EditProblemKind.WORTH_TOO_MUCH))
    return problems

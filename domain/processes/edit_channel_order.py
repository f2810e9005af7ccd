"""What a channel changed of an order becomes an edit of ours, at the channel's prices."""

from collections.abc import Sequence
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.finance.capture_payment import capture_payment
from domain.finance.states import PaymentMethod
from domain.orders.editing.changes import (
    AddDiscount,
    AddLine,
    EditChange,
    RemoveLine,
    SetAddress,
    SetQuantity,
    SetShipping,
)
from domain.orders.entries import Entry, EntryLine
from domain.orders.models import Order, OrderLine
from domain.orders.proration import Goods, leaving
from domain.orders.snapshots import place_of, sealed_snapshot
from domain.processes.edit_order import edit_order
from domain.shared.context import Context
from domain.shared.money import Money

REASON = "As its channel changed it."


async def changes_to(order: Order, entry: Entry) -> list[EditChange]:
    """What makes an order what its channel says it is; nothing where it is that already."""
    lines = OrderLine.filter(order_id=order.id, quantity__gt=0).order_by("position")
    changes = _of_lines(await lines, entry.lines)
    if entry.shipping_minor != order.shipping_minor:
        changes.append(SetShipping(entry.shipping_minor))
    if entry.address is not None:
        said = sealed_snapshot(order.id, entry.address.snapshot())
        if place_of(order.id, said) != place_of(order.id, order.shipping_address):
            changes.append(SetAddress(entry.address))
    return changes


async def edit_channel_order(
    ctx: Context, order: Order, entry: Entry, changes: Sequence[EditChange], reference: str
) -> Order:
    """Let an order be what its channel says, and write down what the channel was paid since under
    this reference. What was paid too much goes back by the edit.

    Raises:
        EditNotPossible: something is in the way; see `EditProblemKind`.
    """
    system = ctx.as_system()
    async with in_transaction():
        if changes:
            order = (await edit_order(system, order.id, changes, is_final=True)).order
        if paid := unbooked(order, entry):
            await capture_payment(
                system,
                order.id,
                amount=Money(paid, order.currency),
                method=PaymentMethod.MANUAL,
                reference=reference,
                idempotency_key=f"channel:{reference}",
            )
            await order.refresh_from_db()
        return order


def unbooked(order: Order, entry: Entry) -> int:
    """What a channel was paid that is not in our books, as far as it is owed, in minor units."""
    paid: int = entry.paid_minor - (order.captured_minor - order.refunded_minor)
    return max(min(paid, order.balance_due_minor), 0)


def _of_lines(ours: Sequence[OrderLine], theirs: Sequence[EntryLine]) -> list[EditChange]:
    variants = dict.fromkeys(
        [*(line.variant_id for line in ours), *(line.variant_id for line in theirs)]
    )
    return [
        change
        for variant_id in variants
        for change in _of_variant(
            variant_id,
            [line for line in ours if line.variant_id == variant_id],
            [line for line in theirs if line.variant_id == variant_id],
        )
    ]


def _of_variant(
    variant_id: UUID, ours: Sequence[OrderLine], theirs: Sequence[EntryLine]
) -> list[EditChange]:
    """A line keeps its place where units and discount can make it theirs; else others take it."""
    if _sums(ours) == _sums(theirs):
        return []
    if len(ours) == len(theirs) == 1 and ours[0].unit_price_minor == theirs[0].unit_price_minor:
        [line], [said] = ours, theirs
        off = said.discount_minor - _discount_of(line, said.quantity)
        if off >= 0:
            changes: list[EditChange] = []
            if said.quantity != line.quantity:
                changes.append(SetQuantity(line.id, said.quantity))
            if off:
                changes.append(AddDiscount(REASON, off, line.id))
            return changes
    return [
        *(RemoveLine(line.id) for line in ours),
        *(
            AddLine(variant_id, line.quantity, line.unit_price_minor, line.discount_minor)
            for line in theirs
        ),
    ]


def _sums(lines: Sequence[OrderLine] | Sequence[EntryLine]) -> tuple[int, int]:
    return sum(line.quantity for line in lines), sum(line.total_minor for line in lines)


def _discount_of(line: OrderLine, units: int) -> int:
    """What stays taken off a line that shall have so many units."""
    goods = Goods(line.id, line.quantity, line.unit_price_minor, line.discount_minor, {})
    gone = line.quantity - units
    off: int = line.discount_minor
    return off - (leaving(goods, gone).discount_minor if gone > 0 else 0)

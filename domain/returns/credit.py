"""What units that come back are worth: their share of what their line cost, to the last cent."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from domain.orders.models import Order, OrderLine
from domain.returns.models import Return, ReturnLine
from domain.returns.states import SHIPPING_GOES_BACK
from domain.shared import sql

CREDITED = """
    SELECT order_line_id, sum(credited)::int AS units, sum(credit_minor)::bigint AS minor
    FROM (SELECT order_line_id, credited, credit_minor FROM order_return_line
            WHERE order_line_id = ANY($1) AND parent_id <> $2
        UNION ALL SELECT order_line_id, credited, credit_minor FROM order_claim_line
            WHERE order_line_id = ANY($1) AND parent_id <> $2) AS line
    GROUP BY order_line_id
"""


def credit_of(total_minor: int, quantity: int, units: int) -> int:
    """What `units` of a line's `quantity` cost together, in minor units, after what was taken off
    and with the tax on it.

    Each unit is an equal share of the line's total; the minor units that are left over go to the
    earlier ones, one each (largest remainders, as `Money.split` does it). So whatever the steps
    in which units come back, they add up to the sum of the first so many shares, and all of them to
    the line's total exactly.
    """
    assert 0 <= units <= quantity, "no more units than were ordered"
    share, left_over = divmod(total_minor, quantity)
    return units * share + min(units, left_over)


async def credit_lines(row: Return, lines: Sequence[ReturnLine], units: Mapping[UUID, int]) -> int:
    """Credit so many units of each line (order line id to units), and not what was credited before;
    how much that changes, in minor units.

    The order is held, so nobody credits other units of the same lines meanwhile. All credits of an
    order line are together what `credit_of` says of all its credited units; where an earlier return
    was credited in advance for more than came, a minor unit of rounding may lie with another.
    """
    keys = [line.order_line_id for line in lines]
    ordered = {line.id: line for line in await ordered_lines(keys)}
    others = await credited_elsewhere(row.id, keys)
    change = 0
    for line in lines:
        line.credited = units.get(line.order_line_id, 0)
        minor = share_of(ordered[line.order_line_id], line.credited, others)
        change += minor - line.credit_minor
        line.credit_minor = minor
    await ReturnLine.bulk_update(lines, ["credited", "credit_minor"])
    return change


async def worth_of(row: Return) -> int:
    """What all units that were announced would be credited with, in minor units."""
    lines = await ReturnLine.filter(parent_id=row.id)
    units = {line.order_line_id: line.quantity for line in lines}
    others = await credited_elsewhere(row.id, list(units))
    return sum([share_of(of, units[of.id], others) for of in await ordered_lines(list(units))])


async def shipping_credit(row: Return, order: Order) -> int:
    """What is no longer owed for sending the order, in minor units: all of it, with the return that
    brings back the last unit, if the reason is ours.
    """
    if not SHIPPING_GOES_BACK[row.reason] or order.shipping_minor == 0:
        return 0
    wanted = await OrderLine.filter(order_id=order.id)
    credited = await ReturnLine.filter(order_line__order_id=order.id).only("credited")
    if sum(line.credited for line in credited) < sum(line.quantity for line in wanted):
        return 0
    others = Return.filter(order_id=order.id).exclude(id=row.id)
    before = sum(each.shipping_credit_minor for each in await others)
    on_top = order.shipping_tax_minor if order.prices_include_tax is False else 0
    return int(order.shipping_minor + on_top - before)


async def ordered_lines(line_ids: Sequence[UUID]) -> list[OrderLine]:
    """These lines, each with its order."""
    return await OrderLine.filter(id__in=line_ids).select_related("order")


Credits = Mapping[UUID, tuple[int, int]]  # units and minor units, by order line


def share_of(of: OrderLine, units: int, others: Credits) -> int:
    """What so many units of a line are worth beside those that were credited elsewhere."""
    elsewhere, elsewhere_minor = others.get(of.id, (0, 0))
    return credit_of(_paid_for(of), of.quantity, elsewhere + units) - elsewhere_minor


def cheapest_of(of: OrderLine, units: int) -> int:
    """What so many units of a line are worth at least, whichever of them are meant."""
    total = _paid_for(of)
    return total - credit_of(total, of.quantity, of.quantity - units)


async def credited_elsewhere(parent_id: UUID, order_line_ids: Sequence[UUID]) -> Credits:
    """Units of each order line that other returns and claims than this one credited, and for how
    much.
    """
    rows = await sql.rows(CREDITED, list(order_line_ids), parent_id)
    return {row["order_line_id"]: (row["units"], row["minor"]) for row in rows}


def _paid_for(line: OrderLine) -> int:
    """What a line costs in all, with its tax, in minor units."""
    on_top = line.tax_minor if line.order.prices_include_tax is False else 0
    return int(line.total_minor + on_top)

"""How far each line has come: counters that only go up, and never past the one before."""

from collections.abc import Mapping
from uuid import UUID

from tortoise.expressions import F

from domain.orders.errors import UnitsDoNotAddUp
from domain.orders.models import OrderLine
from domain.shared import sql

NONE: Mapping[UUID, int] = {}
RAISE = """
    UPDATE order_line AS line
    SET allocated = line.allocated + step.allocated,
        fulfilled = line.fulfilled + step.fulfilled,
        shipped = line.shipped + step.shipped,
        delivered = line.delivered + step.delivered
    FROM unnest($2::uuid[], $3::int[], $4::int[], $5::int[], $6::int[])
        AS step (line_id, allocated, fulfilled, shipped, delivered)
    WHERE line.id = step.line_id AND line.order_id = $1
        AND line.delivered + step.delivered <= line.shipped + step.shipped
        AND line.shipped + step.shipped <= line.fulfilled + step.fulfilled
        AND line.fulfilled + step.fulfilled <= line.allocated + step.allocated
        AND line.allocated + step.allocated <= line.quantity - line.canceled
    RETURNING line.id
"""

TAKE_BACK = """
    UPDATE order_line AS line SET allocated = line.allocated - step.units
    FROM unnest($2::uuid[], $3::int[]) AS step (line_id, units)
    WHERE line.id = step.line_id AND line.order_id = $1
        AND line.allocated - step.units >= line.fulfilled
    RETURNING line.id
"""


async def raise_counters(
    order_id: UUID,
    *,
    allocated: Mapping[UUID, int] = NONE,
    fulfilled: Mapping[UUID, int] = NONE,
    shipped: Mapping[UUID, int] = NONE,
    delivered: Mapping[UUID, int] = NONE,
) -> None:
    """Add units to the counters of an order's lines (line id to units), all or none.

    Raises:
        UnitsDoNotAddUp: more than came before, or a line of another order.
    """
    steps = (allocated, fulfilled, shipped, delivered)
    line_ids = sorted({line_id for step in steps for line_id in step})
    columns = [[step.get(line_id, 0) for line_id in line_ids] for step in steps]
    assert all(units >= 0 for column in columns for units in column), "counters only go up"
    raised = await sql.rows(RAISE, order_id, line_ids, *columns)
    if len(raised) != len(line_ids):
        raise UnitsDoNotAddUp


async def take_back_allocated(order_id: UUID, units: Mapping[UUID, int]) -> None:
    """Lower what is allocated to an order's lines: it is not there after all.

    Raises:
        UnitsDoNotAddUp: fewer units are allocated and not packed.
    """
    lowered = await sql.rows(TAKE_BACK, order_id, list(units), list(units.values()))
    if len(lowered) != len(units):
        raise UnitsDoNotAddUp


async def drop_units(order_id: UUID) -> None:
    """Count every unit of an order as canceled, except of lines that have left.

    The order's version is the guard: it was raised by whoever moved a counter.
    """
    lines = OrderLine.filter(order_id=order_id, shipped=0)
    await lines.update(canceled=F("quantity"), allocated=0, fulfilled=0)

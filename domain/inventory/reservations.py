"""Promises on the move: one step for all of an order's reservations at once."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from domain.inventory.allocation import Allocation
from domain.inventory.states import RESERVATION, ReservationAction, ReservationStatus
from domain.shared import sql
from domain.shared.context import Context

MOVE = """
    WITH held AS (
        SELECT id, status FROM stock_reservation
        WHERE order_id = $1 AND status = ANY($2) ORDER BY id FOR NO KEY UPDATE
    )
    UPDATE stock_reservation AS reservation SET status = $3, updated_at = $4
    FROM held, inventory_level AS level
    WHERE reservation.id = held.id AND level.id = reservation.level_id
    RETURNING reservation.order_line_id, level.variant_id, level.id AS level_id,
        level.warehouse_id, reservation.quantity, reservation.units_each, held.status
"""


@dataclass(frozen=True, slots=True)
class Moved:
    """What a reservation holds, and the state it came from."""

    allocation: Allocation
    source: ReservationStatus


async def move_reservations(
    ctx: Context, action: ReservationAction, *, order_id: UUID
) -> list[Moved]:
    """Take every reservation of an order through an arrow of the table, where there is one.

    The WHERE clause is the guard: a reservation that is no longer in a source state stays put.
    """
    sources = [state for state in ReservationStatus if RESERVATION.allows(state, action)]
    target = RESERVATION.target(sources[0], action)
    rows = await sql.rows(MOVE, order_id, list(map(str, sources)), str(target), ctx.now)
    return [
        Moved(Allocation(**row), ReservationStatus(status))
        for row in rows
        for status in [row.pop("status")]
    ]


def units_by_level(allocations: Sequence[Allocation]) -> Counter[UUID]:
    """How many units each level gives: one movement a level, however many lines share it."""
    units = Counter[UUID]()
    for allocation in allocations:
        units[allocation.level_id] += allocation.quantity
    return units


def units_by_line(allocations: Sequence[Allocation]) -> dict[tuple[UUID, UUID], int]:
    """How many units of an order line each warehouse gives, by warehouse and line. The components
    of a bundle are one: a warehouse gives all of them, or none.
    """
    return {
        (allocation.warehouse_id, allocation.order_line_id): allocation.quantity
        // allocation.units_each
        for allocation in allocations
    }

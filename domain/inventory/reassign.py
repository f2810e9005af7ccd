"""What is promised to an order becomes another's: the shelves do not notice.

Part of stories that hold both orders; levels are neither read nor changed.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from domain.inventory.allocation import Allocation
from domain.inventory.errors import NotAllocated
from domain.inventory.states import ReservationStatus
from domain.shared import sql
from domain.shared.context import Context

# Of a bundle all components go, for they were set apart in one warehouse together.
SPLIT = f"""
    WITH held AS (
        SELECT reservation.*, part.warehouse_id, part.new_line_id,
            part.units * reservation.units_each AS units
        FROM stock_reservation AS reservation
        JOIN inventory_level AS level ON level.id = reservation.level_id
        JOIN unnest($3::uuid[], $4::uuid[], $5::uuid[], $6::int[])
            AS part (warehouse_id, line_id, new_line_id, units)
            ON part.line_id = reservation.order_line_id AND part.warehouse_id = level.warehouse_id
        WHERE reservation.order_id = $1 AND reservation.status = '{ReservationStatus.COMMITTED}'
            AND reservation.quantity >= part.units * reservation.units_each
        ORDER BY reservation.id FOR NO KEY UPDATE OF reservation
    ), lessened AS (
        UPDATE stock_reservation AS reservation
        SET quantity = reservation.quantity - held.units, updated_at = $7
        FROM held WHERE reservation.id = held.id AND held.units < held.quantity
    ), moved AS (
        UPDATE stock_reservation AS reservation
        SET order_id = $2, order_line_id = held.new_line_id, updated_at = $7
        FROM held WHERE reservation.id = held.id AND held.units = held.quantity
    ), added AS (
        INSERT INTO stock_reservation (id, level_id, order_id, order_line_id, quantity, units_each,
            status, expires_at, created_at, updated_at)
        SELECT uuidv7(), level_id, $2, new_line_id, units, units_each, status, expires_at,
            created_at, $7
        FROM held WHERE units < quantity
    )
    SELECT DISTINCT warehouse_id, order_line_id AS line_id FROM held
"""
MOVE = """
    UPDATE stock_reservation SET order_id = $1, updated_at = $3
    WHERE order_line_id = ANY($2::uuid[])
"""
COMMITTED = f"""
    SELECT reservation.order_line_id, level.variant_id, level.id AS level_id, level.warehouse_id,
        reservation.quantity, reservation.units_each
    FROM stock_reservation AS reservation
    JOIN inventory_level AS level ON level.id = reservation.level_id
    WHERE reservation.order_id = $1 AND reservation.status = '{ReservationStatus.COMMITTED}'
    ORDER BY reservation.id
"""


@dataclass(frozen=True, slots=True)
class Given:
    """So many units of a line that wait in a warehouse, and the line they are of from now on."""

    warehouse_id: UUID
    line_id: UUID
    new_line_id: UUID
    units: int


async def split_reservations(
    ctx: Context, order_id: UUID, sibling_id: UUID, given: Sequence[Given]
) -> None:
    """Let committed units of an order belong to what is split off it, where they lie.

    Raises:
        NotAllocated: fewer units of a line wait in a warehouse.
    """
    found = await sql.rows(
        SPLIT,
        order_id,
        sibling_id,
        [one.warehouse_id for one in given],
        [one.line_id for one in given],
        [one.new_line_id for one in given],
        [one.units for one in given],
        ctx.now,
    )
    if {(row["warehouse_id"], row["line_id"]) for row in found} != {
        (one.warehouse_id, one.line_id) for one in given
    }:
        raise NotAllocated


async def move_reservations_to(ctx: Context, moves: Mapping[UUID, Collection[UUID]]) -> None:
    """Let all that was ever promised to these lines belong to these orders (order to its lines)."""
    for order_id, line_ids in moves.items():
        await sql.execute(MOVE, order_id, list(line_ids), ctx.now)


async def committed_to(order_id: UUID) -> list[Allocation]:
    """What belongs to a confirmed order and has not left, by shelf."""
    return [Allocation(**row) for row in await sql.rows(COMMITTED, order_id)]

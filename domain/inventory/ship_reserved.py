"""Shipping: what belonged to an order leaves the shelf. The only way out for promised units."""

from collections.abc import Mapping
from uuid import UUID

from domain.inventory.allocation import Allocation
from domain.inventory.errors import NotAllocated
from domain.inventory.ledger import Change, move_stock
from domain.inventory.reservations import units_by_level
from domain.inventory.states import (
    RESERVATION,
    MovementKind,
    ReservationAction,
    ReservationStatus,
)
from domain.shared import sql
from domain.shared.context import Context

# A reservation shipped in part stays committed for the rest.
CONSUME = """
    WITH held AS (
        SELECT reservation.id, reservation.units_each, shipped.units * reservation.units_each
            AS units, shipped.units * reservation.units_each = reservation.quantity AS is_all
        FROM stock_reservation AS reservation
        JOIN inventory_level AS level ON level.id = reservation.level_id
        JOIN unnest($3::uuid[], $4::int[]) AS shipped (order_line_id, units)
            ON shipped.order_line_id = reservation.order_line_id
        WHERE reservation.order_id = $1 AND level.warehouse_id = $2
            AND reservation.status = $5
            AND reservation.quantity >= shipped.units * reservation.units_each
        ORDER BY reservation.id FOR NO KEY UPDATE OF reservation
    )
    UPDATE stock_reservation AS reservation
    SET status = CASE WHEN held.is_all THEN $6 ELSE reservation.status END,
        quantity = reservation.quantity - CASE WHEN held.is_all THEN 0 ELSE held.units END,
        updated_at = $7
    FROM held, inventory_level AS level
    WHERE reservation.id = held.id AND level.id = reservation.level_id
    RETURNING reservation.order_line_id, level.variant_id, level.id AS level_id,
        level.warehouse_id, held.units AS quantity, held.units_each
"""


async def ship_reserved(
    ctx: Context,
    *,
    order_id: UUID,
    fulfillment_id: UUID,
    warehouse_id: UUID,
    quantities: Mapping[UUID, int],
) -> None:
    """Take a parcel's units off the shelf, inside the caller's transaction.

    `quantities` says how many units of which order line; of a bundle all its components go, for
    they were set apart here together. Call it after the order's own row is
    written (`orders.record_progress`): orders first, shelves last, so that nobody waits in a ring.

    Raises:
        NotAllocated: a line has fewer units waiting in this warehouse; nothing moves.
    """
    assert all(units > 0 for units in quantities.values()), "a parcel holds something"
    source = ReservationStatus.COMMITTED
    rows = await sql.rows(
        CONSUME,
        order_id,
        warehouse_id,
        list(quantities),
        list(quantities.values()),
        str(source),
        str(RESERVATION.target(source, ReservationAction.CONSUME)),
        ctx.now,
    )
    if {row["order_line_id"] for row in rows} != quantities.keys():
        raise NotAllocated
    await move_stock(
        ctx,
        [
            Change(
                level_id=level_id,
                kind=MovementKind.SHIPPED,
                on_hand=-units,
                committed=-units,
                fulfillment_id=fulfillment_id,
            )
            for level_id, units in units_by_level([Allocation(**row) for row in rows]).items()
        ],
    )

"""Committing: what was held for a while now belongs to the order."""

from uuid import UUID

from domain.inventory.allocation import Allocation
from domain.inventory.ledger import Change, move_stock
from domain.inventory.reservations import move_reservations, units_by_level
from domain.inventory.states import MovementKind, ReservationAction
from domain.shared.context import Context


async def commit_reservations(ctx: Context, *, order_id: UUID) -> list[Allocation]:
    """Turn an order's reserved units into committed ones, inside the caller's transaction.

    Repeating it finds nothing left to commit and returns nothing.
    """
    moved = await move_reservations(ctx, ReservationAction.COMMIT, order_id=order_id)
    allocations = [reservation.allocation for reservation in moved]
    await move_stock(
        ctx,
        [
            Change(
                level_id=level_id,
                kind=MovementKind.ALLOCATED,
                reserved=-units,
                committed=units,
                order_id=order_id,
            )
            for level_id, units in units_by_level(allocations).items()
        ],
    )
    return allocations

"""Releasing: units that an order no longer needs can be promised again."""

from uuid import UUID

from domain.inventory.ledger import Change, move_stock
from domain.inventory.reservations import move_reservations, units_by_level
from domain.inventory.states import MovementKind, ReservationAction, ReservationStatus
from domain.shared.context import Context


async def release_reservations(ctx: Context, *, order_id: UUID, expired: bool = False) -> int:
    """Give back what an order holds, inside the caller's transaction; the number of units.

    Repeating it gives back nothing. `expired` says that time ran out, which can only happen to
    what was never committed.
    """
    action = ReservationAction.EXPIRE if expired else ReservationAction.RELEASE
    moved = await move_reservations(ctx, action, order_id=order_id)
    reserved, committed = (
        units_by_level([entry.allocation for entry in moved if entry.source is source])
        for source in (ReservationStatus.ACTIVE, ReservationStatus.COMMITTED)
    )
    await move_stock(
        ctx,
        [
            Change(
                level_id=level_id,
                kind=MovementKind.RELEASED,
                reserved=-reserved[level_id],
                committed=-committed[level_id],
                order_id=order_id,
            )
            for level_id in reserved | committed
        ],
    )
    return reserved.total() + committed.total()

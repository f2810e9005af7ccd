"""Extending: units that are held for a while are held for longer."""

from datetime import datetime
from uuid import UUID

from domain.inventory.states import ReservationStatus
from domain.shared import sql
from domain.shared.context import Context

EXTEND = """
UPDATE stock_reservation SET expires_at = $2, updated_at = $3
WHERE order_id = $1 AND status = $4 AND expires_at < $2
"""


async def extend_reservations(ctx: Context, *, order_id: UUID, until: datetime) -> int:
    """Hold what an order holds for a while at least until then, inside the caller's transaction;
    how many reservations that was. What is its own already needs no time.

    No fact is told of it: the order tells that it waits.
    """
    return await sql.execute(EXTEND, order_id, until, ctx.now, ReservationStatus.ACTIVE.value)

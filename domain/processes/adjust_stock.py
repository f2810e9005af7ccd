"""When goods come in that orders wait for, they are theirs in the same commit: nobody who orders at
that moment is quicker.
"""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.identity.scopes import Scope
from domain.inventory.adjust_stock import adjust_stock as adjust
from domain.inventory.backorders.queue import first_in_line
from domain.inventory.models import InventoryLevel
from domain.inventory.reallocate import lock_shelves
from domain.orders.lock_orders import lock_orders
from domain.processes.fill_backorders import OPEN, fill_order
from domain.shared.context import Context

AT_ONCE = 20  # orders; those behind them get theirs with the next sweep


async def adjust_stock(
    ctx: Context,
    *,
    variant_id: UUID,
    warehouse_id: UUID,
    delta: int,
    reason: str,
    idempotency_key: str | None,
    expected_on_hand: int | None = None,
) -> InventoryLevel:
    """Put units on a shelf or take them off, and give what came to those that wait for it, the
    first that ordered first.

    Raises:
        NotPermitted, InvalidInput, NotFound, InsufficientStock, VersionConflict,
            IdempotencyKeyReused, IdempotencyInProgress: as `inventory.adjust_stock`.
    """
    ctx.require(Scope.INVENTORY_ADJUST)
    async with in_transaction():
        line = await first_in_line(variant_id, AT_ONCE) if delta > 0 else []
        orders = await lock_orders(line) if line else {}
        if orders:
            await lock_shelves([variant_id])
        level = await adjust(
            ctx,
            variant_id=variant_id,
            warehouse_id=warehouse_id,
            delta=delta,
            reason=reason,
            idempotency_key=idempotency_key,
            expected_on_hand=expected_on_hand,
        )
        for order_id in line:
            if orders[order_id].status in OPEN:
                await fill_order(ctx.as_system(), orders[order_id], variants=[variant_id])
        if orders:
            await level.refresh_from_db()
        return level

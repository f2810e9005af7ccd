"""Reserving: all lines or none, and never more than there is."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from domain.inventory.allocation import Allocation, Demand, Shelf, allocate, shortages
from domain.inventory.errors import InsufficientStock
from domain.inventory.ledger import Change, move_stock
from domain.inventory.models import InventoryLevel, StockReservation
from domain.inventory.reservations import units_by_level
from domain.inventory.states import MovementKind
from domain.shared.context import Context


async def reserve_stock(
    ctx: Context, *, order_id: UUID, demands: Sequence[Demand], expires_at: datetime
) -> list[Allocation]:
    """Hold units for an order's lines until `expires_at`, inside the caller's transaction.

    Lines that share a variant are summed before anything is checked.

    Raises:
        InsufficientStock: of at least one variant there is too little; nothing is held.
    """
    levels = await _lock_shelves({demand.variant_id for demand in demands})
    shelves = [_shelf(level) for level in levels]
    if short := shortages(demands, shelves):
        raise InsufficientStock(short)
    allocations = allocate(demands, shelves)
    await move_stock(
        ctx,
        [
            Change(level_id=level_id, kind=MovementKind.RESERVED, reserved=units, order_id=order_id)
            for level_id, units in units_by_level(allocations).items()
        ],
        locked=levels,
    )
    await StockReservation.bulk_create(
        StockReservation(
            level_id=allocation.level_id,
            order_id=order_id,
            order_line_id=allocation.order_line_id,
            quantity=allocation.quantity,
            expires_at=expires_at,
            created_at=ctx.now,
            updated_at=ctx.now,
        )
        for allocation in allocations
    )
    return allocations


async def _lock_shelves(variant_ids: Collection[UUID]) -> list[InventoryLevel]:
    """Every level these variants can be served from, held in id order."""
    levels = InventoryLevel.filter(variant_id__in=list(variant_ids), warehouse__is_active=True)
    return await (
        levels.select_related("warehouse")
        .order_by("id")
        .select_for_update(no_key=True, of=("inventory_level",))
    )


def _shelf(level: InventoryLevel) -> Shelf:
    return Shelf(
        level.id, level.variant_id, level.warehouse_id, level.warehouse.priority, level.available
    )

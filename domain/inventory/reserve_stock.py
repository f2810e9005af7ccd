"""Reserving: all lines or none, and never more than there is."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from domain.inventory.allocation import Allocation, Demand, Shelf, allocate, shortages
from domain.inventory.allocation_of_bundles import allocate_bundles, taken_from
from domain.inventory.backorders.beyond import Wait, beyond
from domain.inventory.backorders.keep import policies_of, sell_beyond
from domain.inventory.errors import InsufficientStock
from domain.inventory.ledger import Change, move_stock
from domain.inventory.models import InventoryLevel, StockReservation
from domain.inventory.reservations import units_by_level
from domain.inventory.states import MovementKind
from domain.shared.context import Context


async def reserve_stock(
    ctx: Context, *, order_id: UUID, demands: Sequence[Demand], expires_at: datetime
) -> list[Allocation]:
    """Hold units for an order's lines until `expires_at`, inside the caller's transaction. What is
    sold beyond the stock, by its variant's policy, waits.

    Lines that share a variant are summed before anything is checked.

    Raises:
        InsufficientStock: of at least one variant there is too little; nothing is held.
    """
    levels = await _lock_shelves(taken_from(demands))
    shelves = [_shelf(level) for level in levels]
    waits: Sequence[Wait] = ()
    try:
        allocations = allocated(demands, shelves)
    except InsufficientStock as short:
        demands, waits = await sold_beyond(ctx, demands, shelves, short)
        allocations = allocated(demands, shelves) if demands else []
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
            units_each=allocation.units_each,
            expires_at=expires_at,
            created_at=ctx.now,
            updated_at=ctx.now,
        )
        for allocation in allocations
    )
    if waits:
        await sell_beyond(ctx, waits)
    return allocations


async def sold_beyond(
    ctx: Context, demands: Sequence[Demand], shelves: Sequence[Shelf], short: InsufficientStock
) -> tuple[list[Demand], list[Wait]]:
    """What the shelves shall give, and what waits; or the refusal, if too little may."""
    policies = await policies_of({demand.variant_id for demand in demands})
    if not policies:
        raise short
    given, waits, missing = beyond(demands, shelves, policies, ctx.now)
    if missing:
        raise InsufficientStock(missing)
    return given, waits


def allocated(demands: Sequence[Demand], shelves: Sequence[Shelf]) -> list[Allocation]:
    """Where the units for these demands lie.

    Raises:
        InsufficientStock: of at least one variant there is too little.
    """
    if any(demand.parts for demand in demands):
        allocations, short = allocate_bundles(demands, shelves)
    elif not (short := shortages(demands, shelves)):
        allocations = allocate(demands, shelves)
    if short:
        raise InsufficientStock(short)
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

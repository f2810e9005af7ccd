"""Restocking: what a customer sent back and can be sold again goes on the shelf where it is."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from domain.inventory.ledger import Change, move_stock
from domain.inventory.models import InventoryLevel, StockReservation
from domain.inventory.states import MovementKind
from domain.shared.context import Context


@dataclass(frozen=True, slots=True)
class Back:
    """So many units of an order line come back; `variant_id` is what was ordered."""

    order_line_id: UUID
    variant_id: UUID
    units: int


async def restock(
    ctx: Context, *, return_id: UUID, warehouse_id: UUID, back: Sequence[Back]
) -> None:
    """Put units back on the shelf of a warehouse, inside the caller's transaction.

    Of a bundle its components come back, as many as were in it when it was ordered. Call it after
    the order's own row is written: orders first, shelves last, so that nobody waits in a ring.
    """
    units = await _units_by_variant(back)
    if not units:
        return
    levels = await _levels(ctx, warehouse_id, sorted(units))
    await move_stock(
        ctx,
        [
            Change(
                level_id=levels[variant_id],
                kind=MovementKind.RETURNED,
                on_hand=units[variant_id],
                return_id=return_id,
            )
            for variant_id in sorted(units)
        ],
    )


async def _units_by_variant(back: Sequence[Back]) -> Counter[UUID]:
    """What was promised for these lines says what is in one unit of each; of a line that nothing
    was promised for (an order from elsewhere), it is what was ordered.
    """
    promises = await StockReservation.filter(
        order_line_id__in=[each.order_line_id for each in back]
    ).values_list("order_line_id", "level__variant_id", "units_each")
    recipes: dict[UUID, set[tuple[UUID, int]]] = {}  # from two warehouses, still one recipe
    for line_id, variant_id, units_each in promises:
        recipes.setdefault(line_id, set()).add((variant_id, units_each))
    units = Counter[UUID]()
    for each in back:
        for variant_id, units_each in recipes.get(each.order_line_id, {(each.variant_id, 1)}):
            units[variant_id] += each.units * units_each
    return units


async def _levels(ctx: Context, warehouse_id: UUID, variant_ids: list[UUID]) -> dict[UUID, UUID]:
    """The level of each variant in a warehouse; a first, empty one where there was none."""
    found = InventoryLevel.filter(warehouse_id=warehouse_id, variant_id__in=variant_ids)
    known = dict(await found.values_list("variant_id", "id"))
    if missing := [variant_id for variant_id in variant_ids if variant_id not in known]:
        await InventoryLevel.bulk_create(
            [
                InventoryLevel(variant_id=variant_id, warehouse_id=warehouse_id, updated_at=ctx.now)
                for variant_id in missing
            ],
            ignore_conflicts=True,
        )
        known = dict(await found.values_list("variant_id", "id"))
    return known

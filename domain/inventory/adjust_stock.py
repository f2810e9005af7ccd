"""Adjusting: somebody counted, received or broke something, and says why."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.catalog.models import ProductVariant
from domain.identity.scopes import Scope
from domain.inventory.allocation import Shortage
from domain.inventory.errors import InsufficientStock
from domain.inventory.ledger import Change, move_stock
from domain.inventory.models import InventoryLevel, Warehouse
from domain.inventory.states import MovementKind
from domain.shared.context import Context
from domain.shared.errors import InvalidInput, NotFound, VersionConflict
from domain.shared.idempotency import claim
from domain.shared.inputs import text

REASON_LENGTH_MAX = 200  # characters
DELTA_MAX = 1_000_000  # units in one adjustment
ON_HAND_MAX = 1_000_000_000  # units on one shelf


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
    """Put units on a shelf or take them off; units that are promised cannot be taken.

    Repeating the call with the same key changes nothing more and returns the level as it is now.

    Raises:
        NotPermitted: the actor may not adjust stock.
        InvalidInput: no change, too large a change, or no reason.
        NotFound: no such variant or warehouse.
        InsufficientStock: fewer units are free than should go.
        VersionConflict: `expected_on_hand` is not what lies there.
        IdempotencyKeyReused, IdempotencyInProgress: see `claim`.
    """
    ctx.require(Scope.INVENTORY_ADJUST)
    reason = text(reason, "reason", longest=REASON_LENGTH_MAX)
    if delta == 0 or abs(delta) > DELTA_MAX:
        raise InvalidInput(f"A change is 1 to {DELTA_MAX} units, up or down.", "delta")
    request = [variant_id, warehouse_id, delta, reason, expected_on_hand]
    async with in_transaction():
        claimed = await claim(ctx, "inventory.adjust_stock", idempotency_key, request)
        if claimed.replay_of:
            return await InventoryLevel.get(id=claimed.replay_of)
        level = await _lock(ctx, variant_id, warehouse_id) or await _shelve(
            ctx, variant_id, warehouse_id, delta
        )
        if expected_on_hand is not None and expected_on_hand != level.on_hand:
            raise VersionConflict(
                "quantity on hand", expected=expected_on_hand, actual=level.on_hand
            )
        if level.on_hand + delta > ON_HAND_MAX:
            raise InvalidInput(f"A shelf holds at most {ON_HAND_MAX} units.", "delta")
        change = Change(level_id=level.id, kind=MovementKind.ADJUSTED, on_hand=delta, reason=reason)
        [level] = await move_stock(ctx, [change], locked=[level])
        await claimed.settle(level.id)
        return level


async def _lock(ctx: Context, variant_id: UUID, warehouse_id: UUID) -> InventoryLevel | None:
    level = InventoryLevel.filter(variant_id=variant_id, warehouse_id=warehouse_id)
    return await level.select_for_update(no_key=True).first()


async def _shelve(ctx: Context, variant_id: UUID, warehouse_id: UUID, delta: int) -> InventoryLevel:
    """A first, empty level. Two at once make one: the unique key lets the second find it."""
    if not await ProductVariant.exists(id=variant_id):
        raise NotFound("variant", variant_id)
    if not await Warehouse.exists(id=warehouse_id):
        raise NotFound("warehouse", warehouse_id)
    if delta < 0:
        raise InsufficientStock([Shortage(variant_id, -delta, 0)])
    empty = InventoryLevel(variant_id=variant_id, warehouse_id=warehouse_id, updated_at=ctx.now)
    await InventoryLevel.bulk_create([empty], ignore_conflicts=True)
    level = await _lock(ctx, variant_id, warehouse_id)
    assert level is not None
    return level

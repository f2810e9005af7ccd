"""The ledger: it alone writes levels, and `taking` where orders are placed in one statement.

What a level shows is the sum of its movements.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from domain.inventory.allocation import Shortage
from domain.inventory.errors import InsufficientStock
from domain.inventory.events import StockMoved
from domain.inventory.models import InventoryLevel, StockMovement
from domain.inventory.review_alerts import review_alerts
from domain.inventory.states import MovementKind
from domain.shared import sql
from domain.shared.context import Context
from domain.shared.outbox import append_all

APPLY = """
    UPDATE inventory_level AS level
    SET version = level.version + change.steps,
        on_hand = level.on_hand + change.on_hand,
        committed = level.committed + change.committed,
        reserved = level.reserved + change.reserved,
        incoming = level.incoming + change.incoming,
        updated_at = $7
    FROM unnest($1::uuid[], $2::int[], $3::int[], $4::int[], $5::int[], $6::int[])
        AS change (level_id, steps, on_hand, committed, reserved, incoming)
    WHERE level.id = change.level_id
        AND level.committed + change.committed >= 0
        AND level.reserved + change.reserved >= 0
        AND level.incoming + change.incoming >= 0
        AND level.on_hand + change.on_hand
            >= level.committed + change.committed + level.reserved + change.reserved
    RETURNING level.id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One movement to be: deltas of one level, and the one thing that causes it."""

    level_id: UUID
    kind: MovementKind
    on_hand: int = 0
    committed: int = 0
    reserved: int = 0
    incoming: int = 0
    order_id: UUID | None = None
    fulfillment_id: UUID | None = None
    return_id: UUID | None = None
    reason: str | None = None

    @property
    def available(self) -> int:
        """What it does to the units that can be promised."""
        return self.on_hand - self.committed - self.reserved


async def lock_levels(level_ids: Collection[UUID]) -> list[InventoryLevel]:
    """Hold these levels until the transaction ends. In id order, so that nobody waits in a ring."""
    rows = InventoryLevel.filter(id__in=list(level_ids)).order_by("id")
    return await rows.select_for_update(no_key=True)


async def move_stock(
    ctx: Context, changes: Sequence[Change], *, locked: Sequence[InventoryLevel] | None = None
) -> list[InventoryLevel]:
    """Apply changes to levels, all or none, inside the caller's transaction.

    Writes one movement and one event for each change and looks whether a warning is due; the
    number of statements does not depend on the number of changes. `locked` are the levels, if
    the caller holds them already.

    Raises:
        InsufficientStock: more would be promised than lies there.
    """
    assert sql.is_in_transaction(), "no transaction is open"
    if not changes:
        return []
    if locked is None:
        locked = await lock_levels({change.level_id for change in changes})
    levels = {level.id: level for level in locked}
    movements = [_apply(ctx, levels[change.level_id], change) for change in changes]
    moved = [levels[level_id] for level_id in sorted({change.level_id for change in changes})]
    _refuse_shortages(moved, changes)
    await _write(ctx, moved, changes)
    await StockMovement.bulk_create([movement for movement, _ in movements])
    await append_all(ctx, [event for _, event in movements])
    await review_alerts(ctx, [level.id for level in moved])
    return moved


def _apply(ctx: Context, level: InventoryLevel, change: Change) -> tuple[StockMovement, StockMoved]:
    """Change the level in memory; the movement and the event that tell of it."""
    level.version += 1
    level.on_hand += change.on_hand
    level.committed += change.committed
    level.reserved += change.reserved
    level.incoming += change.incoming
    level.updated_at = ctx.now
    movement = StockMovement(
        level_id=level.id,
        kind=change.kind,
        on_hand_delta=change.on_hand,
        committed_delta=change.committed,
        reserved_delta=change.reserved,
        incoming_delta=change.incoming,
        order_id=change.order_id,
        fulfillment_id=change.fulfillment_id,
        return_id=change.return_id,
        reason=change.reason,
        actor=ctx.actor.key,
        level_version=level.version,
        occurred_at=ctx.now,
    )
    event = StockMoved(
        aggregate_id=level.id,
        version=level.version,
        movement_id=movement.id,
        variant_id=level.variant_id,
        warehouse_id=level.warehouse_id,
        kind=change.kind,
        order_id=change.order_id,
        fulfillment_id=change.fulfillment_id,
        on_hand_delta=change.on_hand,
        committed_delta=change.committed,
        reserved_delta=change.reserved,
        incoming_delta=change.incoming,
        on_hand=level.on_hand,
        committed=level.committed,
        reserved=level.reserved,
        incoming=level.incoming,
        available=level.available,
    )
    return movement, event


def _refuse_shortages(moved: Sequence[InventoryLevel], changes: Sequence[Change]) -> None:
    """The sentence; the truth is the WHERE clause."""
    taken = Counter[UUID]()
    for change in changes:
        taken[change.level_id] -= change.available
    short = [
        Shortage(level.variant_id, taken[level.id], level.available + taken[level.id])
        for level in moved
        if level.available < 0
    ]
    if short:
        raise InsufficientStock(short)


async def _write(ctx: Context, moved: Sequence[InventoryLevel], changes: Sequence[Change]) -> None:
    totals = {level.id: [0, 0, 0, 0, 0] for level in moved}
    for change in changes:
        deltas = (1, change.on_hand, change.committed, change.reserved, change.incoming)
        totals[change.level_id] = [
            total + delta for total, delta in zip(totals[change.level_id], deltas, strict=True)
        ]
    columns = zip(*totals.values(), strict=True)
    written = await sql.rows(APPLY, list(totals), *map(list, columns), ctx.now)
    assert len(written) == len(moved), "a level would fall below zero"

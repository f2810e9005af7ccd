"""Changing what an order holds: some units go back to the shelf, others are set apart."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from tortoise.expressions import Q

from domain.inventory.allocation import Allocation, Demand, Part, Shelf, Shortage
from domain.inventory.allocation_of_bundles import taken_from
from domain.inventory.backorders.beyond import Wait
from domain.inventory.backorders.keep import call_off_some, sell_beyond
from domain.inventory.errors import InsufficientStock, NotAllocated
from domain.inventory.ledger import Change, move_stock
from domain.inventory.models import InventoryLevel, StockReservation
from domain.inventory.reservations import units_by_level
from domain.inventory.reserve_stock import allocated, sold_beyond
from domain.inventory.states import MovementKind, ReservationStatus
from domain.shared import sql
from domain.shared.context import Context
from domain.shared.ids import new_id

LIVE = [ReservationStatus.ACTIVE.value, ReservationStatus.COMMITTED.value]
HELD = """
SELECT reservation.id, reservation.order_line_id, level.variant_id, level.id AS level_id,
    level.warehouse_id, reservation.quantity, reservation.units_each
FROM stock_reservation AS reservation
JOIN inventory_level AS level ON level.id = reservation.level_id
WHERE reservation.order_id = $1 AND reservation.status = ANY($2::text[])
ORDER BY reservation.id
"""
LOCK = " FOR NO KEY UPDATE OF reservation"
LESSEN = """
    WITH gone AS (
        DELETE FROM stock_reservation AS reservation
        USING unnest($1::uuid[], $2::int[]) AS less (id, units)
        WHERE reservation.id = less.id AND reservation.quantity = less.units
    )
    UPDATE stock_reservation AS reservation
    SET quantity = reservation.quantity - less.units, updated_at = $3
    FROM unnest($1::uuid[], $2::int[]) AS less (id, units)
    WHERE reservation.id = less.id AND reservation.quantity > less.units
"""
# A line that has some of a shelf already gets more of it; what it let go of once is taken up anew.
# Nothing of such a line has left.
ADD = """
    INSERT INTO stock_reservation AS reservation (id, level_id, order_id, order_line_id, quantity,
        units_each, status, expires_at, created_at, updated_at)
    SELECT id, level_id, $1, order_line_id, quantity, units_each, $2, $3, $4, $4
    FROM unnest($5::uuid[], $6::uuid[], $7::uuid[], $8::int[], $9::int[])
        AS more (id, level_id, order_line_id, quantity, units_each)
    ON CONFLICT (order_line_id, level_id) DO UPDATE
    SET quantity = excluded.quantity + CASE WHEN reservation.status = excluded.status
            THEN reservation.quantity ELSE 0 END,
        order_id = excluded.order_id, status = excluded.status,
        units_each = excluded.units_each, expires_at = excluded.expires_at,
        updated_at = excluded.updated_at
    WHERE reservation.status IN ('released', 'expired') OR (reservation.status = excluded.status
        AND reservation.units_each = excluded.units_each)
    RETURNING reservation.id
"""


@dataclass(frozen=True, slots=True)
class Held:
    """What a reservation of an order holds."""

    id: UUID
    allocation: Allocation


@dataclass(frozen=True, slots=True)
class Fewer:
    """So many units of a line that an order lets go, of one warehouse or of any (None)."""

    line_id: UUID
    warehouse_id: UUID | None
    units: int


async def shortages_of(
    ctx: Context, order_id: UUID, fewer: Sequence[Fewer], demands: Sequence[Demand]
) -> list[Shortage]:
    """What is missing for an order to hold this instead, beside what may wait. Nothing is written,
    and nothing held.
    """
    if not demands:
        return []
    held = await _held(order_id)
    levels = await _levels(taken_from(demands), [], is_held=False)
    try:
        await _served(ctx, demands, levels, units_by_level([*_less(held, fewer).values()]))
    except InsufficientStock as short:
        return short.shortages
    return []


async def change_reservations(
    ctx: Context,
    order_id: UUID,
    fewer: Sequence[Fewer],
    demands: Sequence[Demand],
    *,
    called_off: Mapping[UUID, int],
    expires_at: datetime | None,
) -> list[Allocation]:
    """Let units of an order go, and set others apart for it, inside the caller's transaction; where
    those lie. `expires_at` is how long they are held; None makes them the order's own. What is sold
    beyond the stock, by its variant's policy, waits; `called_off` are units that do not any more,
    by backorder.

    What goes can be set apart again at once. Part of a story that holds the order, whose shelves
    come last.

    Raises:
        InsufficientStock: of at least one variant there is too little; nothing changes.
        NotAllocated: fewer units of a line wait there than shall go.
    """
    if not fewer and not demands and not called_off:
        return []
    held = await _held(order_id, lock=True)
    less = _less(held, fewer)
    freed = units_by_level([*less.values()])
    levels = await _levels(taken_from(demands), list(freed), is_held=True)
    more, waits = await _served(ctx, demands, levels, freed)
    await move_stock(
        ctx,
        [*_released(order_id, freed, expires_at), *_taken(order_id, more, expires_at)],
        locked=levels,
    )
    if less:
        units = [part.quantity for part in less.values()]
        await sql.execute(LESSEN, list(less), units, ctx.now)
    if more:
        await _add(ctx, order_id, more, expires_at)
    if called_off:
        await call_off_some(ctx, called_off)
    if waits:
        await sell_beyond(ctx, waits)
    return more


async def recipes_of(order_id: UUID) -> dict[UUID, list[Part]]:
    """What one unit of each line that an order holds is made of; nothing of what is no bundle."""
    found: dict[UUID, dict[UUID, int]] = {}
    rows = StockReservation.filter(order_id=order_id).select_related("level").order_by("id")
    for row in await rows:
        found.setdefault(row.order_line_id, {})[row.level.variant_id] = row.units_each
    return {
        line_id: [Part(variant_id, units) for variant_id, units in parts.items()]
        for line_id, parts in found.items()
    }


async def _served(
    ctx: Context,
    demands: Sequence[Demand],
    levels: Sequence[InventoryLevel],
    freed: Mapping[UUID, int],
) -> tuple[list[Allocation], list[Wait]]:
    """Where the units for these demands lie, and what waits.

    Raises:
        InsufficientStock: even so there is too little.
    """
    if not demands:
        return [], []
    shelves = _shelves(levels, freed)
    try:
        return allocated(demands, shelves), []
    except InsufficientStock as short:
        given, waits = await sold_beyond(ctx, demands, shelves, short)
        return (allocated(given, shelves) if given else []), waits


async def _held(order_id: UUID, *, lock: bool = False) -> list[Held]:
    rows = await sql.rows(HELD + (LOCK if lock else ""), order_id, LIVE)
    return [Held(row.pop("id"), Allocation(**row)) for row in rows]


def _less(held: Sequence[Held], fewer: Sequence[Fewer]) -> dict[UUID, Allocation]:
    """What goes of which reservation: whole bundles, those that were promised last first."""
    less: dict[UUID, Allocation] = {}
    for one in fewer:
        left = one.units
        houses: dict[UUID, list[Held]] = {}
        for each in reversed(held):
            is_there = one.warehouse_id in {None, each.allocation.warehouse_id}
            if each.allocation.order_line_id == one.line_id and is_there:
                houses.setdefault(each.allocation.warehouse_id, []).append(each)
        for parts in houses.values():
            units = min(
                left, *(each.allocation.quantity // each.allocation.units_each for each in parts)
            )
            if units:
                left -= units
                for each in parts:
                    quantity = units * each.allocation.units_each
                    less[each.id] = replace(each.allocation, quantity=quantity)
        if left:
            raise NotAllocated
    return less


async def _levels(
    variant_ids: Collection[UUID], level_ids: Collection[UUID], *, is_held: bool
) -> list[InventoryLevel]:
    """Every level these variants can be served from, and these; held in id order."""
    found = InventoryLevel.filter(
        Q(variant_id__in=list(variant_ids), warehouse__is_active=True) | Q(id__in=list(level_ids))
    )
    found = found.select_related("warehouse").order_by("id")
    if is_held:
        found = found.select_for_update(no_key=True, of=("inventory_level",))
    return await found


def _shelves(levels: Sequence[InventoryLevel], freed: Mapping[UUID, int]) -> list[Shelf]:
    return [
        Shelf(
            level.id,
            level.variant_id,
            level.warehouse_id,
            level.warehouse.priority,
            level.available + freed.get(level.id, 0),
        )
        for level in levels
        if level.warehouse.is_active
    ]


def _released(
    order_id: UUID, freed: Mapping[UUID, int], expires_at: datetime | None
) -> list[Change]:
    return [
        Change(
            level_id=level_id,
            kind=MovementKind.RELEASED,
            committed=-units if expires_at is None else 0,
            reserved=-units if expires_at is not None else 0,
            order_id=order_id,
        )
        for level_id, units in freed.items()
    ]


def _taken(order_id: UUID, more: Sequence[Allocation], expires_at: datetime | None) -> list[Change]:
    """They are reserved; and become the order's own if it is confirmed."""
    changes = []
    for level_id, units in units_by_level(more).items():
        changes.append(
            Change(level_id=level_id, kind=MovementKind.RESERVED, reserved=units, order_id=order_id)
        )
        if expires_at is None:
            changes.append(
                Change(
                    level_id=level_id,
                    kind=MovementKind.ALLOCATED,
                    reserved=-units,
                    committed=units,
                    order_id=order_id,
                )
            )
    return changes


async def _add(
    ctx: Context, order_id: UUID, more: Sequence[Allocation], expires_at: datetime | None
) -> None:
    status = ReservationStatus.COMMITTED if expires_at is None else ReservationStatus.ACTIVE
    added = await sql.rows(
        ADD,
        order_id,
        status.value,
        expires_at,
        ctx.now,
        [new_id() for _ in more],
        [one.level_id for one in more],
        [one.order_line_id for one in more],
        [one.quantity for one in more],
        [one.units_each for one in more],
    )
    assert len(added) == len(more), "nothing of a line that gets more has left its shelf"

"""Promises that move from shelf to shelf, and such as are made after an order was placed.

Part of stories that hold the order. A shelf's guard is the ledger's; a promise's is in its WHERE.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.inventory.allocation import Allocation, Demand, Part
from domain.inventory.errors import NotAllocated
from domain.inventory.ledger import Change, move_stock
from domain.inventory.models import InventoryLevel
from domain.inventory.reservations import units_by_level
from domain.inventory.states import (
    RESERVATION,
    MovementKind,
    ReservationAction,
    ReservationStatus,
)
from domain.shared import sql
from domain.shared.context import Context

LIVE = (ReservationStatus.ACTIVE, ReservationStatus.COMMITTED)
PROMISED = """
    SELECT reservation.order_line_id, line.variant_id AS ordered_id, level.variant_id,
        level.id AS level_id, level.warehouse_id, reservation.quantity, reservation.units_each,
        reservation.status
    FROM stock_reservation AS reservation
    JOIN inventory_level AS level ON level.id = reservation.level_id
    JOIN order_line AS line ON line.id = reservation.order_line_id
    WHERE reservation.order_id = $1 AND reservation.status = ANY($2)
    ORDER BY line.position, reservation.id
"""
WITHDRAW = f"""
    UPDATE stock_reservation AS reservation
    SET quantity = CASE WHEN reservation.quantity = taken.units THEN reservation.quantity
            ELSE reservation.quantity - taken.units END,
        status = CASE WHEN reservation.quantity = taken.units
            THEN '{RESERVATION.target(ReservationStatus.ACTIVE, ReservationAction.RELEASE)}'
            ELSE reservation.status END,
        updated_at = $5
    FROM unnest($2::uuid[], $3::uuid[], $4::int[]) AS taken (line_id, level_id, units)
    WHERE reservation.order_id = $1 AND reservation.order_line_id = taken.line_id
        AND reservation.level_id = taken.level_id AND reservation.status = $6
        AND reservation.quantity >= taken.units
    RETURNING reservation.id
"""
# A line that was served from a shelf before has its row there still: it serves again.
PROMISE = """
    INSERT INTO stock_reservation AS known (id, level_id, order_id, order_line_id, quantity,
        units_each, status, expires_at, created_at, updated_at)
    SELECT uuidv7(), given.level_id, $1, given.line_id, given.units, given.units_each, $6, $7,
        $8, $8
    FROM unnest($2::uuid[], $3::uuid[], $4::int[], $5::int[])
        AS given (line_id, level_id, units, units_each)
    ON CONFLICT (order_line_id, level_id) DO UPDATE
    SET quantity = excluded.quantity + CASE WHEN known.status = excluded.status
            THEN known.quantity ELSE 0 END,
        order_id = excluded.order_id, units_each = excluded.units_each,
        status = excluded.status, expires_at = excluded.expires_at,
        updated_at = excluded.updated_at
"""


@dataclass(frozen=True, slots=True)
class Promised:
    """What is promised to an order from one shelf, of a line that ordered `ordered_id`."""

    allocation: Allocation
    ordered_id: UUID
    status: ReservationStatus


async def promised_to(order_id: UUID) -> list[Promised]:
    """What an order holds and what of its own has not left, by shelf, in the order of its lines."""
    rows = await sql.rows(PROMISED, order_id, list(map(str, LIVE)))
    return [
        Promised(Allocation(**row), ordered_id, ReservationStatus(status))
        for row in rows
        for ordered_id, status in [(row.pop("ordered_id"), row.pop("status"))]
    ]


def demands_of(promised: Sequence[Promised]) -> list[Demand]:
    """What these lines take, wherever it comes from: in the order of the lines."""
    units: dict[UUID, dict[tuple[UUID, UUID], int]] = {}
    recipes: dict[UUID, dict[UUID, int]] = {}
    ordered: dict[UUID, UUID] = {}
    for one in promised:
        given = one.allocation
        place = (given.warehouse_id, given.variant_id)
        line = units.setdefault(given.order_line_id, {})
        line[place] = line.get(place, 0) + given.quantity // given.units_each
        recipes.setdefault(given.order_line_id, {})[given.variant_id] = given.units_each
        ordered[given.order_line_id] = one.ordered_id
    return [
        Demand(
            line_id,
            ordered[line_id],
            sum({house: part for (house, _), part in by_place.items()}.values()),
            parts_of(ordered[line_id], recipes[line_id]),
        )
        for line_id, by_place in units.items()
    ]


def parts_of(ordered_id: UUID, recipe: Mapping[UUID, int]) -> list[Part]:
    """What is in one unit of a bundle; nothing for what is none."""
    if recipe == {ordered_id: 1}:
        return []
    return [Part(variant_id, units) for variant_id, units in recipe.items()]


async def lock_shelves(variant_ids: Collection[UUID]) -> list[InventoryLevel]:
    """Every level of these variants, held in id order, with its warehouse."""
    levels = InventoryLevel.filter(variant_id__in=list(variant_ids))
    return await (
        levels.select_related("warehouse")
        .order_by("id")
        .select_for_update(no_key=True, of=("inventory_level",))
    )


async def withdraw(
    ctx: Context, order_id: UUID, taken: Sequence[Allocation], *, status: ReservationStatus
) -> None:
    """Promise these units no more; the levels are the caller's to change.

    Raises:
        NotAllocated: fewer units are promised there.
    """
    found = await sql.rows(
        WITHDRAW,
        order_id,
        [one.order_line_id for one in taken],
        [one.level_id for one in taken],
        [one.quantity for one in taken],
        ctx.now,
        str(status),
    )
    if len(found) != len(taken):
        raise NotAllocated


async def promise(
    ctx: Context,
    order_id: UUID,
    given: Sequence[Allocation],
    *,
    status: ReservationStatus,
    expires_at: datetime | None,
) -> None:
    """Promise these units as well; the levels are the caller's to change."""
    await sql.execute(
        PROMISE,
        order_id,
        [one.order_line_id for one in given],
        [one.level_id for one in given],
        [one.quantity for one in given],
        [one.units_each for one in given],
        str(status),
        expires_at,
        ctx.now,
    )


async def move_promises(
    ctx: Context,
    order_id: UUID,
    *,
    taken: Sequence[Allocation] = (),
    given: Sequence[Allocation] = (),
    status: ReservationStatus,
    expires_at: datetime | None = None,
    locked: Sequence[InventoryLevel],
    lost: bool = False,
) -> None:
    """Take units from shelves and promise units of others, inside the caller's transaction.

    `locked` are all levels named. `lost` says that what is taken is not there: it leaves the shelf.

    Raises:
        NotAllocated: fewer units are promised there than shall be taken.
        InsufficientStock: more would be promised than lies there.
    """
    if taken:
        await withdraw(ctx, order_id, taken, status=status)
    if given:
        await promise(ctx, order_id, given, status=status, expires_at=expires_at)
    is_held = status is ReservationStatus.ACTIVE
    gone, new = units_by_level(taken), units_by_level(given)
    changes = [
        Change(
            level_id=level_id,
            kind=MovementKind.ADJUSTED if lost else MovementKind.RELEASED,
            on_hand=-units if lost else 0,
            reserved=-units if is_held else 0,
            committed=0 if is_held else -units,
            order_id=order_id,
        )
        for level_id, units in sorted(gone.items())
    ] + [
        Change(
            level_id=level_id,
            kind=MovementKind.RESERVED if is_held else MovementKind.ALLOCATED,
            reserved=units if is_held else 0,
            committed=0 if is_held else units,
            order_id=order_id,
        )
        for level_id, units in sorted(new.items())
    ]
    touched = gone.keys() | new.keys()
    await move_stock(ctx, changes, locked=[level for level in locked if level.id in touched])


def difference(
    before: Sequence[Allocation], after: Sequence[Allocation]
) -> tuple[list[Allocation], list[Allocation]]:
    """What is taken from where, and what is given from where instead; what stays is in neither."""
    had, has = _by_shelf(before), _by_shelf(after)
    keys = {(one.order_line_id, one.level_id): one for one in [*before, *after]}
    taken: list[Allocation] = []
    given: list[Allocation] = []
    for key, one in keys.items():
        units = has[key] - had[key]
        if units:
            moved = Allocation(
                one.order_line_id,
                one.variant_id,
                one.level_id,
                one.warehouse_id,
                abs(units),
                one.units_each,
            )
            (given if units > 0 else taken).append(moved)
    return taken, given


def _by_shelf(allocations: Sequence[Allocation]) -> Counter[tuple[UUID, UUID]]:
    units = Counter[tuple[UUID, UUID]]()
    for one in allocations:
        units[one.order_line_id, one.level_id] += one.quantity
    return units

"""Taking units for orders inside one statement: the shelves' parts of it, and its rows.

They come to what `reserve_stock` comes to, which says the same step by step. A part is the inside
of a WITH clause; each says which relations it reads, and which it makes.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from domain.inventory.allocation import Shelf
from domain.inventory.review_alerts import DUE
from domain.shared.ids import new_id
from domain.shared.statement import Relation, Statement


class Wanted(NamedTuple):
    """A variant that somebody orders."""

    variant_id: UUID


class Promise(NamedTuple):
    """Units of a level for a line of the order at a place in the group."""

    place: int
    reservation_id: UUID
    level_id: UUID
    line_id: UUID
    quantity: int


class Step(NamedTuple):
    """Units taken from a level for the order at a place in the group, and what it shows then."""

    place: int
    movement_id: UUID
    level_id: UUID
    variant_id: UUID
    warehouse_id: UUID
    version: int
    units: int
    on_hand: int
    committed: int
    reserved: int
    incoming: int


class Change(NamedTuple):
    """What all steps together do to a level."""

    level_id: UUID
    version: int
    steps: int
    units: int
    at: datetime


# `wanted (variant_id)` -> every level that these variants can be served from, held in id order.
HELD = """
    SELECT level.id AS level_id, level.variant_id, level.warehouse_id, warehouse.priority,
        level.version, level.on_hand, level.committed, level.reserved, level.incoming
    FROM inventory_level AS level
    JOIN warehouse ON warehouse.id = level.warehouse_id AND warehouse.is_active
    WHERE level.variant_id IN (SELECT variant_id FROM wanted)
    ORDER BY level.id FOR NO KEY UPDATE OF level
"""
HOLD = Statement([Relation("wanted", Wanted)], f"held AS ({HELD}) SELECT * FROM held")

# `wanted (variant_id, units, movement_id)` -> `held`; `home`: the preferred warehouse that has
# everything for one order, if there is one (see `allocate`); `after`: what its levels will show;
# `warning`: of which levels somebody must be told so, or perhaps must: one that changed while we
# waited for it may have its warning no more, and which it has now is not seen from here.
CHOOSE = f"""
held AS MATERIALIZED ({HELD}
), shelf AS MATERIALIZED (
    SELECT held.*, on_hand - committed - reserved AS available FROM held
), home AS MATERIALIZED (
    SELECT warehouse_id
    FROM (
        SELECT shelf.*, count(*) OVER (PARTITION BY shelf.warehouse_id) AS able
        FROM shelf JOIN wanted USING (variant_id) WHERE shelf.available >= wanted.units
    ) AS able_shelf
    WHERE able = (SELECT count(*) FROM wanted)
    ORDER BY priority, available DESC, level_id LIMIT 1
), after AS MATERIALIZED (
    SELECT level_id AS id, version, variant_id, warehouse_id, on_hand, committed,
        reserved + wanted.units AS reserved, wanted.units, wanted.movement_id
    FROM shelf JOIN home USING (warehouse_id) JOIN wanted USING (variant_id)
), warning AS MATERIALIZED (
    SELECT level_id FROM ({DUE.format(levels="after")}) AS due
    UNION ALL
    SELECT after.id
    FROM after JOIN inventory_level AS seen ON seen.id = after.id AND seen.version <> after.version
    JOIN stock_alert AS alert ON alert.level_id = after.id AND alert.status <> 'resolved'
)"""

# `after`, `go` (one row, if it may be done) -> `moved`: the home's levels as they are then. They
# are held, so nothing is asked of them here: it would be asked of what they showed before we waited
# for them, and where goods came meanwhile, nothing would be taken. (The table's own CHECK looks at
# them like that too, and then the statement fails, and nothing at all is written.)
TAKE = """
moved AS (
    UPDATE inventory_level AS level
    SET version = level.version + 1, reserved = level.reserved + after.units,
        updated_at = go.placed_at
    FROM after, go
    WHERE level.id = after.id
    RETURNING after.movement_id, level.id AS level_id, level.variant_id, level.warehouse_id,
        level.version, after.units, level.on_hand, level.committed, level.reserved, level.incoming
)"""

# `change` -> `moved`: levels that we hold, after several steps at once; `warning` as above.
TAKE_TOGETHER = f"""
moved AS (
    UPDATE inventory_level AS level
    SET version = change.version, reserved = level.reserved + change.units, updated_at = change.at
    FROM change
    WHERE level.id = change.level_id AND level.version = change.version - change.steps
        AND level.on_hand >= level.committed + level.reserved + change.units
    RETURNING level.id, level.variant_id, level.warehouse_id, level.on_hand, level.committed,
        level.reserved
), warning AS MATERIALIZED ({DUE.format(levels="moved")})"""

# `placed` (orders by their place), `step`, `promise` -> the ledger and the reservations.
WRITE_DOWN = """
movements AS (
    INSERT INTO stock_movement (id, level_id, kind, on_hand_delta, committed_delta,
        reserved_delta, incoming_delta, order_id, actor, level_version, occurred_at)
    SELECT step.movement_id, step.level_id, 'reserved', 0, 0, step.units, 0, placed.order_id,
        placed.actor, step.version, placed.placed_at
    FROM step JOIN placed USING (place)
), promises AS (
    INSERT INTO stock_reservation (id, level_id, order_id, order_line_id, quantity, status,
        expires_at, created_at, updated_at)
    SELECT promise.reservation_id, promise.level_id, placed.order_id, promise.line_id,
        promise.quantity, 'active', placed.expires_at, placed.placed_at, placed.placed_at
    FROM promise JOIN placed USING (place)
)"""

# The same -> rows for `TELL`: an order's second turn to tell something.
STOCK_MOVED = """
    SELECT placed.place, 1 AS turn, 'inventory_level' AS aggregate_type,
        step.level_id AS aggregate_id, step.version, 'inventory.stock_moved' AS type,
        jsonb_build_object('movement_id', step.movement_id, 'variant_id', step.variant_id,
            'warehouse_id', step.warehouse_id, 'kind', 'reserved', 'order_id', placed.order_id,
            'fulfillment_id', NULL, 'on_hand_delta', 0, 'committed_delta', 0,
            'reserved_delta', step.units, 'incoming_delta', 0, 'on_hand', step.on_hand,
            'committed', step.committed, 'reserved', step.reserved, 'incoming', step.incoming,
            'available', step.on_hand - step.committed - step.reserved) AS payload,
        placed.actor, placed.request_id, placed.cause_id, placed.placed_at AS occurred_at
    FROM step JOIN placed USING (place)
"""


@dataclass(slots=True)
class HeldLevel:
    """A level that nobody else can change until our transaction ends; steps change it in memory."""

    level_id: UUID
    variant_id: UUID
    warehouse_id: UUID
    priority: int
    version: int
    on_hand: int
    committed: int
    reserved: int
    incoming: int

    @property
    def shelf(self) -> Shelf:
        """What it can promise now."""
        available = self.on_hand - self.committed - self.reserved
        return Shelf(self.level_id, self.variant_id, self.warehouse_id, self.priority, available)

    def take(self, place: int, units: int) -> Step:
        """Promise units to the order at this place."""
        self.version += 1
        self.reserved += units
        return Step(
            place,
            new_id(),
            self.level_id,
            self.variant_id,
            self.warehouse_id,
            self.version,
            units,
            self.on_hand,
            self.committed,
            self.reserved,
            self.incoming,
        )


async def hold_levels(variant_ids: Collection[UUID]) -> list[HeldLevel]:
    """Every level that these variants can be served from, held until the transaction ends."""
    return [HeldLevel(**row) for row in await HOLD.rows(map(Wanted, variant_ids))]

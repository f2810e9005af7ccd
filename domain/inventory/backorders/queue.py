"""Whose turn it is when goods come: whoever ordered first.

What somebody waits for in front of me is not mine, whoever looks at this moment: so two that fill
orders at once come to what one would. Bundles take what is there when all of it is; what they lack
something for holds nobody up.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from domain.inventory.allocation import Demand, Part
from domain.inventory.backorders.states import BackorderKind, BackorderStatus
from domain.inventory.models import InventoryLevel
from domain.inventory.reallocate import parts_of
from domain.shared import sql

WAITING = BackorderStatus.WAITING
# Orders of which at least one unit could be sent now, from one warehouse; the first to wait first.
DUE = f"""
SELECT line.order_id FROM backorder JOIN order_line AS line ON line.id = backorder.order_line_id
WHERE backorder.status = '{WAITING}' AND EXISTS (
    SELECT FROM warehouse WHERE warehouse.is_active AND NOT EXISTS (
        SELECT FROM backorder_part AS part
        LEFT JOIN inventory_level AS level
            ON level.variant_id = part.variant_id AND level.warehouse_id = warehouse.id
        WHERE part.backorder_id = backorder.id
            AND COALESCE(level.on_hand - level.committed - level.reserved, 0) < part.units_each))
GROUP BY line.order_id ORDER BY min(backorder.queued_at), line.order_id LIMIT $1
"""
FIRST = f"""
SELECT line.order_id FROM backorder JOIN order_line AS line ON line.id = backorder.order_line_id
WHERE backorder.status = '{WAITING}' AND backorder.variant_id = $1
GROUP BY line.order_id ORDER BY min(backorder.queued_at), line.order_id LIMIT $2
"""
OF_ORDER = f"""
SELECT backorder.id, backorder.order_line_id, backorder.variant_id, backorder.kind,
    backorder.waiting, backorder.queued_at, part.variant_id AS part_id, part.units_each
FROM backorder JOIN order_line AS line ON line.id = backorder.order_line_id
JOIN backorder_part AS part ON part.backorder_id = backorder.id
WHERE line.order_id = $1 AND backorder.status = '{WAITING}'
ORDER BY backorder.queued_at, line.position, backorder.id, part.id
"""
# What others wait for in front of an order, of what is no bundle.
AHEAD = f"""
SELECT backorder.variant_id, sum(backorder.waiting)::int AS units
FROM backorder JOIN order_line AS line ON line.id = backorder.order_line_id
JOIN product_variant AS variant ON variant.id = backorder.variant_id AND NOT variant.is_bundle
WHERE backorder.status = '{WAITING}' AND line.order_id <> $1
    AND backorder.variant_id = ANY($2::uuid[])
    AND (backorder.queued_at, backorder.id) < ($3, $4)
GROUP BY backorder.variant_id
"""


@dataclass(slots=True)
class Waiting:
    """Units of an order line that are not there, and what is in one of them."""

    id: UUID
    order_line_id: UUID
    variant_id: UUID
    kind: BackorderKind
    waiting: int
    queued_at: datetime
    recipe: dict[UUID, int] = field(default_factory=dict)

    @property
    def parts(self) -> list[Part]:
        """What is in one unit, of a bundle; nothing of what is none."""
        return parts_of(self.variant_id, self.recipe)


async def due_orders(limit: int) -> list[UUID]:
    """Orders for which something has come, the first to wait first."""
    return [row["order_id"] for row in await sql.rows(DUE, limit)]


async def first_in_line(variant_id: UUID, limit: int) -> list[UUID]:
    """The orders that wait for a variant, the first to wait first; such as wait for bundles of it
    are not among them.
    """
    return [row["order_id"] for row in await sql.rows(FIRST, variant_id, limit)]


async def waiting_of(order_id: UUID) -> list[Waiting]:
    """What an order waits for, in the order of the queue. Whoever changes it holds the order."""
    found: dict[UUID, Waiting] = {}
    for row in await sql.rows(OF_ORDER, order_id):
        part_id, units_each = row.pop("part_id"), row.pop("units_each")
        one = found.setdefault(row["id"], Waiting(**{**row, "kind": BackorderKind(row["kind"])}))
        one.recipe[part_id] = units_each
    return list(found.values())


async def ahead_of(order_id: UUID, waiting: Sequence[Waiting]) -> Counter[UUID]:
    """How many units of each variant others wait for in front of this order."""
    first = min(waiting, key=lambda one: (one.queued_at, one.id))
    variants = {variant_id for one in waiting for variant_id in one.recipe}
    rows = await sql.rows(AHEAD, order_id, list(variants), first.queued_at, first.id)
    return Counter({row["variant_id"]: row["units"] for row in rows})


def shared_out(
    waiting: Sequence[Waiting],
    levels: Collection[InventoryLevel],
    ahead: Mapping[UUID, int],
) -> list[Demand]:
    """What of this may be sent now: no more than lies there without what is others'."""
    free = Counter[UUID]()
    for level in levels:
        if level.warehouse.is_active:
            free[level.variant_id] += max(level.available, 0)
    free.subtract(ahead)
    demands = []
    for one in waiting:
        units = min(one.waiting, *(max(free[key], 0) // each for key, each in one.recipe.items()))
        if units:
            for key, each in one.recipe.items():
                free[key] -= units * each
            demands.append(Demand(one.order_line_id, one.variant_id, units, one.parts))
    return demands

"""Rows of units that somebody waits for: written when they are sold, and when they come."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from domain.inventory.allocation import Part, Shortage
from domain.inventory.backorders.beyond import Policy, Wait
from domain.inventory.backorders.models import Backorder, BackorderPart
from domain.inventory.backorders.states import (
    BACKORDER,
    BackorderAction,
    BackorderStatus,
    SellingPolicy,
)
from domain.inventory.errors import InsufficientStock
from domain.shared import sql
from domain.shared.context import Context

WAITING = BackorderStatus.WAITING
POLICIES = f"""
SELECT variant_id, policy, units_max, available_from, waiting FROM stock_policy
WHERE variant_id = ANY($1::uuid[]) AND policy <> '{SellingPolicy.DENY}'
"""
# The guard: no more is sold by a policy than it allows, whoever else sells at this moment.
SELL = f"""
WITH sold AS (
    SELECT variant_id, units FROM unnest($1::uuid[], $2::int[]) AS sold (variant_id, units)
), held AS (
    SELECT policy.id, sold.units FROM stock_policy AS policy JOIN sold USING (variant_id)
    ORDER BY policy.id FOR NO KEY UPDATE OF policy
)
UPDATE stock_policy AS policy SET waiting = policy.waiting + held.units
FROM held WHERE policy.id = held.id AND policy.policy <> '{SellingPolicy.DENY}'
    AND policy.waiting + held.units <= policy.units_max
RETURNING policy.variant_id
"""
# Units that came: of the line, and of what its policy has sold.
COME = f"""
WITH come AS (
    UPDATE backorder SET waiting = waiting - came.units, updated_at = $3,
        status = CASE WHEN waiting = came.units THEN '{{filled}}' ELSE status END,
        closed_at = CASE WHEN waiting = came.units THEN $3 ELSE closed_at END
    FROM unnest($1::uuid[], $2::int[]) AS came (id, units)
    WHERE backorder.id = came.id AND backorder.status = '{WAITING}'
        AND backorder.waiting >= came.units
    RETURNING backorder.id, backorder.variant_id, backorder.kind, came.units
), {{lowered}}
SELECT id FROM come
"""
LOWERED = """fewer AS (
    SELECT variant_id, sum(units) AS units FROM {come} AS gone
    WHERE kind <> 'shortage' GROUP BY variant_id
), held AS (
    SELECT policy.id, fewer.units FROM stock_policy AS policy JOIN fewer USING (variant_id)
    ORDER BY policy.id FOR NO KEY UPDATE OF policy
), lowered AS (
    UPDATE stock_policy AS policy SET waiting = policy.waiting - held.units
    FROM held WHERE policy.id = held.id
)"""
FILLED = BACKORDER.target(WAITING, BackorderAction.FILL)
CANCELED = BACKORDER.target(WAITING, BackorderAction.CANCEL)
TAKE_IN = COME.format(filled=FILLED, lowered=LOWERED.format(come="come"))
CALL_OFF = f"""
WITH off AS (
    UPDATE backorder SET status = '{CANCELED}', closed_at = $2, updated_at = $2
    FROM order_line AS line
    WHERE line.order_id = $1 AND backorder.order_line_id = line.id
        AND backorder.status = '{WAITING}'
    RETURNING backorder.variant_id, backorder.kind, backorder.waiting AS units
), {LOWERED.format(come="off")}
SELECT COALESCE(sum(units), 0)::int FROM off
"""

# Units of lines that are wanted no more: whoever wants none of a backorder has called it off.
CALL_OFF_SOME = f"""
WITH off AS (
    UPDATE backorder SET updated_at = $3,
        status = CASE WHEN waiting = less.units THEN '{CANCELED}' ELSE status END,
        closed_at = CASE WHEN waiting = less.units THEN $3 ELSE closed_at END,
        waiting = CASE WHEN waiting = less.units THEN waiting ELSE waiting - less.units END,
        quantity = CASE WHEN waiting = less.units THEN quantity ELSE quantity - less.units END
    FROM unnest($1::uuid[], $2::int[]) AS less (id, units)
    WHERE backorder.id = less.id AND backorder.status = '{WAITING}'
        AND backorder.waiting >= less.units
    RETURNING backorder.id, backorder.variant_id, backorder.kind, less.units
), {LOWERED.format(come="off")}
SELECT id FROM off
"""


async def policies_of(variant_ids: Collection[UUID]) -> dict[UUID, Policy]:
    """How these variants are sold beyond their stock; one that is not is missing."""
    rows = await sql.rows(POLICIES, list(variant_ids))
    return {
        row["variant_id"]: Policy(**{**row, "policy": SellingPolicy(row["policy"])}) for row in rows
    }


async def sell_beyond(ctx: Context, waits: Sequence[Wait]) -> None:
    """Write down what is sold before it is there, inside the transaction of the order.

    Call it after the shelves were touched: policies come last, so that nobody waits in a ring.

    Raises:
        InsufficientStock: somebody sold the last of what a policy allows meanwhile.
    """
    units: dict[UUID, int] = {}
    for wait in waits:
        units[wait.variant_id] = units.get(wait.variant_id, 0) + wait.units
    sold = await sql.rows(SELL, list(units), list(units.values()))
    if refused := units.keys() - {row["variant_id"] for row in sold}:
        raise InsufficientStock([Shortage(key, units[key], 0) for key in units if key in refused])
    await write_waits(ctx, waits, queued_at=ctx.now, parts={})


async def write_waits(
    ctx: Context,
    waits: Sequence[Wait],
    *,
    queued_at: datetime,
    parts: Mapping[UUID, Sequence[Part]],
) -> None:
    """Let order lines wait. `parts` says what is in one unit of a line, where that is a bundle."""
    rows = [
        Backorder(
            order_line_id=wait.order_line_id,
            variant_id=wait.variant_id,
            kind=wait.kind,
            quantity=wait.units,
            waiting=wait.units,
            available_from=wait.available_from,
            queued_at=queued_at,
            created_at=ctx.now,
            updated_at=ctx.now,
        )
        for wait in waits
    ]
    await Backorder.bulk_create(rows)
    await BackorderPart.bulk_create(
        BackorderPart(backorder_id=row.id, variant_id=part.variant_id, units_each=part.units_each)
        for row in rows
        for part in parts.get(row.order_line_id) or [Part(row.variant_id, 1)]
    )


async def take_in(ctx: Context, came: Mapping[UUID, int]) -> None:
    """So many units of these backorders are there now, and promised to their lines."""
    found = await sql.rows(TAKE_IN, list(came), list(came.values()), ctx.now)
    assert {row["id"] for row in found} == came.keys(), "nobody else fills what we hold"


async def call_off(ctx: Context, order_id: UUID) -> int:
    """Let an order that has ended wait no more; how many units that were."""
    units: int = await sql.value(CALL_OFF, order_id, ctx.now)
    return units


async def call_off_some(ctx: Context, units: Mapping[UUID, int]) -> None:
    """So many units of these backorders are wanted no more, by whoever holds their order."""
    found = await sql.rows(CALL_OFF_SOME, list(units), list(units.values()), ctx.now)
    assert {row["id"] for row in found} == units.keys(), "nobody else fills what we hold"

"""Looking whether a warning is due: it opens at a bound and resolves by itself beyond it.

A warning about too little opens at `low` and resolves at `low + hysteresis` (and above `low`);
one about too much opens at `high` and resolves at `high - hysteresis` (and below `high`).
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from domain.inventory.events import StockAlertOpened, StockAlertResolved
from domain.inventory.states import (
    STOCK_ALERT,
    StockAlertAction,
    StockAlertKind,
    StockAlertStatus,
)
from domain.shared import sql
from domain.shared.context import Context
from domain.shared.ids import new_id
from domain.shared.outbox import append_all

# What must be opened or resolved by what some levels show, or will show.
DUE = """
    SELECT level.id AS level_id, level.variant_id, level.warehouse_id, rule.id AS rule_id,
        seen.kind, seen.threshold, seen.quantity, alert.id AS alert_id
    FROM {levels} AS level
    JOIN stock_alert_rule AS rule
        ON (rule.variant_id IS NULL OR rule.variant_id = level.variant_id)
        AND (rule.warehouse_id IS NULL OR rule.warehouse_id = level.warehouse_id)
    CROSS JOIN LATERAL (SELECT level.on_hand - level.committed - level.reserved) AS now (available)
    CROSS JOIN LATERAL (VALUES
        ('below_reorder_point', rule.low, now.available, now.available <= rule.low,
            now.available > rule.low AND now.available >= rule.low + rule.hysteresis),
        ('above_max_stock', rule.high, level.on_hand, level.on_hand >= rule.high,
            level.on_hand < rule.high AND level.on_hand <= rule.high - rule.hysteresis)
    ) AS seen (kind, threshold, quantity, is_bad, is_well)
    LEFT JOIN stock_alert AS alert
        ON alert.rule_id = rule.id AND alert.level_id = level.id AND alert.kind = seen.kind
        AND alert.status <> 'resolved'
    WHERE CASE WHEN alert.id IS NULL THEN rule.is_active AND seen.is_bad
        ELSE NOT rule.is_active OR seen.threshold IS NULL OR seen.is_well END
"""
FIND = f"""
    {DUE.format(levels="(SELECT * FROM inventory_level WHERE id = ANY($1))")}
    ORDER BY level.id, rule.id, seen.kind
"""
# Two at once open one: the second meets the unique index and writes nothing.
OPEN = """
    INSERT INTO stock_alert (id, version, rule_id, level_id, kind, status, threshold, quantity,
        opened_at, updated_at)
    SELECT id, 1, rule_id, level_id, kind, 'open', threshold, quantity, $7, $7
    FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::int[], $6::int[])
        AS due (id, rule_id, level_id, kind, threshold, quantity)
    ON CONFLICT (rule_id, level_id, kind) WHERE status <> 'resolved' DO NOTHING
    RETURNING id
"""
RESOLVE = """
    WITH due AS (
        SELECT id, status FROM stock_alert
        WHERE id = ANY($1) AND status = ANY($2) ORDER BY id FOR NO KEY UPDATE
    )
    UPDATE stock_alert AS alert
    SET status = $3, version = alert.version + 1, resolved_at = $4, updated_at = $4
    FROM due WHERE alert.id = due.id
    RETURNING alert.id, alert.version, alert.threshold, due.status AS source
"""


async def review_alerts(ctx: Context, level_ids: Sequence[UUID]) -> None:
    """Open and resolve the warnings about some levels, inside the caller's transaction.

    Repeating it changes nothing. One statement where nothing is due.
    """
    found = await due_alerts(level_ids)
    await _open(ctx, [row for row in found if row["alert_id"] is None])
    await _resolve(ctx, {row["alert_id"]: row for row in found if row["alert_id"] is not None})


async def due_alerts(level_ids: Collection[UUID]) -> list[dict[str, Any]]:
    """The warnings that must be opened (those without an `alert_id`) or resolved."""
    return await sql.rows(FIND, list(level_ids))


async def _open(ctx: Context, found: Sequence[Mapping[str, Any]]) -> None:
    if not found:
        return
    due = {new_id(): row for row in found}
    columns = ("rule_id", "level_id", "kind", "threshold", "quantity")
    opened = await sql.rows(
        OPEN, list(due), *([row[name] for row in due.values()] for name in columns), ctx.now
    )
    await append_all(
        ctx,
        [
            StockAlertOpened(
                aggregate_id=alert["id"],
                version=1,
                status=StockAlertStatus.OPEN,
                threshold=due[alert["id"]]["threshold"],
                **_subject(due[alert["id"]]),
            )
            for alert in opened
        ],
    )


async def _resolve(ctx: Context, due: Mapping[UUID, Mapping[str, Any]]) -> None:
    if not due:
        return
    action = StockAlertAction.RESOLVE
    sources = [state for state in StockAlertStatus if STOCK_ALERT.allows(state, action)]
    target = STOCK_ALERT.target(sources[0], action)
    resolved = await sql.rows(RESOLVE, list(due), list(map(str, sources)), str(target), ctx.now)
    await append_all(
        ctx,
        [
            StockAlertResolved(
                aggregate_id=alert["id"],
                version=alert["version"],
                source=StockAlertStatus(alert["source"]),
                status=target,
                action=action,
                threshold=alert["threshold"],
                **_subject(due[alert["id"]]),
            )
            for alert in resolved
        ],
    )


def _subject(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "rule_id": row["rule_id"],
        "level_id": row["level_id"],
        "variant_id": row["variant_id"],
        "warehouse_id": row["warehouse_id"],
        "kind": StockAlertKind(row["kind"]),
        "quantity": row["quantity"],
    }

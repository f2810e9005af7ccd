"""Prices follow what is known of the market, of demand and of stock, by rules and within rails."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.identity.scopes import Scope
from domain.pricing.apply_rule import apply_rule
from domain.pricing.deciding import Decision, Signals, decide
from domain.pricing.models import PricingRule
from domain.pricing.queries import get_rule
from domain.pricing.rules import rails_of, variants_of
from domain.shared import sql
from domain.shared.context import Context

EVERY = timedelta(minutes=15)  # how often a rule is applied
BATCH = 200  # variants whose signals are read at a time
# A rule that is due, and its next turn: whoever takes it has it, others pass it by.
TAKE = """
WITH due AS (
    SELECT id FROM pricing_rule
    WHERE is_active AND (reviewed_at IS NULL OR reviewed_at <= $2)
    ORDER BY reviewed_at NULLS FIRST, id LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED
)
UPDATE pricing_rule AS rule SET reviewed_at = $1 FROM due WHERE rule.id = due.id RETURNING rule.id
"""
# What is known of each variant. What it cost a day ago is what the first change since then changed
# it from; observations of others count for two weeks; what was canceled was not sold.
SIGNALS = """
SELECT price.variant_id, price.amount_minor AS price,
    coalesce((
        SELECT change.before_minor FROM price_change AS change
        WHERE change.variant_id = price.variant_id AND change.currency = price.currency
            AND change.changed_at > $3::timestamptz - interval '24 hours'
            AND change.before_minor IS NOT NULL
        ORDER BY change.changed_at, change.id LIMIT 1
    ), price.amount_minor) AS yesterday, (
        SELECT max(change.changed_at) FROM price_change AS change
        WHERE change.variant_id = price.variant_id AND change.currency = price.currency
    ) AS changed_at, (
        SELECT cost.amount_minor FROM variant_cost AS cost
        WHERE cost.variant_id = price.variant_id AND cost.currency = price.currency
        ORDER BY cost.recorded_at DESC, cost.id DESC LIMIT 1
    ) AS cost, ARRAY(
        SELECT DISTINCT ON (seen.competitor) seen.amount_minor FROM competitor_price AS seen
        WHERE seen.variant_id = price.variant_id AND seen.currency = price.currency
            AND seen.observed_at > $3::timestamptz - interval '14 days'
        ORDER BY seen.competitor, seen.observed_at DESC
    ) AS market, sales.sold, sales.sold_before, coalesce((
        SELECT sum(level.on_hand - level.committed - level.reserved)
        FROM inventory_level AS level JOIN warehouse ON warehouse.id = level.warehouse_id
        WHERE level.variant_id = price.variant_id AND warehouse.is_active
    ), 0)::bigint AS available
FROM variant_price AS price CROSS JOIN LATERAL (
    SELECT coalesce(sum(line.quantity - line.canceled)
            FILTER (WHERE placed.placed_at > $3::timestamptz - interval '7 days'), 0)::bigint
            AS sold,
        coalesce(sum(line.quantity - line.canceled)
            FILTER (WHERE placed.placed_at <= $3::timestamptz - interval '7 days'), 0)::bigint
            AS sold_before
    FROM order_line AS line JOIN sales_order AS placed ON placed.id = line.order_id
    WHERE line.variant_id = price.variant_id
        AND placed.placed_at > $3::timestamptz - interval '14 days'
        AND placed.status NOT IN ('canceled', 'expired')
) AS sales
WHERE price.variant_id = ANY($1::uuid[]) AND price.currency = $2
ORDER BY price.variant_id
"""


@dataclass(frozen=True, slots=True)
class Previewed:
    """What a rule would do to one variant."""

    variant_id: UUID
    signals: Signals
    decision: Decision


async def reprice(ctx: Context) -> int:
    """Apply the rules whose turn it is; how many decisions were new. Several at once are harmless:
    each rule is taken by one, and each variant's decision is a transaction of its own.

    Raises:
        NotPermitted: the actor may not write prices.
    """
    ctx.require(Scope.PRICING_WRITE)
    made = 0
    while rule := await _take(ctx):
        made += await apply_to_all(ctx, rule)
    return made


async def apply_to_all(ctx: Context, rule: PricingRule) -> int:
    """Apply one rule to all that it is about; how many decisions were new."""
    made, after = 0, None
    while keys := await variants_of(rule, after=after, limit=BATCH):
        for variant_id, signals in await signals_of(ctx, keys, rule.currency):
            made += await apply_rule(ctx, rule, variant_id, signals) is not None
        after = keys[-1]
    return made


async def preview_rule(ctx: Context, rule_id: UUID, *, limit: int) -> list[Previewed]:
    """What a rule would do now to the first so many that it is about. Nothing is written.

    Raises:
        NotFound: no such rule that the actor may see.
    """
    rule = await get_rule(ctx, rule_id)
    keys = await variants_of(rule, after=None, limit=limit)
    rails = rails_of(rule)
    return [
        Previewed(variant_id, signals, decide(signals, rails))
        for variant_id, signals in await signals_of(ctx, keys, rule.currency)
    ]


async def signals_of(
    ctx: Context, variant_ids: Sequence[UUID], currency: str
) -> list[tuple[UUID, Signals]]:
    """What is known now of variants that have a price, in the order of their ids."""
    rows: list[dict[str, Any]] = await sql.rows(SIGNALS, list(variant_ids), currency, ctx.now)
    return [(row.pop("variant_id"), Signals(at=ctx.now, **row)) for row in rows]


async def _take(ctx: Context) -> PricingRule | None:
    async with in_transaction():
        row = await sql.row(TAKE, ctx.now, ctx.now - EVERY)
    return None if row is None else await PricingRule.get(id=row["id"])

"""Watching prices: what is odd about one opens an anomaly, what is well again closes by itself."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from domain.catalog.models import VariantPrice
from domain.pricing.anomalies import Evidence, Finding, findings
from domain.pricing.events import PriceAnomalyOpened
from domain.pricing.models import PriceAnomaly
from domain.pricing.moving import move_anomaly
from domain.pricing.states import AnomalyAction, AnomalyKind, AnomalyStatus
from domain.shared import sql
from domain.shared.context import Context
from domain.shared.ids import new_id
from domain.shared.money import Money
from domain.shared.outbox import append_all

HISTORY_MAX = 200  # prices that are looked back at
# What was odd itself is no measure for others, unless somebody said that it was meant so.
EVIDENCE = f"""
SELECT ARRAY(
        SELECT change.before_minor FROM price_change AS change
        WHERE change.variant_id = $1 AND change.currency = $2 AND change.before_minor IS NOT NULL
            AND change.changed_at > $3::timestamptz - interval '365 days'
            AND NOT EXISTS (
                SELECT FROM price_anomaly AS odd WHERE odd.variant_id = $1 AND odd.currency = $2
                    AND odd.amount_minor = change.before_minor AND odd.status <> 'dismissed')
        ORDER BY change.changed_at DESC, change.id DESC LIMIT {HISTORY_MAX}
    ) AS history, (
        SELECT amount_minor FROM variant_cost WHERE variant_id = $1 AND currency = $2
        ORDER BY recorded_at DESC, id DESC LIMIT 1
    ) AS cost, ARRAY(
        SELECT DISTINCT ON (competitor) amount_minor FROM competitor_price
        WHERE variant_id = $1 AND currency = $2
            AND observed_at > $3::timestamptz - interval '14 days'
        ORDER BY competitor, observed_at DESC
    ) AS market, ARRAY(
        SELECT kind FROM price_anomaly WHERE variant_id = $1 AND currency = $2
            AND amount_minor = $4 AND status = 'dismissed'
    ) AS meant
"""
# Two at once open one: the second meets the unique index and writes nothing.
OPEN = """
INSERT INTO price_anomaly (id, version, variant_id, currency, kind, amount_minor, expected_minor,
    score, status, note, opened_at, updated_at)
SELECT id, 1, $1, $2, kind, $3, expected_minor, score, 'open', '', $4, $4
FROM unnest($5::uuid[], $6::text[], $7::bigint[], $8::int[])
    AS found (id, kind, expected_minor, score)
ON CONFLICT (variant_id, currency, kind) WHERE status = 'open' DO NOTHING
RETURNING id, kind, expected_minor
"""
SCORE_MAX = 2**31 - 1  # what the column holds


async def watch_current_price(ctx: Context, variant_id: UUID, currency: str) -> None:
    """Look at the price of today, for something else changed that it is measured by."""
    price = await VariantPrice.get_or_none(variant_id=variant_id, currency=currency)
    if price is not None:
        await watch_price(ctx, variant_id, Money(price.amount_minor, currency))


async def watch_price(ctx: Context, variant_id: UUID, price: Money) -> None:
    """Open what is odd about a price and close what is not any more, inside the caller's
    transaction. Repeating it changes nothing.
    """
    known = await sql.row(EVIDENCE, variant_id, price.currency, ctx.now, price.minor)
    assert known is not None
    meant = set(known.pop("meant"))
    found = {
        one.kind: one
        for one in findings(Evidence(price.minor, **known))
        if one.kind.value not in meant
    }
    await settle_price(ctx, variant_id, price, found)


async def settle_price(
    ctx: Context, variant_id: UUID, price: Money, found: Mapping[AnomalyKind, Finding]
) -> None:
    """Have just these findings open about a price."""
    await _close(ctx, variant_id, price.currency, found)
    if found:
        await _open(ctx, variant_id, price, found)


async def _close(
    ctx: Context, variant_id: UUID, currency: str, found: Mapping[AnomalyKind, Finding]
) -> None:
    open_ones = PriceAnomaly.filter(
        variant_id=variant_id, currency=currency, status=AnomalyStatus.OPEN
    ).select_for_update(no_key=True)
    for row in await open_ones.order_by("id"):
        if row.kind not in found:
            await move_anomaly(ctx, row, AnomalyAction.RESOLVE, "")


async def _open(
    ctx: Context, variant_id: UUID, price: Money, found: Mapping[AnomalyKind, Finding]
) -> None:
    ones = list(found.values())
    opened: list[dict[str, Any]] = await sql.rows(
        OPEN,
        variant_id,
        price.currency,
        price.minor,
        ctx.now,
        [new_id() for _ in ones],
        [one.kind.value for one in ones],
        [one.expected for one in ones],
        [min(one.off(price.minor), SCORE_MAX) for one in ones],
    )
    await append_all(
        ctx,
        [
            PriceAnomalyOpened(
                aggregate_id=row["id"],
                version=1,
                variant_id=variant_id,
                kind=AnomalyKind(row["kind"]),
                currency=price.currency,
                amount_minor=price.minor,
                expected_minor=row["expected_minor"],
                status=AnomalyStatus.OPEN,
            )
            for row in opened
        ],
    )

"""Watching many prices: the same as `watching`, in a constant number of statements.

Each price is held against the history before it. Of several changes of one price in one batch the
last one counts.
"""

from collections.abc import Sequence
from uuid import UUID

from domain.pricing.anomalies import Evidence, findings
from domain.pricing.watching import HISTORY_MAX, settle_price
from domain.shared import sql
from domain.shared.context import Context
from domain.shared.money import Money

EVIDENCE = f"""
SELECT price.place, ARRAY(
        SELECT change.before_minor FROM price_change AS change
        WHERE change.variant_id = price.variant_id AND change.currency = price.currency
            AND change.before_minor IS NOT NULL
            AND change.changed_at > $4::timestamptz - interval '365 days'
            AND NOT EXISTS (
                SELECT FROM price_anomaly AS odd WHERE odd.variant_id = price.variant_id
                    AND odd.currency = price.currency
                    AND odd.amount_minor = change.before_minor AND odd.status <> 'dismissed')
        ORDER BY change.changed_at DESC, change.id DESC LIMIT {HISTORY_MAX}
    ) AS history, (
        SELECT amount_minor FROM variant_cost AS cost
        WHERE cost.variant_id = price.variant_id AND cost.currency = price.currency
        ORDER BY recorded_at DESC, id DESC LIMIT 1
    ) AS cost, ARRAY(
        SELECT DISTINCT ON (competitor) amount_minor FROM competitor_price AS other
        WHERE other.variant_id = price.variant_id AND other.currency = price.currency
            AND observed_at > $4::timestamptz - interval '14 days'
        ORDER BY competitor, observed_at DESC
    ) AS market, ARRAY(
        SELECT kind FROM price_anomaly AS odd
        WHERE odd.variant_id = price.variant_id AND odd.currency = price.currency
            AND odd.amount_minor = price.minor AND status = 'dismissed'
    ) AS meant, EXISTS (
        SELECT FROM price_anomaly AS odd
        WHERE odd.variant_id = price.variant_id AND odd.currency = price.currency
            AND status = 'open'
    ) AS is_watched
FROM unnest($1::uuid[], $2::text[], $3::bigint[]) WITH ORDINALITY
    AS price (variant_id, currency, minor, place)
ORDER BY price.variant_id, price.currency
"""


async def watch_prices(ctx: Context, prices: Sequence[tuple[UUID, Money]]) -> None:
    """Open what is odd about prices and close what is not any more, inside the caller's
    transaction. Repeating it changes nothing.
    """
    rows = await sql.rows(
        EVIDENCE,
        [variant_id for variant_id, _ in prices],
        [price.currency for _, price in prices],
        [price.minor for _, price in prices],
        ctx.now,
    )
    for row in rows:
        variant_id, price = prices[row["place"] - 1]
        meant = set(row["meant"])
        known = Evidence(price.minor, row["history"], row["cost"], row["market"])
        found = {one.kind: one for one in findings(known) if one.kind.value not in meant}
        if found or row["is_watched"]:
            await settle_price(ctx, variant_id, price, found)

"""Keeping what lists are sorted by in step with sales and stock: a timer calls this."""

from datetime import datetime, timedelta

from tortoise.transactions import in_transaction

from domain.inventory.bundles import MAKEABLE_OF
from domain.shared import sql

SOLD_WITHIN = timedelta(days=28)

IS_MINE = "SELECT pg_try_advisory_xact_lock(hashtextextended('product_listing', 0))"
# One statement, and it writes only the rows that changed.
REFRESH = f"""
UPDATE product_listing listing SET units_sold = fresh.units, is_available = fresh.is_there
FROM (
    WITH sold AS MATERIALIZED (
        SELECT variant.product_id, sum(line.quantity - line.canceled)::int AS units
        FROM sales_order placed
        JOIN order_line line ON line.order_id = placed.id
        JOIN product_variant variant ON variant.id = line.variant_id
        WHERE placed.placed_at > $1 AND placed.placed_at <= $2
        AND placed.status NOT IN ('canceled', 'expired')
        GROUP BY variant.product_id
    ), there AS MATERIALIZED (
        SELECT DISTINCT variant.product_id
        FROM inventory_level level
        JOIN warehouse ON warehouse.id = level.warehouse_id AND warehouse.is_active
        JOIN product_variant variant ON variant.id = level.variant_id
        WHERE level.on_hand - level.committed - level.reserved > 0 AND NOT variant.is_bundle
        UNION SELECT bundle.product_id FROM product_variant bundle
        WHERE bundle.is_bundle AND {MAKEABLE_OF.format(bundle="bundle.id")} > 0
    )
    SELECT each.product_id, coalesce(sold.units, 0) AS units,
           there.product_id IS NOT NULL AS is_there
    FROM product_listing each
    LEFT JOIN sold ON sold.product_id = each.product_id
    LEFT JOIN there ON there.product_id = each.product_id
) AS fresh
WHERE fresh.product_id = listing.product_id
AND (listing.units_sold, listing.is_available) IS DISTINCT FROM (fresh.units, fresh.is_there)
"""


async def refresh_listing(now: datetime) -> int:
    """Count what each product sold within 28 days, and whether any of it can be had.

    How many products changed. Of two at once one does it, and the other has nothing to do.
    """
    async with in_transaction():
        if not await sql.value(IS_MINE):
            return 0
        return await sql.execute(REFRESH, now - SOLD_WITHIN, now)

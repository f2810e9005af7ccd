"""When the figures of a product speak for another stage of its life, that is proposed."""

from collections.abc import Mapping
from uuid import UUID

from domain.catalog.lifecycle.detector import DAYS, Figures, proposal
from domain.catalog.lifecycle.models import LifecycleSuggestion
from domain.catalog.lifecycle.propose_moves import propose_moves
from domain.catalog.states import LifecycleStage, SuggestionStatus
from domain.identity.scopes import Scope
from domain.shared import sql
from domain.shared.context import Context

NEW_MAX = 500  # products in one look that nothing was proposed for yet: people are to decide

# The day of a sale is counted from the first of the 28, so the middle is at 13.5, and the squared
# distances of all days from it add up to 28 (28² - 1) / 12 = 1,827: days without a sale need no
# rows. Products that are over are left out, and drafts: there is nothing to read of them.
FIGURES = f"""
WITH sold AS (
    SELECT variant.product_id, line.quantity - line.canceled AS units,
        floor(extract(epoch FROM placed.placed_at - ($1::timestamptz - interval '{DAYS} days'))
            / 86400) AS day
    FROM sales_order AS placed
    JOIN order_line AS line ON line.order_id = placed.id
    JOIN product_variant AS variant ON variant.id = line.variant_id
    WHERE placed.placed_at > $1::timestamptz - interval '{2 * DAYS} days'
        AND placed.placed_at <= $1::timestamptz
        AND placed.status NOT IN ('canceled', 'expired')
), trade AS (
    SELECT product_id, COALESCE(sum(units) FILTER (WHERE day >= 0), 0)::bigint AS units,
        COALESCE(sum(units) FILTER (WHERE day < 0), 0)::bigint AS units_before,
        COALESCE(sum(units * (LEAST(day, {DAYS - 1}) - {(DAYS - 1) / 2}))
            FILTER (WHERE day >= 0), 0) / {DAYS * (DAYS * DAYS - 1) / 12} AS slope
    FROM sold GROUP BY product_id
), stock AS (
    SELECT variant.product_id,
        sum(level.on_hand - level.committed - level.reserved)::bigint AS available
    FROM inventory_level AS level JOIN product_variant AS variant ON variant.id = level.variant_id
    GROUP BY variant.product_id
)
SELECT product.id, product.lifecycle_stage AS stage, product.status = 'published' AS is_published,
    extract(day FROM $1::timestamptz - COALESCE(product.published_at, product.created_at))::int
        AS age_days,
    COALESCE(trade.units, 0) AS units, COALESCE(trade.units_before, 0) AS units_before,
    COALESCE(trade.slope, 0)::float8 AS slope, COALESCE(stock.available, 0) AS available
FROM product
LEFT JOIN trade ON trade.product_id = product.id
LEFT JOIN stock ON stock.product_id = product.id
WHERE product.lifecycle_stage <> 'discontinued'
    AND (product.lifecycle_stage <> 'planned' OR product.status = 'published')
"""


async def suggest_lifecycles(ctx: Context) -> int:
    """Look at the trade of all products, in one statement, and propose; how many are new.

    Of those that nothing was proposed for yet, at most 500 at a time, the largest stock first.

    Raises:
        NotPermitted: the actor may not change the catalog.
    """
    ctx.require(Scope.CATALOG_WRITE)
    figures = await read_figures(ctx)
    open_ = LifecycleSuggestion.filter(status=SuggestionStatus.OPEN)
    standing = {row.product_id for row in await open_.only("id", "product_id")}
    looked_at = {key: figures[key] for key in standing & set(figures)}
    return await propose_moves(ctx.as_system(), looked_at | most_pressing(figures, standing))


def most_pressing(figures: Mapping[UUID, Figures], standing: set[UUID]) -> dict[UUID, Figures]:
    """Of the products whose figures speak for something that is not proposed yet those with the
    largest stock, as many as people can look at.
    """
    spoken_for = [key for key in figures if key not in standing and proposal(figures[key])]
    spoken_for.sort(key=lambda key: (-figures[key].available, key))
    return {key: figures[key] for key in spoken_for[:NEW_MAX]}


async def read_figures(ctx: Context) -> dict[UUID, Figures]:
    """What is known of every product that is not over."""
    return {
        row.pop("id"): Figures(**{**row, "stage": LifecycleStage(row["stage"])})
        for row in await sql.rows(FIGURES, ctx.now)
    }

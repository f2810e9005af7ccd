"""Rules as the arithmetic takes them: their rails, what they are about, and their explanations."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from domain.pricing.deciding import Rails
from domain.pricing.models import PricingRule
from domain.shared import sql

# The variants a rule is about that have a price in its currency, in the order of their ids.
SCOPE = """
SELECT variant.id FROM product_variant AS variant
JOIN product ON product.id = variant.product_id
JOIN variant_price AS price ON price.variant_id = variant.id AND price.currency = $1
WHERE ($5::uuid IS NULL OR variant.id > $5) AND (
    variant.id = ANY($2::uuid[]) OR product.brand_id = ANY($3::uuid[])
    OR product.category_id IN (
        SELECT inside.id FROM category AS named JOIN category AS inside
            ON inside.id = named.id OR starts_with(inside.path, named.path || '/')
        WHERE named.id = ANY($4::uuid[])))
ORDER BY variant.id LIMIT $6
"""


def rails_of(rule: PricingRule) -> Rails:
    """The rule without its name."""
    return Rails(
        strategy=rule.strategy,
        strategy_bp=rule.strategy_bp,
        margin_bp=rule.margin_bp,
        ceiling=rule.ceiling_minor,
        daily_move_bp=rule.daily_move_bp,
        cool_down=timedelta(minutes=rule.cool_down_minutes),
        approval_above_bp=rule.approval_above_bp,
        downward=rule.downward,
    )


async def variants_of(rule: PricingRule, *, after: UUID | None, limit: int) -> Sequence[UUID]:
    """Some of the variants that a rule is about, behind one of them."""
    rows = await sql.rows(
        SCOPE,
        rule.currency,
        [UUID(each) for each in rule.scope["variants"]],
        [UUID(each) for each in rule.scope["brands"]],
        [UUID(each) for each in rule.scope["categories"]],
        after,
        limit,
    )
    return [row["id"] for row in rows]

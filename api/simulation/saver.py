"""Somebody who was sent a coupon and kept it buys what it is for, and pays less."""

from datetime import datetime
from typing import NamedTuple

from api.simulation.shopper import order_of
from api.simulation.stage import Buyer, Goods, Stage, buyer_of
from domain.shared import sql

COUPONS = 60
# What is for sale and a running coupon is for, and somebody of those whom it is for.
USABLE = """
WITH usable AS (
    SELECT DISTINCT ON (coupon.code) coupon.code, member.customer_id, variant.id AS variant_id,
        channel.code AS channel, channel.currency
    FROM promotion JOIN coupon ON coupon.promotion_id = promotion.id AND coupon.status = 'active'
    CROSS JOIN LATERAL
        jsonb_array_elements_text(promotion.effects::jsonb #> '{0,target,0,values}') AS one (id)
    JOIN product ON product.id = one.id::uuid AND product.status = 'published'
    JOIN product_variant AS variant ON variant.product_id = product.id
    JOIN sales_channel AS channel ON channel.code LIKE 'web%'
    JOIN variant_price AS price ON price.variant_id = variant.id
        AND price.currency = channel.currency AND price.amount_minor > 0
    JOIN customer_group AS segment
        ON segment.code = promotion.conditions::jsonb #>> '{0,codes,0}'
    JOIN customer_group_member AS member ON member.group_id = segment.id
    WHERE promotion.status = 'active' AND promotion.ends_at > $1
        AND promotion.effects::jsonb #>> '{0,target,0,key}' = 'product'
        AND EXISTS (
            SELECT FROM inventory_level AS level
            WHERE level.variant_id = variant.id AND level.on_hand > 2)
        AND NOT EXISTS (
            SELECT FROM promotion_customer AS used
            WHERE used.promotion_id = promotion.id AND used.customer_id = member.customer_id)
    ORDER BY coupon.code, hashtextextended(member.customer_id::text || variant.id::text, $2)
)
SELECT usable.*, customer.id, customer.name, address.id AS address_id, address.recipient,
    address.line1, address.city, address.country, address.region, address.postal_code,
    address.district
FROM usable JOIN customer ON customer.id = usable.customer_id
JOIN address ON address.customer_id = customer.id AND address.is_default
ORDER BY usable.code DESC LIMIT $3
"""


class Kept(NamedTuple):
    """A coupon, who has it, and what it is for."""

    code: str
    buyer: Buyer
    goods: Goods


async def save(stage: Stage) -> bool:
    """Order something with a coupon. False where nobody has one that is good for anything."""
    kept = await kept_coupons(stage.clock(), stage.chance.getrandbits(31), COUPONS)
    if not kept:
        return False
    one = stage.one_of(kept)
    await order_of(stage, one.buyer, [one.goods], coupons=[one.code])
    return True


async def kept_coupons(now: datetime, seed: int, limit: int) -> list[Kept]:
    """Coupons that somebody could use now, each with one who could."""
    rows = await sql.rows(USABLE, now, seed, limit)
    return [
        Kept(
            row["code"],
            buyer_of(row),
            Goods(row["variant_id"], row["channel"], row["currency"]),
        )
        for row in rows
    ]

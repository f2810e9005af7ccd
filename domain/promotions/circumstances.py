"""What an evaluation depends on beside the cart, looked up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.inventory.queries import available_by_variant
from domain.promotions.active import Active
from domain.promotions.campaigns.budget import budgets_reached
from domain.promotions.cart import CartLine, Circumstances, GiftShelf, Reason, Refusal, Rules
from domain.promotions.codes import CODES_MAX, normal
from domain.promotions.memberships import memberships
from domain.promotions.models import Coupon
from domain.promotions.states import CouponStatus
from domain.promotions.terms import GiftOf
from domain.shared import inputs, sql
from domain.shared.context import Context

SETTLED = {
    CouponStatus.RESERVED: Reason.COUPON_USED_UP,
    CouponStatus.REDEEMED: Reason.COUPON_USED_UP,
    CouponStatus.EXPIRED: Reason.COUPON_EXPIRED,
    CouponStatus.DISABLED: Reason.COUPON_DISABLED,
}

FACTS = """
WITH RECURSIVE wanted AS (SELECT unnest($1::uuid[]) AS variant_id
), shelf (variant_id, category_id) AS (
    SELECT wanted.variant_id, product.category_id
    FROM wanted JOIN product_variant AS variant ON variant.id = wanted.variant_id
    JOIN product ON product.id = variant.product_id WHERE product.category_id IS NOT NULL
    UNION
    SELECT shelf.variant_id, category.parent_id
    FROM shelf JOIN category ON category.id = shelf.category_id
    WHERE category.parent_id IS NOT NULL
)
SELECT variant.id, product.id AS product_id, product.brand_id,
    ARRAY(SELECT shelf.category_id FROM shelf WHERE shelf.variant_id = variant.id) AS categories,
    ARRAY(SELECT tag.name FROM product_tag JOIN tag ON tag.id = product_tag.tag_id
        WHERE product_tag.product_id = product.id) AS tags,
    (SELECT paid.amount_minor FROM variant_cost AS paid
        WHERE paid.variant_id = variant.id AND paid.currency = $2
        ORDER BY paid.recorded_at DESC, paid.id DESC LIMIT 1) AS cost_minor
FROM wanted JOIN product_variant AS variant ON variant.id = wanted.variant_id
JOIN product ON product.id = variant.product_id
"""
GIFTS = """
SELECT variant.id, variant.sku, price.amount_minor,
    concat_ws(', ', nullif(product.name, ''), nullif(variant.name, '')) AS name
FROM product_variant AS variant
JOIN product ON product.id = variant.product_id AND product.status = 'published'
JOIN variant_price AS price ON price.variant_id = variant.id AND price.currency = $2
WHERE variant.id = ANY($1::uuid[])
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A line of a cart to be: units of a variant, at what one costs."""

    variant_id: UUID
    quantity: int
    unit_price_minor: int


@dataclass(frozen=True, slots=True)
class GiftNames:
    """What a gift is called."""

    sku: str
    name: str


@dataclass(frozen=True, slots=True)
class Given:
    """The coupons that somebody gave: those of promotions in force, and why the others are not
    taken, by code.
    """

    coupons: Mapping[UUID, Coupon]  # by promotion
    refused: Mapping[str, Refusal]


async def lines_of(wanted: Sequence[Wanted], currency: str) -> tuple[CartLine, ...]:
    """Lines with all that they can be chosen by, in one statement."""
    rows = await sql.rows(FACTS, sorted({each.variant_id for each in wanted}), currency)
    facts = {row["id"]: row for row in rows}
    return tuple(
        CartLine(
            position,
            each.variant_id,
            facts[each.variant_id]["product_id"],
            each.quantity,
            each.unit_price_minor,
            frozenset(facts[each.variant_id]["categories"]),
            facts[each.variant_id]["brand_id"],
            frozenset(facts[each.variant_id]["tags"]),
            facts[each.variant_id]["cost_minor"],
        )
        for position, each in enumerate(wanted)
    )


async def coupons_given(
    active: Active, codes: Sequence[str], *, customer_id: UUID | None, now: datetime
) -> Given:
    """Look up codes, each by one probe of an index.

    Raises:
        InvalidInput: too many at once.
    """
    inputs.items(codes, "couponCodes", most=CODES_MAX)
    wanted = list(dict.fromkeys(normal(code) for code in codes))
    asked = [code for code in wanted if inputs.is_text(code)]
    found = {row.code: row for row in await Coupon.filter(code__in=asked)} if asked else {}
    coupons: dict[UUID, Coupon] = {}
    refused: dict[str, Refusal] = {}
    for code in wanted:
        coupon = found.get(code)
        if refusal := _refusal(active, coupon, customer_id, now):
            refused[code] = refusal
        elif coupon is not None:
            if coupon.promotion_id in coupons:
                refused[code] = Refusal(Reason.COUPON_GIVEN_TWICE)
            else:
                coupons[coupon.promotion_id] = coupon
    return Given(coupons, refused)


def _refusal(
    active: Active, coupon: Coupon | None, customer_id: UUID | None, now: datetime
) -> Refusal | None:
    if coupon is None:
        return Refusal(Reason.COUPON_UNKNOWN)
    if coupon.status in SETTLED:
        return Refusal(SETTLED[coupon.status])
    if coupon.expires_at is not None and coupon.expires_at <= now:
        return Refusal(Reason.COUPON_EXPIRED)
    if coupon.customer_id not in {None, customer_id}:
        return Refusal(Reason.COUPON_OF_ANOTHER)
    if coupon.promotion_id not in active.rows:
        return Refusal(Reason.NOT_ACTIVE)
    return None


async def gifts_of(
    ctx: Context, active: Active, currency: str, taken: Mapping[UUID, int]
) -> tuple[dict[UUID, GiftShelf], dict[UUID, GiftNames]]:
    """What can be given for nothing: units left beside those `taken`, and what they would cost."""
    variants = {
        effect.variant_id
        for each in active.promotions.promotions
        for effect in each.effects
        if isinstance(effect, GiftOf)
    }
    if not variants:
        return {}, {}
    rows = await sql.rows(GIFTS, sorted(variants), currency)
    there = await available_by_variant(ctx, [row["id"] for row in rows])
    shelves = {
        row["id"]: GiftShelf(
            max(0, there[row["id"]] - taken.get(row["id"], 0)), row["amount_minor"]
        )
        for row in rows
    }
    return shelves, {row["id"]: GiftNames(row["sku"], row["name"]) for row in rows}


async def limits_reached(
    active: Active, customer_id: UUID | None, currency: str
) -> dict[UUID, Refusal]:
    """Promotions that are used up, by themselves or with their campaign, or that this customer has
    used as often as each may.
    """
    limited = [row for row in active.rows.values() if row.uses_max is not None]
    each = [row for row in active.rows.values() if row.uses_per_customer_max is not None]
    refused: dict[UUID, Refusal] = {}
    if limited:
        gone = "SELECT id FROM promotion WHERE id = ANY($1::uuid[]) AND uses >= uses_max"
        for row in await sql.rows(gone, [one.id for one in limited]):
            refused[row["id"]] = Refusal(Reason.USED_UP)
    if each and customer_id is None:
        refused |= {row.id: Refusal(Reason.SIGN_IN_FIRST) for row in each}
    elif each:
        used = (
            "SELECT promotion_id, uses FROM promotion_customer"
            " WHERE customer_id = $2 AND promotion_id = ANY($1::uuid[])"
        )
        for row in await sql.rows(used, [one.id for one in each], customer_id):
            if row["uses"] >= (active.rows[row["promotion_id"]].uses_per_customer_max or 0):
                refused[row["promotion_id"]] = Refusal(Reason.CUSTOMER_LIMIT)
    return refused | await budgets_reached(active, customer_id, currency)


async def circumstances_of(
    now: datetime,
    *,
    channel: str,
    customer_id: UUID | None,
    orders_before: int,
    coupons: Mapping[UUID, Coupon],
    refused: Mapping[UUID, Refusal],
    gifts: Mapping[UUID, GiftShelf],
    rules: Rules,
) -> Circumstances:
    """All of it put together."""
    return Circumstances(
        now,
        channel,
        customer_id,
        orders_before,
        await memberships(customer_id),
        {promotion_id: coupon.code for promotion_id, coupon in coupons.items()},
        refused,
        gifts,
        rules,
    )

"""How promotions, coupons and what orders were placed with are read: a table for each type."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from domain.promotions import queries
from domain.promotions.states import PROMOTION, PromotionAction, PromotionStatus
from domain.shared.context import Context
from domain.shared.inputs import text
from schema.engine.mapping import Args, Computed, Expression, Listed, One, Pages, Read, Root, Rows
from schema.engine.values import loaded
from schema.promotions.terms import percent
from schema.promotions.types import LineDiscount
from schema.shared.context import GraphContext
from schema.shared.ids import key_in
from schema.shared.reads import by_id, money

USES = Expression(
    '(SELECT count(*) FROM promotion_use AS used WHERE used."promotion_id" = {row}."id"'
    " AND used.\"status\" <> 'released')",
    columns=("id",),
    reads=("PromotionUse",),
)


def _lines(context: GraphContext, lines: Any, currency: str) -> list[LineDiscount]:
    return LineDiscount.each(loaded(lines), currency)


def _actions(context: GraphContext, status: str) -> list[PromotionAction]:
    return PROMOTION.actions(PromotionStatus(status))


def _percent(context: GraphContext, basis_points: int | None) -> Decimal | None:
    return percent(basis_points)


READS = (
    Read(
        "Promotion",
        queries.visible_promotions,
        {
            "campaign": One("Campaign", key="campaign_id"),
            "availableActions": Computed(("status",), _actions),
            "marginPercent": Computed(("margin_basis_points",), _percent),
            "uses": USES,
            "coupons": Pages("Coupon", by="promotion_id", order=queries.NEWEST),
        },
    ),
    Read(
        "Coupon",
        queries.visible_coupons,
        {
            "promotion": One("Promotion", key="promotion_id"),
            "batch": One("CouponBatch", key="batch_id"),
        },
    ),
    Read(
        "CouponBatch",
        queries.visible_batches,
        {"promotion": One("Promotion", key="promotion_id")},
    ),
    Read(
        "AppliedDiscount",
        queries.all_uses,
        {
            "amount": money("discount_minor"),
            "lines": Computed(("lines", "currency"), _lines),
            "promotion": One("Promotion", key="promotion_id"),
        },
    ),
)


async def _promotions(ctx: Context, args: Args) -> Rows:
    return queries.promotions_matching(ctx, args.get("status"))


async def _coupons(ctx: Context, args: Args) -> Rows:
    promotion_id, code = args.get("promotion_id"), args.get("code")
    which = queries.CouponFilter(
        None if promotion_id is None else key_in("Promotion", promotion_id) or queries.NOBODYS,
        args.get("status"),
        None if code is None else text(code, "code"),
    )
    return queries.coupons_matching(ctx, which)


ROOTS: Mapping[str, Root] = {
    "promotion": by_id("Promotion"),
    "promotions": Listed("Promotion", lambda args: queries.NEWEST, ("status",), _promotions),
    "couponBatch": by_id("CouponBatch"),
    "coupons": Listed(
        "Coupon", lambda args: queries.NEWEST, ("promotion_id", "status", "code"), _coupons
    ),
}

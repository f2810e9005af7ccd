"""Reserving, redeeming and releasing what an order uses. The guards are in the WHERE clauses.

Rows are locked in one order everywhere: promotions by id, each before its coupon and its customer's
count; then campaigns; all of them before any shelf.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from domain.promotions.active import Active
from domain.promotions.campaigns.budget import release_budgets, reserve_budgets
from domain.promotions.campaigns.models import Campaign
from domain.promotions.cart import Reason, Refusal
from domain.promotions.events import CouponRedeemed, CouponReleased, CouponReserved
from domain.promotions.exhausted import Exhausted
from domain.promotions.models import Coupon, PromotionUse
from domain.promotions.states import CouponStatus, UseStatus
from domain.shared import sql
from domain.shared.context import Context
from domain.shared.ids import new_id
from domain.shared.outbox import append

TAKE = """
UPDATE promotion SET uses = uses + 1 WHERE id = $1 AND status = 'active' AND uses < uses_max
RETURNING id
"""
TAKE_COUPON = """
UPDATE coupon SET uses = uses + 1, version = version + 1, updated_at = $2,
    status = CASE WHEN uses + 1 = uses_max THEN 'reserved' ELSE status END
WHERE id = $1 AND status = 'active' AND (uses_max IS NULL OR uses < uses_max)
    AND (expires_at IS NULL OR expires_at > $2)
RETURNING version, status
"""
TAKE_OF_CUSTOMER = """
INSERT INTO promotion_customer AS known (id, promotion_id, customer_id, uses)
VALUES ($1, $2, $3, 1)
ON CONFLICT (promotion_id, customer_id) DO UPDATE SET uses = known.uses + 1
WHERE known.uses < $4
RETURNING uses
"""
GIVE_BACK = "UPDATE promotion SET uses = uses - 1 WHERE id = $1"
GIVE_BACK_COUPON = """
UPDATE coupon SET uses = uses - 1, version = version + 1, updated_at = $2,
    status = CASE status WHEN 'reserved' THEN 'active' ELSE status END
WHERE id = $1 RETURNING version, status
"""
GIVE_BACK_TO_CUSTOMER = """
UPDATE promotion_customer SET uses = uses - 1 WHERE promotion_id = $1 AND customer_id = $2
"""
REDEEM_COUPON = """
UPDATE coupon SET redeemed = redeemed + 1, version = version + 1, updated_at = $2,
    status = CASE WHEN status = 'reserved' AND redeemed + 1 = uses_max THEN 'redeemed'
        ELSE status END
WHERE id = $1 RETURNING version, status
"""
MOVE = """
UPDATE promotion_use SET status = $2, updated_at = $3 WHERE order_id = $1 AND status = 'reserved'
RETURNING promotion_id, coupon_id, customer_id, is_counted, is_counted_for_customer, campaign_id,
    discount_minor, is_counted_in_campaign, is_counted_for_campaign_customer, placed_id
"""


@dataclass(frozen=True, slots=True)
class Use:
    """What an order gets of a promotion. `lines` are places in the order, ids of the lines there,
    and minor units off.
    """

    promotion_id: UUID
    name: str
    coupon: Coupon | None
    discount_minor: int
    lines: Sequence[tuple[int, UUID, int]]
    gifts: Sequence[UUID] = ()  # the lines it added


async def reserve_uses(
    ctx: Context,
    order_id: UUID,
    active: Active,
    promotions: Mapping[UUID, Coupon | None],
    discounts: Mapping[UUID, int],
    *,
    customer_id: UUID | None,
) -> None:
    """Take one use of each of these promotions, by the coupon given for it, and of their campaigns'
    budgets what they take off, in minor units; in a transaction.

    Raises:
        Exhausted: of one nothing is left. What was taken before goes with the transaction.
    """
    for promotion_id in sorted(promotions):
        row, coupon = active.rows[promotion_id], promotions[promotion_id]
        if row.uses_max is not None and not await sql.rows(TAKE, promotion_id):
            raise Exhausted([promotion_id], Refusal(Reason.USED_UP))
        if coupon is not None:
            taken = await sql.row(TAKE_COUPON, coupon.id, ctx.now)
            if taken is None:
                raise Exhausted([promotion_id], Refusal(Reason.COUPON_USED_UP))
            await append(
                ctx,
                CouponReserved(
                    aggregate_id=coupon.id,
                    version=taken["version"],
                    status=CouponStatus(taken["status"]),
                    order_id=order_id,
                ),
            )
        most = row.uses_per_customer_max
        if most is not None and not await sql.rows(
            TAKE_OF_CUSTOMER, new_id(), promotion_id, customer_id, most
        ):
            raise Exhausted([promotion_id], Refusal(Reason.CUSTOMER_LIMIT))
    if active.campaigns:
        await reserve_budgets(ctx, active, discounts, customer_id=customer_id)


async def write_uses(
    ctx: Context,
    order_id: UUID,
    active: Active,
    uses: Sequence[Use],
    *,
    customer_id: UUID | None,
    currency: str,
) -> None:
    """Keep what an order was placed with; its row must be there."""
    await PromotionUse.bulk_create(
        PromotionUse(
            order_id=order_id,
            placed_id=order_id,
            promotion_id=use.promotion_id,
            coupon_id=use.coupon and use.coupon.id,
            customer_id=customer_id,
            position=position,
            name=use.name,
            code=use.coupon and use.coupon.code,
            currency=currency,
            discount_minor=use.discount_minor,
            lines=[[place, str(line_id), minor] for place, line_id, minor in use.lines],
            gifts=[str(line_id) for line_id in use.gifts],
            is_counted=active.rows[use.promotion_id].uses_max is not None,
            is_counted_for_customer=active.rows[use.promotion_id].uses_per_customer_max is not None,
            **_in_campaign(active.campaign_of(use.promotion_id)),
            created_at=ctx.now,
            updated_at=ctx.now,
        )
        for position, use in enumerate(uses)
    )


def _in_campaign(campaign: Campaign | None) -> dict[str, Any]:
    if campaign is None:
        return {}
    return {
        "campaign_id": campaign.id,
        "is_counted_in_campaign": campaign.is_counted,
        "is_counted_for_campaign_customer": campaign.is_counted_for_customer,
    }


async def redeem_uses(ctx: Context, order_id: UUID) -> None:
    """Make what an order reserved its own for good; in the transaction that takes the order on.

    Repeating it is harmless: only what is reserved is redeemed.
    """
    rows = await sql.rows(MOVE, order_id, UseStatus.REDEEMED, ctx.now)
    for row in sorted(rows, key=lambda row: row["promotion_id"]):
        if row["coupon_id"]:
            now = await sql.row(REDEEM_COUPON, row["coupon_id"], ctx.now)
            assert now is not None, "a coupon that was used is there"
            await append(
                ctx,
                CouponRedeemed(
                    aggregate_id=row["coupon_id"],
                    version=now["version"],
                    status=CouponStatus(now["status"]),
                    order_id=order_id,
                ),
            )


async def release_uses(ctx: Context, order_id: UUID) -> None:
    """Give back what an order reserved; in the transaction that gives the order up.

    What is redeemed stays so: whoever paid or was confirmed has had it.
    """
    rows = await sql.rows(MOVE, order_id, UseStatus.RELEASED, ctx.now)
    for row in sorted(rows, key=lambda row: row["promotion_id"]):
        if row["is_counted"]:
            await sql.execute(GIVE_BACK, row["promotion_id"])
        if row["coupon_id"]:
            now = await sql.row(GIVE_BACK_COUPON, row["coupon_id"], ctx.now)
            assert now is not None, "a coupon that was used is there"
            await append(
                ctx,
                CouponReleased(
                    aggregate_id=row["coupon_id"],
                    version=now["version"],
                    status=CouponStatus(now["status"]),
                    order_id=order_id,
                ),
            )
        if row["is_counted_for_customer"]:
            await sql.execute(GIVE_BACK_TO_CUSTOMER, row["promotion_id"], row["customer_id"])
    await release_budgets(ctx, rows)

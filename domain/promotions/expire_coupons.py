"""Expiring coupons that are past their time. (They open nothing from that instant on anyway.)"""

from tortoise.transactions import in_transaction

from domain.identity.scopes import Scope
from domain.promotions.events import CouponExpired
from domain.promotions.states import CouponStatus
from domain.shared import sql
from domain.shared.context import Context
from domain.shared.outbox import append_all

BATCH = 1_000  # coupons in one call

EXPIRE = """
UPDATE coupon SET status = 'expired', version = version + 1, updated_at = $1
WHERE id = ANY(ARRAY(
    SELECT id FROM coupon WHERE status = 'active' AND expires_at <= $1
    ORDER BY expires_at LIMIT $2 FOR NO KEY UPDATE SKIP LOCKED
))
RETURNING id, version
"""


async def expire_coupons(ctx: Context, *, limit: int = BATCH) -> int:
    """Let coupons expire whose time is over; how many did.

    Raises:
        NotPermitted: the actor may not change promotions.
    """
    ctx.require(Scope.PROMOTIONS_WRITE)
    async with in_transaction():
        rows = await sql.rows(EXPIRE, ctx.now, limit)
        await append_all(
            ctx.as_system(),
            (
                CouponExpired(
                    aggregate_id=row["id"], version=row["version"], status=CouponStatus.EXPIRED
                )
                for row in rows
            ),
        )
        return len(rows)

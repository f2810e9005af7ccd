"""Creating a batch of coupons: the wish at once, the coupons in the background."""

from datetime import datetime
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.identity.scopes import Scope
from domain.promotions.codes import PREFIX_LENGTH_MAX, checked_code
from domain.promotions.create_coupon import check_needs_coupon, in_the_future
from domain.promotions.events import CouponBatchCreated
from domain.promotions.models import CouponBatch
from domain.shared import inputs
from domain.shared.context import Context
from domain.shared.idempotency import claim
from domain.shared.outbox import append

SIZE_MAX = 5_000_000  # coupons


async def create_coupon_batch(
    ctx: Context,
    promotion_id: UUID,
    *,
    size: int,
    prefix: str = "",
    uses_max: int | None = 1,
    expires_at: datetime | None = None,
    idempotency_key: str,
) -> CouponBatch:
    """Have so many coupons made, each with a code of its own; `made` says how far that is.

    Raises:
        NotPermitted: the actor may not change promotions.
        NotFound: no such promotion.
        InvalidInput: a bad prefix or number, a time that is over, or no coupon is needed.
        IdempotencyKeyReused, IdempotencyInProgress: see `claim`.
    """
    ctx.require(Scope.PROMOTIONS_WRITE)
    inputs.count(size, "size", highest=SIZE_MAX)
    prefix = checked_code(prefix, "prefix", longest=PREFIX_LENGTH_MAX, least=0)
    if uses_max is not None:
        inputs.count(uses_max, "usesMax")
    in_the_future(ctx, expires_at)
    request = [promotion_id, size, prefix, uses_max, expires_at]
    async with in_transaction():
        claimed = await claim(ctx, "promotions.create_coupon_batch", idempotency_key, request)
        if claimed.replay_of:
            return await CouponBatch.get(id=claimed.replay_of)
        await check_needs_coupon(ctx, promotion_id)
        batch = await CouponBatch.create(
            version=1,
            promotion_id=promotion_id,
            prefix=prefix,
            size=size,
            uses_max=uses_max,
            expires_at=expires_at,
            created_at=ctx.now,
            updated_at=ctx.now,
        )
        await append(
            ctx,
            CouponBatchCreated(
                aggregate_id=batch.id, version=1, promotion_id=promotion_id, size=size
            ),
        )
        await claimed.settle(batch.id)
        return batch

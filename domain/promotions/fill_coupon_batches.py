"""Making the coupons of batches, a piece at a time: the timers call this, again and again."""

from tortoise.transactions import in_transaction

from domain.identity.scopes import Scope
from domain.promotions.codes import UNGUESSABLE
from domain.promotions.events import CouponBatchFinished
from domain.promotions.models import CouponBatch
from domain.promotions.states import BATCH, BatchAction, BatchStatus
from domain.shared import sql
from domain.shared.context import Context
from domain.shared.outbox import append

PIECE = 20_000  # coupons in one transaction
PIECES_MAX = 25  # in one call

# Of two codes that came out alike (once in 10^18 pairs) the second is left to the next piece.
MAKE = f"""
WITH made AS (
    INSERT INTO coupon (id, version, promotion_id, batch_id, code, status, uses_max, uses, redeemed,
        expires_at, created_at, updated_at)
    SELECT uuidv7(), 0, $2, $1, $3 || {UNGUESSABLE}, 'active', $4, 0, 0, $5, $6, $6
    FROM (
        SELECT uuid_send(gen_random_uuid()) AS bytes FROM generate_series(1, $7::int)
    ) AS random
    ON CONFLICT (code) DO NOTHING
    RETURNING 1
)
SELECT count(*) FROM made
"""


async def fill_coupon_batches(ctx: Context, *, pieces: int = PIECES_MAX) -> int:
    """Make coupons of batches that are not full; how many were made.

    Each piece is a transaction of its own with its count, so whoever dies in the middle loses and
    doubles nothing; several at work at once take different batches.

    Raises:
        NotPermitted: the actor may not change promotions.
    """
    ctx.require(Scope.PROMOTIONS_WRITE)
    total = 0
    for _ in range(pieces):
        made = await _fill_one(ctx.as_system())
        if not made:
            break
        total += made
    return total


async def _fill_one(ctx: Context) -> int:
    async with in_transaction():
        running = CouponBatch.filter(status=BatchStatus.RUNNING).order_by("created_at", "id")
        batch = await running.select_for_update(no_key=True, skip_locked=True).first()
        if batch is None:
            return 0
        made = int(
            await sql.value(
                MAKE,
                batch.id,
                batch.promotion_id,
                f"{batch.prefix}-" if batch.prefix else "",
                batch.uses_max,
                batch.expires_at,
                ctx.now,
                min(PIECE, batch.size - batch.made),
            )
        )
        batch.made += made
        if batch.made < batch.size:
            await CouponBatch.filter(id=batch.id).update(made=batch.made, updated_at=ctx.now)
            return made
        await BATCH.move(batch, BatchAction.FINISH, at=ctx.now, made=batch.made)
        finished = CouponBatchFinished(
            aggregate_id=batch.id, version=batch.version, size=batch.size
        )
        await append(ctx, finished)
        return made

"""Creating one coupon, with a code that somebody chose, or one that nobody guesses."""

from datetime import datetime
from uuid import UUID

from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction

from domain.customers.models import Customer
from domain.identity.scopes import Scope
from domain.promotions.codes import UNGUESSABLE, checked_code
from domain.promotions.details import foreseeable
from domain.promotions.events import CouponCreated
from domain.promotions.models import Coupon
from domain.promotions.queries import get_promotion
from domain.shared import inputs, sql
from domain.shared.context import Context
from domain.shared.errors import AlreadyTaken, InvalidInput, NotFound
from domain.shared.idempotency import claim
from domain.shared.outbox import append

RANDOM_CODE = f"SELECT {UNGUESSABLE} FROM (SELECT uuid_send(gen_random_uuid()) AS bytes) AS random"


async def create_coupon(
    ctx: Context,
    promotion_id: UUID,
    *,
    code: str | None = None,
    uses_max: int | None = 1,
    customer_id: UUID | None = None,
    expires_at: datetime | None = None,
    idempotency_key: str | None = None,
) -> Coupon:
    """Add a coupon to a promotion that needs one; a `uses_max` of None is without limit.

    Raises:
        NotPermitted: the actor may not change promotions.
        NotFound: no such promotion or customer.
        InvalidInput: a bad code or number, a time that is over, or no coupon is needed.
        AlreadyTaken: the code is another coupon's.
        IdempotencyKeyReused, IdempotencyInProgress: see `claim`.
    """
    ctx.require(Scope.PROMOTIONS_WRITE)
    code = None if code is None else checked_code(code, "code")
    if uses_max is not None:
        inputs.count(uses_max, "usesMax")
    in_the_future(ctx, expires_at)
    request = [promotion_id, code, uses_max, customer_id, expires_at]
    async with in_transaction():
        claimed = await claim(ctx, "promotions.create_coupon", idempotency_key, request)
        if claimed.replay_of:
            return await Coupon.get(id=claimed.replay_of)
        await check_needs_coupon(ctx, promotion_id)
        if customer_id and not await Customer.filter(id=customer_id, erased_at=None).exists():
            raise NotFound("customer", customer_id)
        if code is None:
            code = str(await sql.value(RANDOM_CODE))
        try:
            async with in_transaction():
                coupon = await Coupon.create(
                    version=1,
                    promotion_id=promotion_id,
                    code=code,
                    uses_max=uses_max,
                    customer_id=customer_id,
                    expires_at=expires_at,
                    created_at=ctx.now,
                    updated_at=ctx.now,
                )
        except IntegrityError:
            raise AlreadyTaken("There is a coupon with this code.", "code") from None
        await append(
            ctx,
            CouponCreated(
                aggregate_id=coupon.id,
                version=coupon.version,
                status=coupon.status,
                promotion_id=promotion_id,
            ),
        )
        await claimed.settle(coupon.id)
        return coupon


async def check_needs_coupon(ctx: Context, promotion_id: UUID) -> None:
    """Refuse coupons of a promotion that everybody gets anyway.

    Raises:
        NotFound: no such promotion.
        InvalidInput: it needs none.
    """
    promotion = await get_promotion(ctx, promotion_id)
    if not promotion.needs_coupon:
        raise InvalidInput("This promotion needs no coupon.", "promotionId")


def in_the_future(ctx: Context, expires_at: datetime | None) -> None:
    """Refuse what would be over before it begins.

    Raises:
        InvalidInput: the time is over, or more than 20 years away.
    """
    foreseeable(ctx.now, expires_at, "expiresAt")
    if expires_at is not None and expires_at <= ctx.now:
        raise InvalidInput("This is over already.", "expiresAt")

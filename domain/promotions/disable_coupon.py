"""Disabling a coupon: nobody uses it from now on. An order that has it keeps it."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.identity.scopes import Scope
from domain.promotions.events import CouponDisabled
from domain.promotions.models import Coupon
from domain.promotions.states import COUPON, CouponAction, CouponStatus
from domain.shared.context import Context
from domain.shared.errors import NotFound
from domain.shared.outbox import append
from domain.shared.states import expect_version


async def disable_coupon(
    ctx: Context, coupon_id: UUID, *, expected_version: int | None = None
) -> Coupon:
    """Disable a coupon. Repeating the call is harmless.

    Raises:
        NotPermitted: the actor may not change promotions.
        NotFound: no such coupon.
        InvalidTransition: it is redeemed or expired.
        VersionConflict: it changed since `expected_version`.
    """
    ctx.require(Scope.PROMOTIONS_WRITE)
    async with in_transaction():
        coupon = await Coupon.filter(id=coupon_id).select_for_update(no_key=True).first()
        if coupon is None:
            raise NotFound("coupon", coupon_id)
        if coupon.status is CouponStatus.DISABLED:
            return coupon
        expect_version(coupon, COUPON.kind, expected_version)
        await COUPON.move(coupon, CouponAction.DISABLE, at=ctx.now)
        await append(
            ctx,
            CouponDisabled(aggregate_id=coupon.id, version=coupon.version, status=coupon.status),
        )
        return coupon

"""What time alone brings about: the timers call this, again and again."""

from dataclasses import dataclass

from domain.orders.expire_orders import expire_orders
from domain.promotions.expire_coupons import expire_coupons
from domain.promotions.fill_coupon_batches import fill_coupon_batches
from domain.shared.context import Context


@dataclass(frozen=True, slots=True)
class Swept:
    """What one sweep found to do."""

    expired_orders: int
    expired_coupons: int = 0
    coupons_made: int = 0


async def sweep(ctx: Context) -> Swept:
    """Do what has become due: orders that nobody paid in time expire, and coupons whose time is
    over; coupons that were asked for in batches are made.

    One batch at a time; several sweepers at once are harmless.

    Raises:
        NotPermitted: the actor may not write orders and promotions.
    """
    return Swept(
        expired_orders=await expire_orders(ctx),
        expired_coupons=await expire_coupons(ctx),
        coupons_made=await fill_coupon_batches(ctx),
    )

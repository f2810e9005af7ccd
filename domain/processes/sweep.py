"""What time alone brings about: the timers call this, again and again."""

from dataclasses import dataclass

from domain.orders.expire_orders import expire_orders
from domain.shared.context import Context


@dataclass(frozen=True, slots=True)
class Swept:
    """What one sweep found to do."""

    expired_orders: int


async def sweep(ctx: Context) -> Swept:
    """Do what has become due: orders that nobody paid in time expire.

    One batch at a time; several sweepers at once are harmless.

    Raises:
        NotPermitted: the actor may not write orders.
    """
    return Swept(expired_orders=await expire_orders(ctx))

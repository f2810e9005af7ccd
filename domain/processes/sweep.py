"""What time alone brings about: the timers call this, again and again."""

from dataclasses import dataclass

from domain.catalog.publication.apply_due import apply_due
from domain.orders.expire_orders import expire_orders
from domain.shared.context import Context


@dataclass(frozen=True, slots=True)
class Swept:
    """What one sweep found to do."""

    expired_orders: int
    applied_publications: int = 0


async def sweep(ctx: Context) -> Swept:
    """Do what has become due: orders that nobody paid in time expire, and
    products enter and leave channels as it was scheduled.

    One batch at a time; several sweepers at once are harmless.

    Raises:
        NotPermitted: the actor may not write orders, or not change the catalog.
    """
    return Swept(expired_orders=await expire_orders(ctx), applied_publications=await apply_due(ctx))

"""What time alone brings about: the timers call this, again and again."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from domain.catalog.publication.apply_due import apply_due
from domain.fulfillment.devices.expire_instructions import expire_instructions
from domain.fulfillment.open_scheduled import open_scheduled
from domain.jobs.sweep_files import sweep_files
from domain.orders.drafts.expire_quotes import expire_quotes
from domain.orders.expire_orders import expire_orders
from domain.orders.warn_of_expiry import warn_of_expiry
from domain.pricing.apply_scheduled_prices import apply_scheduled_prices
from domain.pricing.turn_price_lists import turn_price_lists
from domain.processes.fill_backorders import fill_backorders
from domain.processes.follow_exchanges import follow_exchanges
from domain.promotions.campaigns.turn_campaigns import turn_campaigns
from domain.promotions.expire_coupons import expire_coupons
from domain.promotions.fill_coupon_batches import fill_coupon_batches
from domain.shared.context import Context
from domain.shared.errors import NotPermitted


@dataclass(frozen=True, slots=True)
class Swept:
    """What one sweep found to do."""

    expired_orders: int
    scheduled_prices: int = 0
    price_lists: int = 0
    applied_publications: int = 0
    expired_coupons: int = 0
    coupons_made: int = 0
    turned_campaigns: int = 0
    warned_orders: int = 0
    expired_quotes: int = 0
    filled_orders: int = 0
    opened_works: int = 0
    followed_exchanges: int = 0
    expired_instructions: int = 0
    files_gone: int = 0


async def sweep(ctx: Context) -> Swept:
    """Do what has become due: orders that nobody paid in time expire, those that soon will are
    told of, quotes that nobody accepted in time expire, planned prices come into
    force, price lists begin and end, products enter and leave channels as it was scheduled,
    coupons whose time is over expire, those that were asked for in batches are made, campaigns
    begin and end as they were planned, what came is given to the orders that wait for it, work
    that was scheduled is opened, exchanges follow their return and their order, what no machine
    took on in time expires, and files that jobs wrote go when nobody can fetch them any more.

    One batch at a time; several sweepers at once are harmless. What fails keeps nothing else
    waiting.

    Raises:
        ExceptionGroup: something failed, when all else is done.
        NotPermitted: the actor may not write orders, prices and promotions, or not change the
            catalog.
    """
    found: dict[str, int] = {}
    failures = []
    for name, step in STEPS.items():
        try:
            found[name] = await step(ctx)
        except NotPermitted:
            raise
        except Exception as failure:  # what fails waits for the next sweep, and nothing for it
            failures.append(failure)
    if failures:
        raise ExceptionGroup("Some steps of a sweep failed.", failures)
    return Swept(**found)


async def _sweep_files(ctx: Context) -> int:
    return await sweep_files(ctx.now)


STEPS: Mapping[str, Callable[[Context], Awaitable[int]]] = {
    "expired_orders": expire_orders,
    "scheduled_prices": apply_scheduled_prices,
    "price_lists": turn_price_lists,
    "applied_publications": apply_due,
    "expired_coupons": expire_coupons,
    "coupons_made": fill_coupon_batches,
    "turned_campaigns": turn_campaigns,
    "warned_orders": warn_of_expiry,
    "expired_quotes": expire_quotes,
    "filled_orders": fill_backorders,
    "opened_works": open_scheduled,
    "followed_exchanges": follow_exchanges,
    "expired_instructions": expire_instructions,
    "files_gone": _sweep_files,
}

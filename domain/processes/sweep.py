"""What time alone brings about: the timers call this, again and again."""

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

    One batch at a time; several sweepers at once are harmless.

    Raises:
        NotPermitted: the actor may not write orders, prices and promotions, or not change the
            catalog.
    """
    return Swept(
        expired_orders=await expire_orders(ctx),
        scheduled_prices=await apply_scheduled_prices(ctx),
        price_lists=await turn_price_lists(ctx),
        applied_publications=await apply_due(ctx),
        expired_coupons=await expire_coupons(ctx),
        coupons_made=await fill_coupon_batches(ctx),
        turned_campaigns=await turn_campaigns(ctx),
        warned_orders=await warn_of_expiry(ctx),
        expired_quotes=await expire_quotes(ctx),
        filled_orders=await fill_backorders(ctx),
        opened_works=await open_scheduled(ctx),
        followed_exchanges=await follow_exchanges(ctx),
        expired_instructions=await expire_instructions(ctx),
        files_gone=await sweep_files(ctx.now),
    )

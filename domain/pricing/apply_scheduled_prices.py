"""Applying planned prices when their moment has come: each exactly once."""

import logging
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.catalog.states import PriceCause
from domain.identity.scopes import Scope
from domain.pricing.models import ScheduledPrice
from domain.pricing.moving import move_scheduled
from domain.pricing.price_variant import price_variant
from domain.pricing.states import ScheduledPriceAction
from domain.shared import sql
from domain.shared.context import Context
from domain.shared.errors import DomainError
from domain.shared.money import Money

logger = logging.getLogger(__name__)

BATCH = 100  # prices in one run
# Whoever holds a plan sets it; others pass it by and find it done. A later one for the same price
# waits until then, or the earlier one might be set last.
NEXT = """
    SELECT id FROM scheduled_price AS plan
    WHERE status = 'pending' AND takes_effect_at <= $1 AND NOT EXISTS (
        SELECT FROM scheduled_price AS earlier
        WHERE earlier.variant_id = plan.variant_id AND earlier.currency = plan.currency
            AND earlier.status = 'pending'
            AND (earlier.takes_effect_at, earlier.id) < (plan.takes_effect_at, plan.id)
    )
    ORDER BY takes_effect_at, id LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED
"""


async def apply_scheduled_prices(ctx: Context) -> int:
    """Set the prices that are due, in the order of their moments; how many. Each in a transaction
    of its own with the mark that it was done: a process that dies has done both or neither, and
    several at once are harmless. One that is refused now, as of a currency that was given up since
    it was planned, fails alone: it is marked, told and logged, and holds up nobody.

    Raises:
        NotPermitted: the actor may not write prices.
    """
    ctx.require(Scope.PRICING_WRITE)
    done = 0
    while done < BATCH and await _apply_next(ctx):
        done += 1
    return done


async def _apply_next(ctx: Context) -> bool:
    async with in_transaction():
        key: UUID | None = await sql.value(NEXT, ctx.now)
        if key is None:
            return False
        row = await ScheduledPrice.get(id=key)
        price = Money(row.amount_minor, row.currency)
        action = ScheduledPriceAction.APPLY
        try:
            async with in_transaction():  # of what is refused nothing stays
                await price_variant(
                    ctx, row.variant_id, price, cause=PriceCause.SCHEDULE, reference_id=row.id
                )
        except DomainError as refusal:
            if refusal.retryable:
                raise
            logger.warning("The planned price %s was refused: %s", row.id, refusal.code)
            action = ScheduledPriceAction.FAIL
        await move_scheduled(ctx, row, action)
        return True

"""Reporting what somebody else asks for the same thing."""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.catalog.queries import get_variant
from domain.identity.scopes import Scope
from domain.pricing.models import CompetitorPrice
from domain.pricing.queries import get_observation
from domain.shared import inputs, sql
from domain.shared.context import Context
from domain.shared.errors import InvalidInput
from domain.shared.idempotency import claim
from domain.shared.ids import new_id
from domain.shared.money import Money

COMPETITOR_LENGTH_MAX = 80  # characters
CLOCKS_DIFFER = timedelta(minutes=5)
# One observation of one competitor at one instant: whoever reports it again reports nothing.
WRITE = """
    INSERT INTO competitor_price (id, variant_id, competitor, currency, amount_minor, source, actor,
        observed_at, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    ON CONFLICT (variant_id, currency, competitor, observed_at) DO NOTHING
"""


class Source(StrEnum):
    """How we came to know it."""

    REPORT = "report"
    FILE = "file"
    WEBHOOK = "webhook"


async def report_competitor_price(
    ctx: Context,
    variant_id: UUID,
    price: Money,
    *,
    competitor: str,
    observed_at: datetime,
    source: Source = Source.REPORT,
    idempotency_key: str | None = None,
) -> CompetitorPrice:
    """Write down an observation. The same competitor at the same instant is written once, with or
    without a key; the first price counts. It is evidence and no fact of ours: nobody is told.

    Raises:
        NotPermitted: the actor may not write prices.
        InvalidInput: nobody named, nothing or less, or an instant that has not come.
        WrongCurrency: we do not trade in it.
        NotFound: no such variant.
        IdempotencyKeyReused, IdempotencyInProgress: see `claim`.
    """
    ctx.require(Scope.PRICING_WRITE)
    price = inputs.price(price, "price")
    if price.minor == 0:
        raise InvalidInput("An amount is more than nothing.", "price")
    competitor = inputs.text(competitor, "competitor", longest=COMPETITOR_LENGTH_MAX)
    request = [variant_id, price.minor, price.currency, competitor, observed_at]
    async with in_transaction():
        claimed = await claim(ctx, "pricing.report_competitor_price", idempotency_key, request)
        if claimed.replay_of:
            return await get_observation(ctx, claimed.replay_of)
        if observed_at > ctx.now + CLOCKS_DIFFER:
            raise InvalidInput("This has not happened yet.", "observedAt")
        variant = await get_variant(ctx, variant_id)
        await sql.execute(
            WRITE,
            new_id(),
            variant.id,
            competitor,
            price.currency,
            price.minor,
            source.value,
            ctx.actor.key,
            observed_at,
            ctx.now,
        )
        row = await CompetitorPrice.get(
            variant_id=variant.id,
            currency=price.currency,
            competitor=competitor,
            observed_at=observed_at,
        )
        await claimed.settle(row.id)
        return row

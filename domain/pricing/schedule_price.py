"""Scheduling a price: what a variant shall cost from a moment on."""

from datetime import datetime, timedelta
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.catalog.queries import get_variant
from domain.identity.scopes import Scope
from domain.pricing.events import PriceScheduled
from domain.pricing.models import ScheduledPrice
from domain.pricing.queries import get_scheduled
from domain.pricing.states import ScheduledPriceStatus
from domain.shared import inputs
from domain.shared.context import Context
from domain.shared.errors import InvalidInput
from domain.shared.idempotency import claim
from domain.shared.money import Money
from domain.shared.outbox import append

AHEAD_MAX = timedelta(days=730)


async def schedule_price(
    ctx: Context,
    variant_id: UUID,
    price: Money,
    takes_effect_at: datetime,
    *,
    idempotency_key: str | None = None,
) -> ScheduledPrice:
    """Plan a price; the clock sets it, once. Of two for the same moment both are set, the later
    planned one last.

    Raises:
        NotPermitted: the actor may not write prices.
        InvalidInput: below zero, or a moment that has passed or is more than two years away.
        WrongCurrency: we do not trade in it.
        NotFound: no such variant.
        IdempotencyKeyReused, IdempotencyInProgress: see `claim`.
    """
    ctx.require(Scope.PRICING_WRITE)
    price = inputs.price(price, "price")
    request = [variant_id, price.minor, price.currency, takes_effect_at]
    async with in_transaction():
        claimed = await claim(ctx, "pricing.schedule_price", idempotency_key, request)
        if claimed.replay_of:
            return await get_scheduled(ctx.as_system(), claimed.replay_of)
        if not ctx.now < takes_effect_at <= ctx.now + AHEAD_MAX:
            raise InvalidInput("A price is planned for up to two years ahead.", "takesEffectAt")
        variant = await get_variant(ctx, variant_id)
        row = await ScheduledPrice.create(
            version=1,
            variant_id=variant.id,
            currency=price.currency,
            amount_minor=price.minor,
            takes_effect_at=takes_effect_at,
            actor=ctx.actor.key,
            created_at=ctx.now,
            updated_at=ctx.now,
        )
        await append(
            ctx,
            PriceScheduled(
                aggregate_id=row.id,
                version=1,
                variant_id=variant.id,
                currency=price.currency,
                amount_minor=price.minor,
                status=ScheduledPriceStatus.PENDING,
            ),
        )
        await claimed.settle(row.id)
        return row

"""Recording a cost: what one unit costs us, from now on."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.catalog.queries import get_variant
from domain.identity.scopes import Scope
from domain.pricing.models import VariantCost
from domain.pricing.watching import watch_current_price
from domain.shared import inputs
from domain.shared.context import Context
from domain.shared.idempotency import claim
from domain.shared.money import Money


async def record_cost(
    ctx: Context, variant_id: UUID, cost: Money, *, idempotency_key: str | None = None
) -> VariantCost:
    """Write down what a variant costs us. What it cost before stays written.

    It is a ledger of its own and leaves no fact: what things cost us is told to nobody. Whether
    the price of today is below it is looked at right away.

    Raises:
        NotPermitted: the actor may not write prices.
        InvalidInput: below zero.
        WrongCurrency: we do not trade in it.
        NotFound: no such variant.
        IdempotencyKeyReused, IdempotencyInProgress: see `claim`.
    """
    ctx.require(Scope.PRICING_WRITE)
    cost = inputs.price(cost, "cost")
    request = [variant_id, cost.minor, cost.currency]
    async with in_transaction():
        claimed = await claim(ctx, "pricing.record_cost", idempotency_key, request)
        if claimed.replay_of:
            return await VariantCost.get(id=claimed.replay_of)
        variant = await get_variant(ctx, variant_id)
        row = await VariantCost.create(
            variant_id=variant.id,
            currency=cost.currency,
            amount_minor=cost.minor,
            actor=ctx.actor.key,
            recorded_at=ctx.now,
        )
        await watch_current_price(ctx.as_system(), variant.id, cost.currency)
        await claimed.settle(row.id)
        return row

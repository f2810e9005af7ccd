"""Pricing a variant: the price is set, its history says why, and what is odd about it is said."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.catalog.models import VariantPrice
from domain.catalog.set_price import set_price
from domain.catalog.states import PriceCause
from domain.pricing.watching import watch_price
from domain.shared.context import Context
from domain.shared.money import Money


async def price_variant(
    ctx: Context,
    variant_id: UUID,
    price: Money,
    *,
    expected_version: int | None = None,
    cause: PriceCause = PriceCause.MANUAL,
    reference_id: UUID | None = None,
) -> VariantPrice:
    """Set a variant's price as `set_price` does, and look at it as somebody would who knows what
    it was, what it costs us and what others ask. An odd price is set all the same, and shown.

    Raises:
        NotPermitted, WrongCurrency, InvalidInput, NotFound, VersionConflict: see `set_price`.
    """
    async with in_transaction():
        row = await set_price(
            ctx,
            variant_id,
            price,
            expected_version=expected_version,
            cause=cause,
            reference_id=reference_id,
        )
        await watch_price(ctx.as_system(), variant_id, price)
        return row

"""Setting a price: what one unit of a variant costs in one currency, from now on."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.catalog.events import PriceSet
from domain.catalog.models import VariantPrice
from domain.catalog.queries import get_variant, lock_product
from domain.identity.scopes import Scope
from domain.shared import inputs
from domain.shared.context import Context
from domain.shared.money import Money
from domain.shared.outbox import append
from domain.shared.states import expect_version, raise_version


async def set_price(
    ctx: Context, variant_id: UUID, price: Money, *, expected_version: int | None = None
) -> VariantPrice:
    """Set a variant's price. Orders keep the one they were placed at.

    Setting the same price again changes nothing and tells nobody. `expected_version` is the
    product's.

    Raises:
        NotPermitted: the actor may not change the catalog.
        WrongCurrency: we do not trade in it.
        InvalidInput: below zero.
        NotFound: no such variant.
        VersionConflict: the product changed since `expected_version`.
    """
    ctx.require(Scope.CATALOG_WRITE)
    price = inputs.price(price, "price")
    async with in_transaction():
        variant = await get_variant(ctx, variant_id)
        product = await lock_product(ctx, variant.product_id)
        expect_version(product, "product", expected_version)

        row, is_new = await VariantPrice.get_or_create(
            variant_id=variant.id,
            currency=price.currency,
            defaults={"amount_minor": price.minor, "updated_at": ctx.now},
        )
        if not is_new:
            if row.amount_minor == price.minor:
                return row
            row.amount_minor, row.updated_at = price.minor, ctx.now
            await row.save(update_fields=["amount_minor", "updated_at"])
        await raise_version(product, "product", at=ctx.now)
        await append(
            ctx,
            PriceSet(
                aggregate_id=product.id,
                version=product.version,
                variant_id=variant.id,
                currency=price.currency,
                amount_minor=price.minor,
            ),
        )
        return row

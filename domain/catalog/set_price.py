"""Setting a price: what one unit of a variant costs in one currency, from now on."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.catalog.events import PriceSet
from domain.catalog.models import PriceChange, VariantPrice
from domain.catalog.queries import get_variant, lock_product
from domain.catalog.states import PriceCause
from domain.identity.scopes import Scope
from domain.shared import inputs
from domain.shared.context import Context
from domain.shared.money import Money
from domain.shared.outbox import append
from domain.shared.states import expect_version, raise_version


async def set_price(
    ctx: Context,
    variant_id: UUID,
    price: Money,
    *,
    expected_version: int | None = None,
    cause: PriceCause = PriceCause.MANUAL,
    reference_id: UUID | None = None,
) -> VariantPrice:
    """Set a variant's price. Orders keep the one they were placed at.

    Setting the same price again changes nothing and tells nobody. `expected_version` is the
    product's. The history of prices says why it changed (`cause`), and by what (`reference_id`).

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
        before = None if is_new else row.amount_minor
        if not is_new:
            if row.amount_minor == price.minor:
                return row
            row.amount_minor, row.updated_at = price.minor, ctx.now
            await row.save(update_fields=["amount_minor", "updated_at"])
        await PriceChange.create(
            variant_id=variant.id,
            currency=price.currency,
            before_minor=before,
            amount_minor=price.minor,
            cause=cause,
            reference_id=reference_id,
            actor=ctx.actor.key,
            changed_at=ctx.now,
        )
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

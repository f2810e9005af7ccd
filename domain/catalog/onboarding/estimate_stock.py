"""Estimating stock: how much of a product somebody expects to need, before it is sold."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.catalog.models import Product
from domain.catalog.onboarding.events import StockEstimated
from domain.catalog.onboarding.models import ProductOnboarding
from domain.catalog.queries import lock_product
from domain.identity.scopes import Scope
from domain.shared import inputs
from domain.shared.context import Context
from domain.shared.outbox import append
from domain.shared.states import expect_version, raise_version

UNITS_MAX = 1_000_000_000  # units


async def estimate_stock(
    ctx: Context, product_id: UUID, *, units: int, expected_version: int | None = None
) -> Product:
    """Note the units that will be needed of a product, over all variants, in its first weeks.

    Nothing is ordered by that. Noting the same again changes nothing and tells nobody.

    Raises:
        NotPermitted: the actor may not change the catalog.
        InvalidInput: below zero, or beyond counting.
        NotFound: no such product.
        VersionConflict: the product changed since `expected_version`.
    """
    ctx.require(Scope.CATALOG_WRITE)
    units = inputs.count(units, "units", lowest=0, highest=UNITS_MAX)
    async with in_transaction():
        product = await lock_product(ctx, product_id)
        expect_version(product, "product", expected_version)
        row, _ = await ProductOnboarding.get_or_create(product_id=product.id)
        if row.estimated_units == units:
            return product
        row.estimated_units, row.estimated_at = units, ctx.now
        await row.save(update_fields=["estimated_units", "estimated_at"])
        await raise_version(product, "product", at=ctx.now)
        await append(
            ctx, StockEstimated(aggregate_id=product.id, version=product.version, units=units)
        )
        return product

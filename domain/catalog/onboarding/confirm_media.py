"""Confirming media: pictures of a product that are kept elsewhere are there, and are right."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.catalog.models import Product
from domain.catalog.onboarding.events import MediaConfirmed
from domain.catalog.onboarding.models import ProductOnboarding
from domain.catalog.queries import lock_product
from domain.identity.scopes import Scope
from domain.shared import inputs
from domain.shared.context import Context
from domain.shared.outbox import append
from domain.shared.states import expect_version, raise_version

ITEMS_MAX = 1_000  # pictures, films and papers of one product


async def confirm_media(
    ctx: Context, product_id: UUID, *, items: int, expected_version: int | None = None
) -> Product:
    """Note how many pictures of a product are kept elsewhere and are right; 0 takes it back. Those
    that are kept here count by themselves, once they can be shown.

    Noting the same again changes nothing and tells nobody.

    Raises:
        NotPermitted: the actor may not change the catalog.
        InvalidInput: below zero, or more than a product has.
        NotFound: no such product.
        VersionConflict: the product changed since `expected_version`.
    """
    ctx.require(Scope.CATALOG_WRITE)
    items = inputs.count(items, "items", lowest=0, highest=ITEMS_MAX)
    async with in_transaction():
        product = await lock_product(ctx, product_id)
        expect_version(product, "product", expected_version)
        row, _ = await ProductOnboarding.get_or_create(product_id=product.id)
        if row.media_items == items:
            return product
        row.media_items, row.media_confirmed_at = items, ctx.now
        await row.save(update_fields=["media_items", "media_confirmed_at"])
        await raise_version(product, "product", at=ctx.now)
        await append(
            ctx, MediaConfirmed(aggregate_id=product.id, version=product.version, items=items)
        )
        return product

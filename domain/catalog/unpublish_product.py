"""Unpublishing: the product leaves the shelf; orders that have it keep it."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.catalog.events import ProductUnpublished
from domain.catalog.models import Product
from domain.catalog.queries import lock_product
from domain.catalog.states import PUBLICATION, PublicationAction
from domain.identity.scopes import Scope
from domain.shared.context import Context
from domain.shared.outbox import append
from domain.shared.states import expect_version


async def unpublish_product(
    ctx: Context, product_id: UUID, *, expected_version: int | None = None
) -> Product:
    """Hide a product and its variants from customers.

    Raises:
        NotPermitted: the actor may not change the catalog.
        NotFound: no such product.
        VersionConflict: the product changed since `expected_version`.
        InvalidTransition: it is not published.
    """
    ctx.require(Scope.CATALOG_WRITE)
    async with in_transaction():
        product = await lock_product(ctx, product_id)
        expect_version(product, "product", expected_version)

        source = await PUBLICATION.move(
            product, PublicationAction.UNPUBLISH, at=ctx.now, published_at=None
        )
        await append(
            ctx,
            ProductUnpublished(
                aggregate_id=product.id,
                version=product.version,
                source=source,
                status=product.status,
                action=PublicationAction.UNPUBLISH,
            ),
        )
        return product

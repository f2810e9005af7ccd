"""Publishing: the product goes on the shelf, if it can be bought."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.catalog.errors import ProductHasNoPrice
from domain.catalog.events import ProductPublished
from domain.catalog.models import Product, VariantPrice
from domain.catalog.queries import lock_product
from domain.catalog.states import PUBLICATION, PublicationAction
from domain.identity.scopes import Scope
from domain.shared.context import Context
from domain.shared.outbox import append
from domain.shared.states import expect_version


async def publish_product(
    ctx: Context, product_id: UUID, *, expected_version: int | None = None
) -> Product:
    """Show a product to everybody and let them buy it.

    Raises:
        NotPermitted: the actor may not change the catalog.
        NotFound: no such product.
        VersionConflict: the product changed since `expected_version`.
        InvalidTransition: it is published already.
        ProductHasNoPrice: none of its variants can be bought.
    """
    ctx.require(Scope.CATALOG_WRITE)
    async with in_transaction():
        product = await lock_product(ctx, product_id)
        expect_version(product, "product", expected_version)
        PUBLICATION.target(product.status, PublicationAction.PUBLISH)
        if not await VariantPrice.filter(variant__product_id=product.id).exists():
            raise ProductHasNoPrice(product.id)

        source = await PUBLICATION.move(
            product, PublicationAction.PUBLISH, at=ctx.now, published_at=ctx.now
        )
        await append(
            ctx,
            ProductPublished(
                aggregate_id=product.id,
                version=product.version,
                source=source,
                status=product.status,
                action=PublicationAction.PUBLISH,
            ),
        )
        return product

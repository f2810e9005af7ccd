"""Publishing: the product goes on the shelf, if it can be bought."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.catalog.errors import ProductDiscontinued, ProductHasNoPrice
from domain.catalog.models import Product, VariantPrice
from domain.catalog.publication.channels import put_on_the_shelf, row_of, rows_of, show_in
from domain.catalog.queries import lock_product
from domain.catalog.revisions.policy import must_be_approved
from domain.catalog.states import (
    CHANNEL_PUBLICATION,
    PUBLICATION,
    ChannelPublicationAction,
    ChannelPublicationStatus,
    LifecycleStage,
    PublicationAction,
    PublicationStatus,
)
from domain.identity.scopes import Scope
from domain.shared.context import Context
from domain.shared.states import expect_version


async def publish_product(
    ctx: Context,
    product_id: UUID,
    *,
    channel_id: UUID | None = None,
    expected_version: int | None = None,
) -> Product:
    """Show a product to everybody and let them buy it: in one channel, or in all there are.

    Raises:
        NotPermitted: the actor may not change the catalog.
        NotFound: no such product, or no such channel.
        VersionConflict: the product changed since `expected_version`.
        InvalidTransition: it is published already.
        ApprovalRequired: nobody approved it, and the shop insists.
        ProductDiscontinued: it is over.
        ProductHasNoPrice: none of its variants can be bought.
    """
    ctx.require(Scope.CATALOG_WRITE)
    async with in_transaction():
        product = await lock_product(ctx, product_id)
        expect_version(product, "product", expected_version)
        if channel_id is not None:
            row = await row_of(product, channel_id)
            CHANNEL_PUBLICATION.target(row.status, ChannelPublicationAction.PUBLISH)
            await must_be_saleable(product)
            await show_in(ctx, product, row)
            return product

        shown = ChannelPublicationStatus.PUBLISHED
        hidden = [row for row in (await rows_of(product)).values() if row.status is not shown]
        if not hidden:
            PUBLICATION.target(product.status, PublicationAction.PUBLISH)
        await must_be_saleable(product)
        if product.status is PublicationStatus.UNPUBLISHED:
            await put_on_the_shelf(ctx, product)
        for row in hidden:
            await show_in(ctx, product, row)
        return product


async def must_be_saleable(product: Product) -> None:
    """Refuse to show what is over, what nobody approved, or nobody could buy.

    Raises:
        ProductDiscontinued, ApprovalRequired, ProductHasNoPrice: see `publish_product`.
    """
    if product.lifecycle_stage is LifecycleStage.DISCONTINUED:
        raise ProductDiscontinued(product.id)
    await must_be_approved(product.id)
    if not await VariantPrice.filter(variant__product_id=product.id).exists():
        raise ProductHasNoPrice(product.id)

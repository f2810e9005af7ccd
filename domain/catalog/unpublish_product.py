"""Unpublishing: the product leaves the shelf; orders that have it keep it."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.catalog.models import Product
from domain.catalog.publication.channels import hide_in, row_of, rows_of, take_off_the_shelf
from domain.catalog.queries import lock_product
from domain.catalog.states import (
    PUBLICATION,
    ChannelPublicationStatus,
    PublicationAction,
    PublicationStatus,
)
from domain.identity.scopes import Scope
from domain.shared.context import Context
from domain.shared.states import expect_version


async def unpublish_product(
    ctx: Context,
    product_id: UUID,
    *,
    channel_id: UUID | None = None,
    expected_version: int | None = None,
) -> Product:
    """Hide a product and its variants from customers: in one channel, or in all there are.

    What was going to be shown later is not shown then.

    Raises:
        NotPermitted: the actor may not change the catalog.
        NotFound: no such product, or no such channel.
        VersionConflict: the product changed since `expected_version`.
        InvalidTransition: it is not published.
    """
    ctx.require(Scope.CATALOG_WRITE)
    async with in_transaction():
        product = await lock_product(ctx, product_id)
        expect_version(product, "product", expected_version)
        if channel_id is not None:
            await hide_in(ctx, product, await row_of(product, channel_id))
            return product

        PUBLICATION.target(product.status, PublicationAction.UNPUBLISH)
        for row in (await rows_of(product)).values():
            if row.status is not ChannelPublicationStatus.UNPUBLISHED:
                await hide_in(ctx, product, row)
        if product.status is PublicationStatus.PUBLISHED:  # some channel says nothing of it
            await take_off_the_shelf(ctx, product)
        return product

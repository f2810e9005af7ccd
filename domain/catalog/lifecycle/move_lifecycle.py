"""Moving a product to another stage of its life: a person decides, or accepts what is proposed."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.catalog.lifecycle.clearance import remind
from domain.catalog.lifecycle.events import LifecycleMoved
from domain.catalog.lifecycle.moving import lapse_open
from domain.catalog.models import Product
from domain.catalog.publication.channels import hide_in, rows_of
from domain.catalog.queries import lock_product
from domain.catalog.states import (
    LIFECYCLE,
    ChannelPublicationStatus,
    LifecycleAction,
    LifecycleStage,
    PublicationStatus,
)
from domain.catalog.unpublish_product import unpublish_product
from domain.identity.scopes import Scope
from domain.shared.context import Context
from domain.shared.outbox import append
from domain.shared.states import expect_version, raise_version


async def move_lifecycle(
    ctx: Context,
    product_id: UUID,
    action: LifecycleAction,
    *,
    expected_version: int | None = None,
) -> Product:
    """Take a product to the stage that an action leads to.

    Entering the decline raises the clearance reminder. Discontinuing takes the product off every
    shelf, and calls off what was going to show it; orders that have it keep it. A proposal that was
    open about it lapses.

    Raises:
        NotPermitted: the actor may not change the catalog.
        NotFound: no such product.
        VersionConflict: the product changed since `expected_version`.
        InvalidTransition: no such way leads from the stage it is in.
    """
    ctx.require(Scope.CATALOG_WRITE)
    async with in_transaction():
        product = await lock_product(ctx, product_id)
        expect_version(product, "product", expected_version)
        source = product.lifecycle_stage
        target = LIFECYCLE.target(source, action)
        reminded = await remind(ctx, product.id, target)
        await raise_version(product, "product", at=ctx.now, lifecycle_stage=target)
        await append(
            ctx,
            LifecycleMoved(
                aggregate_id=product.id,
                version=product.version,
                source=source,
                status=target,
                action=action,
                reminded=reminded,
            ),
        )
        await lapse_open(ctx, product.id)
        if target is LifecycleStage.DISCONTINUED:
            return await _withdrawn(ctx, product)
        return product


async def _withdrawn(ctx: Context, product: Product) -> Product:
    if product.status is PublicationStatus.PUBLISHED:
        return await unpublish_product(ctx, product.id)
    for row in (await rows_of(product)).values():
        if row.status is ChannelPublicationStatus.SCHEDULED:
            await hide_in(ctx, product, row)
    return product

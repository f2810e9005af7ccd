"""Scheduling: a product enters a channel, or leaves it, at a time that is set."""

from datetime import datetime
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.catalog.models import Product
from domain.catalog.publication.channels import move_in, row_of
from domain.catalog.publish_product import must_be_saleable
from domain.catalog.queries import lock_product
from domain.catalog.states import ChannelPublicationAction
from domain.identity.scopes import Scope
from domain.shared import inputs
from domain.shared.context import Context
from domain.shared.errors import InvalidInput
from domain.shared.states import expect_version


async def schedule_publication(
    ctx: Context,
    product_id: UUID,
    channel_id: UUID,
    *,
    publish_at: datetime | None = None,
    unpublish_at: datetime | None = None,
    expected_version: int | None = None,
) -> Product:
    """Set when a channel is to show a product, until when, or both; in place of what was set.

    Without `publish_at` the channel shows it already. To call it off, unpublish it there.

    Raises:
        NotPermitted: the actor may not change the catalog.
        InvalidInput: no time, one that is past or far off, or an end before the beginning.
        NotFound: no such product or channel.
        VersionConflict: the product changed since `expected_version`.
        InvalidTransition: the channel shows it already, or, to end it, does not.
        ProductDiscontinued, ApprovalRequired, ProductHasNoPrice: see `publish_product`.
    """
    ctx.require(Scope.CATALOG_WRITE)
    if publish_at is None and unpublish_at is None:
        raise InvalidInput("Say from when, or until when.", "publishAt")
    for name, at in (("publishAt", publish_at), ("unpublishAt", unpublish_at)):
        if at is not None:
            inputs.within_years(at, ctx.now, name)
    if publish_at is not None and publish_at <= ctx.now:
        raise InvalidInput("This time has passed.", "publishAt")
    if unpublish_at is not None and unpublish_at <= (publish_at or ctx.now):
        raise InvalidInput("It ends after it begins, and not before now.", "unpublishAt")
    async with in_transaction():
        product = await lock_product(ctx, product_id)
        expect_version(product, "product", expected_version)
        row = await row_of(product, channel_id)
        if publish_at is None:
            action = ChannelPublicationAction.SCHEDULE_END
            await move_in(ctx, product, row, action, unpublish_at=unpublish_at)
            return product
        await must_be_saleable(product)
        await move_in(
            ctx,
            product,
            row,
            ChannelPublicationAction.SCHEDULE,
            publish_at=publish_at,
            unpublish_at=unpublish_at,
        )
        return product

"""Taking a picture, film or paper off a product."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.catalog.media.events import MediaRemoved
from domain.catalog.media.models import ProductMedia
from domain.catalog.media.queries import get_media
from domain.catalog.models import Product
from domain.catalog.revisions.policy import hold_to_edit
from domain.identity.scopes import Scope
from domain.shared.context import Context
from domain.shared.errors import NotFound
from domain.shared.outbox import append
from domain.shared.states import raise_version


async def remove_media(
    ctx: Context, media_id: UUID, *, expected_version: int | None = None
) -> Product:
    """Show it no longer, on its variants neither. Its bytes go when nobody shows them any more.

    Raises:
        NotPermitted: the actor may not change the catalog.
        NotFound: no such media, or it was removed.
        VersionConflict: the product changed since `expected_version`.
        ApprovalRequired: it is shown, or being looked at, and the shop insists.
    """
    ctx.require(Scope.CATALOG_WRITE)
    async with in_transaction():
        media = await get_media(ctx, media_id)
        product = await hold_to_edit(ctx, media.product_id, expected_version=expected_version)
        if not await ProductMedia.filter(id=media.id).delete():
            raise NotFound("product media", media_id)
        await raise_version(product, "product", at=ctx.now)
        await append(
            ctx,
            MediaRemoved(aggregate_id=product.id, version=product.version, media_id=media.id),
        )
        return product

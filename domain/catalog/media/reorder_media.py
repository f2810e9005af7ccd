"""Putting a product's media in another order."""

from collections.abc import Sequence
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.catalog.media.events import MediaReordered
from domain.catalog.media.models import ProductMedia
from domain.catalog.models import Product
from domain.catalog.revisions.policy import hold_to_edit
from domain.identity.scopes import Scope
from domain.shared.context import Context
from domain.shared.errors import InvalidInput, NotFound
from domain.shared.outbox import append
from domain.shared.states import raise_version


async def reorder_media(
    ctx: Context,
    product_id: UUID,
    media_ids: Sequence[UUID],
    *,
    expected_version: int | None = None,
) -> Product:
    """Show all of a product's media in this order. The same order again tells nobody.

    Raises:
        NotPermitted: the actor may not change the catalog.
        NotFound: no such product, or one of these is not its.
        VersionConflict: the product changed since `expected_version`.
        InvalidInput: one is missing, or named twice.
        ApprovalRequired: it is shown, or being looked at, and the shop insists.
    """
    ctx.require(Scope.CATALOG_WRITE)
    async with in_transaction():
        product = await hold_to_edit(ctx, product_id, expected_version=expected_version)
        shown = await ProductMedia.filter(product_id=product.id).order_by("position", "id")
        known = {media.id for media in shown}
        for media_id in media_ids:
            if media_id not in known:
                raise NotFound("product media", media_id)
        if sorted(media_ids) != sorted(known):
            raise InvalidInput("Name all media of the product, each once.", "mediaIds")
        if list(media_ids) == [media.id for media in shown]:
            return product

        places = {media_id: place for place, media_id in enumerate(media_ids)}
        for media in shown:
            media.position = places[media.id]
        await ProductMedia.bulk_update(shown, fields=["position"])
        await raise_version(product, "product", at=ctx.now)
        await append(
            ctx,
            MediaReordered(
                aggregate_id=product.id, version=product.version, media_ids=list(media_ids)
            ),
        )
        return product

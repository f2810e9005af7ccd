"""Saying on which of a product's media a variant is to be seen."""

from collections.abc import Sequence
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.catalog.media.events import VariantMediaSet
from domain.catalog.media.kinds import PER_PRODUCT_MAX
from domain.catalog.media.models import ProductMedia, VariantMedia
from domain.catalog.models import ProductVariant
from domain.catalog.queries import get_variant
from domain.catalog.revisions.policy import hold_to_edit
from domain.identity.scopes import Scope
from domain.shared import inputs
from domain.shared.context import Context
from domain.shared.errors import NotFound
from domain.shared.outbox import append
from domain.shared.states import raise_version


async def set_variant_media(
    ctx: Context,
    variant_id: UUID,
    media_ids: Sequence[UUID],
    *,
    expected_version: int | None = None,
) -> ProductVariant:
    """Show a variant on these, in this order, in place of those before; the same is not told again.

    Raises:
        NotPermitted: the actor may not change the catalog.
        NotFound: no such variant, or one of these is not of its product.
        InvalidInput: one is named twice, or too many are.
        VersionConflict: the product changed since `expected_version`.
        ApprovalRequired: it is shown, or being looked at, and the shop insists.
    """
    ctx.require(Scope.CATALOG_WRITE)
    media_ids = inputs.items(media_ids, "mediaIds", most=PER_PRODUCT_MAX)
    inputs.distinct([str(media_id) for media_id in media_ids], "mediaIds")
    async with in_transaction():
        variant = await get_variant(ctx, variant_id)
        product = await hold_to_edit(ctx, variant.product_id, expected_version=expected_version)
        shown = ProductMedia.filter(product_id=product.id, id__in=media_ids)
        known = set(await shown.values_list("id", flat=True))
        for media_id in media_ids:
            if media_id not in known:
                raise NotFound("product media", media_id)
        before = await VariantMedia.filter(variant_id=variant.id).order_by("position", "id")
        if [row.media_id for row in before] == media_ids:
            return variant

        await VariantMedia.filter(variant_id=variant.id).delete()
        await VariantMedia.bulk_create(
            VariantMedia(variant_id=variant.id, media_id=media_id, position=place)
            for place, media_id in enumerate(media_ids)
        )
        await raise_version(product, "product", at=ctx.now)
        await append(
            ctx,
            VariantMediaSet(
                aggregate_id=product.id,
                version=product.version,
                variant_id=variant.id,
                media_ids=media_ids,
            ),
        )
        return variant

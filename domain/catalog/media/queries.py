"""Reads: the media of products, for whoever sees those; customers see what is ready."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from tortoise.expressions import Subquery
from tortoise.queryset import QuerySet

from domain.catalog.media.models import (
    MediaFile,
    ProductMedia,
    ProductMediaTranslation,
    VariantMedia,
)
from domain.catalog.media.states import MediaStatus
from domain.catalog.queries import visible_products, visible_variants
from domain.identity.scopes import Scope
from domain.shared.context import Context
from domain.shared.errors import NotFound
from domain.shared.paging import Order, Page, Window, counts, pages

BY_POSITION = Order("POSITION", "position", value=int)


def visible_media(ctx: Context) -> QuerySet[ProductMedia]:
    """The media of the products that somebody may know of, once they can be shown."""
    if ctx.allows(Scope.CATALOG_READ):
        return ProductMedia.all()
    seen = Subquery(visible_products(ctx).values("id"))
    return ProductMedia.filter(status=MediaStatus.READY, product_id__in=seen)


def all_media_translations(ctx: Context) -> QuerySet[ProductMediaTranslation]:
    """What is said of media in other languages; it is for whoever sees them."""
    return ProductMediaTranslation.all()


async def get_media(ctx: Context, media_id: UUID) -> ProductMedia:
    """One of a product's media.

    Raises:
        NotFound: none by this id that the actor may see.
    """
    media = await visible_media(ctx).get_or_none(id=media_id)
    if media is None:
        raise NotFound("product media", media_id)
    return media


async def media_by_ids(ctx: Context, ids: Iterable[UUID]) -> dict[UUID, ProductMedia]:
    """Media by their ids."""
    return {row.id: row for row in await visible_media(ctx).filter(id__in=set(ids))}


async def pages_of_media(
    ctx: Context, product_ids: Sequence[UUID], window: Window, order: Order
) -> Mapping[UUID, Page[ProductMedia]]:
    """A page of the media of each of many products."""
    return await pages(visible_media(ctx), "product_id", product_ids, window, order)


async def counts_of_media(ctx: Context, product_ids: Sequence[UUID]) -> Mapping[UUID, int]:
    """How many media each of many products has."""
    return await counts(visible_media(ctx), "product_id", product_ids)


async def media_of_variants(
    ctx: Context, variant_ids: Iterable[UUID]
) -> dict[UUID, list[ProductMedia]]:
    """The media on which each variant is to be seen, in the variant's own order."""
    seen = visible_variants(ctx).filter(id__in=set(variant_ids)).values("id")
    links = await VariantMedia.filter(variant_id__in=Subquery(seen)).order_by("position", "id")
    shown = await media_by_ids(ctx, [link.media_id for link in links])
    found: dict[UUID, list[ProductMedia]] = defaultdict(list)
    for link in links:
        if link.media_id in shown:
            found[link.variant_id].append(shown[link.media_id])
    return found


async def translations_of_media(
    ctx: Context, media_ids: Iterable[UUID]
) -> dict[UUID, list[ProductMediaTranslation]]:
    """What is said of each in other languages."""
    seen = visible_media(ctx).filter(id__in=set(media_ids)).values("id")
    rows = ProductMediaTranslation.filter(media_id__in=Subquery(seen)).order_by("locale")
    found: dict[UUID, list[ProductMediaTranslation]] = defaultdict(list)
    for row in await rows:
        found[row.media_id].append(row)
    return found


async def file_by_hash(hash_: str) -> MediaFile | None:
    """The file of a content, if it can be shown. Its address is hard to guess, and whoever has
    that may see it: of products that are not on the shelf too."""
    return await MediaFile.get_or_none(
        hash=hash_, retired_at__isnull=True, status=MediaStatus.READY
    )

"""Reads: collections are for everybody, as shelves are. Their products are read as a list of
products with a condition, so that they can be searched, filtered, sorted and paged like any."""

from collections.abc import Iterable
from uuid import UUID

from tortoise.queryset import QuerySet

from domain.catalog.collections.models import Collection
from domain.shared import inputs
from domain.shared.context import Context
from domain.shared.errors import NotFound
from domain.shared.paging import Order, Page, Window, page

BY_NAME = Order("NAME", "name")


def all_collections(ctx: Context) -> QuerySet[Collection]:
    """Collections."""
    return Collection.all()


async def get_collection(ctx: Context, collection_id: UUID) -> Collection:
    """One collection.

    Raises:
        NotFound: none by this id.
    """
    found = await Collection.get_or_none(id=collection_id)
    if found is None:
        raise NotFound("collection", collection_id)
    return found


async def lock_collection(ctx: Context, collection_id: UUID) -> Collection:
    """One collection, held until the transaction ends.

    Raises:
        NotFound: none by this id.
    """
    found = await Collection.filter(id=collection_id).select_for_update(no_key=True).get_or_none()
    if found is None:
        raise NotFound("collection", collection_id)
    return found


async def collection_by_slug(ctx: Context, slug: str) -> Collection | None:
    """The collection at an address of the shop.

    Raises:
        InvalidInput: this is no text, or too long to be one.
    """
    return await Collection.get_or_none(slug=inputs.text(slug, "slug"))


async def collections_by_ids(ctx: Context, ids: Iterable[UUID]) -> dict[UUID, Collection]:
    """Collections by their ids."""
    return {row.id: row for row in await Collection.filter(id__in=set(ids))}


async def collections_page(ctx: Context, window: Window) -> Page[Collection]:
    """Collections by name."""
    return await page(Collection.all(), window, BY_NAME)


async def count_collections(ctx: Context) -> int:
    """How many collections there are."""
    return await Collection.all().count()

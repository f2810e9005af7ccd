"""Reads: dimensions are for everybody, as shelves are; which values a product has is for whoever
sees that."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from tortoise.expressions import Subquery
from tortoise.queryset import QuerySet

from domain.catalog.dimensions.models import Dimension, DimensionValue, ProductDimensionValue
from domain.catalog.queries import visible_products
from domain.shared.context import Context
from domain.shared.errors import NotFound
from domain.shared.paging import Order, Page, Window, page

BY_NAME = Order("NAME", "name")


def all_dimensions(ctx: Context) -> QuerySet[Dimension]:
    """Dimensions."""
    return Dimension.all()


def all_dimension_values(ctx: Context) -> QuerySet[DimensionValue]:
    """Their values."""
    return DimensionValue.all()


def all_product_values(ctx: Context) -> QuerySet[ProductDimensionValue]:
    """Which product has which."""
    return ProductDimensionValue.all()


async def lock_dimension(ctx: Context, dimension_id: UUID) -> Dimension:
    """One dimension, held until the transaction ends.

    Raises:
        NotFound: none by this id.
    """
    found = await Dimension.filter(id=dimension_id).select_for_update(no_key=True).get_or_none()
    if found is None:
        raise NotFound("dimension", dimension_id)
    return found


async def dimensions_by_ids(ctx: Context, ids: Iterable[UUID]) -> dict[UUID, Dimension]:
    """Dimensions by their ids."""
    return {row.id: row for row in await Dimension.filter(id__in=set(ids))}


async def dimension_values_by_ids(ctx: Context, ids: Iterable[UUID]) -> dict[UUID, DimensionValue]:
    """Values by their ids."""
    return {row.id: row for row in await DimensionValue.filter(id__in=set(ids))}


async def values_of_dimensions(
    ctx: Context, dimension_ids: Iterable[UUID]
) -> dict[UUID, list[DimensionValue]]:
    """The values of each dimension, in order."""
    rows = DimensionValue.filter(dimension_id__in=set(dimension_ids))
    found: dict[UUID, list[DimensionValue]] = defaultdict(list)
    for row in await rows.order_by("position", "id"):
        found[row.dimension_id].append(row)
    return found


async def dimension_values_of_products(
    ctx: Context, product_ids: Iterable[UUID]
) -> dict[UUID, list[DimensionValue]]:
    """The values that each product has, by name."""
    seen = visible_products(ctx).filter(id__in=set(product_ids)).values("id")
    rows = ProductDimensionValue.filter(product_id__in=Subquery(seen)).select_related("value")
    found: dict[UUID, list[DimensionValue]] = defaultdict(list)
    for row in await rows.order_by("value__name", "value_id"):
        found[row.product_id].append(row.value)
    return found


async def dimensions_page(ctx: Context, window: Window) -> Page[Dimension]:
    """Dimensions by name."""
    return await page(Dimension.all(), window, BY_NAME)


async def count_dimensions(ctx: Context) -> int:
    """How many dimensions there are."""
    return await Dimension.all().count()

"""Reads: attributes and types are for everybody, as shelves are; what is said of a product or a
variant is for whoever sees that."""

from collections import defaultdict
from collections.abc import Iterable
from typing import TypeVar
from uuid import UUID

from tortoise.expressions import Subquery
from tortoise.models import Model
from tortoise.queryset import QuerySet

from domain.catalog.attributes.models import (
    Attribute,
    AttributeChoice,
    AttributeValue,
    ProductType,
    ProductTypeAttribute,
)
from domain.catalog.queries import visible_products, visible_variants
from domain.shared.context import Context
from domain.shared.errors import NotFound
from domain.shared.paging import Order, Page, Window, page

BY_NAME = Order("NAME", "name")
M = TypeVar("M", bound=Model)


def all_attributes(ctx: Context) -> QuerySet[Attribute]:
    """Attributes."""
    return Attribute.all()


def all_choices(ctx: Context) -> QuerySet[AttributeChoice]:
    """What they can be."""
    return AttributeChoice.all()


def all_types(ctx: Context) -> QuerySet[ProductType]:
    """Types of products."""
    return ProductType.all()


def all_type_attributes(ctx: Context) -> QuerySet[ProductTypeAttribute]:
    """Which type has which attribute."""
    return ProductTypeAttribute.all()


def all_values(ctx: Context) -> QuerySet[AttributeValue]:
    """What is said of goods, for whoever sees those."""
    return AttributeValue.all()


async def get_attribute(ctx: Context, attribute_id: UUID) -> Attribute:
    """One attribute.

    Raises:
        NotFound: none by this id.
    """
    return await _one(Attribute.all(), "attribute", attribute_id)


async def lock_attribute(ctx: Context, attribute_id: UUID) -> Attribute:
    """One attribute, held until the transaction ends; nobody gives it a new value meanwhile.

    Raises:
        NotFound: none by this id.
    """
    return await _one(Attribute.all().select_for_update(), "attribute", attribute_id)


async def get_type(ctx: Context, type_id: UUID) -> ProductType:
    """One type of products.

    Raises:
        NotFound: none by this id.
    """
    return await _one(ProductType.all(), "product type", type_id)


async def lock_type(ctx: Context, type_id: UUID) -> ProductType:
    """One type of products, held until the transaction ends; no product of it is changed meanwhile.

    Raises:
        NotFound: none by this id.
    """
    return await _one(ProductType.all().select_for_update(), "product type", type_id)


async def attributes_by_ids(ctx: Context, ids: Iterable[UUID]) -> dict[UUID, Attribute]:
    """Attributes by their ids."""
    return {row.id: row for row in await Attribute.filter(id__in=set(ids))}


async def choices_by_ids(ctx: Context, ids: Iterable[UUID]) -> dict[UUID, AttributeChoice]:
    """Choices by their ids."""
    return {row.id: row for row in await AttributeChoice.filter(id__in=set(ids))}


async def types_by_ids(ctx: Context, ids: Iterable[UUID]) -> dict[UUID, ProductType]:
    """Types of products by their ids."""
    return {row.id: row for row in await ProductType.filter(id__in=set(ids))}


async def choices_of_attributes(
    ctx: Context, attribute_ids: Iterable[UUID]
) -> dict[UUID, list[AttributeChoice]]:
    """The choices of each attribute, in order."""
    rows = AttributeChoice.filter(attribute_id__in=set(attribute_ids))
    found: dict[UUID, list[AttributeChoice]] = defaultdict(list)
    for row in await rows.order_by("position", "id"):
        found[row.attribute_id].append(row)
    return found


async def attributes_of_types(
    ctx: Context, type_ids: Iterable[UUID]
) -> dict[UUID, list[ProductTypeAttribute]]:
    """Which attributes each type has, in order."""
    rows = ProductTypeAttribute.filter(product_type_id__in=set(type_ids))
    found: dict[UUID, list[ProductTypeAttribute]] = defaultdict(list)
    for row in await rows.order_by("position", "id"):
        found[row.product_type_id].append(row)
    return found


async def values_of_products(
    ctx: Context, product_ids: Iterable[UUID]
) -> dict[UUID, list[AttributeValue]]:
    """What is said of each product itself, by the attribute's name."""
    seen = visible_products(ctx).filter(id__in=set(product_ids)).values("id")
    rows = AttributeValue.filter(product_id__in=Subquery(seen), variant_id__isnull=True)
    found: dict[UUID, list[AttributeValue]] = defaultdict(list)
    for row in await rows.order_by("attribute__name", "id"):
        found[row.product_id].append(row)
    return found


async def values_of_variants(
    ctx: Context, variant_ids: Iterable[UUID]
) -> dict[UUID, list[AttributeValue]]:
    """What is said of each variant, its options among it, by the attribute's name."""
    seen = visible_variants(ctx).filter(id__in=set(variant_ids)).values("id")
    rows = AttributeValue.filter(variant_id__in=Subquery(seen))
    found: dict[UUID, list[AttributeValue]] = defaultdict(list)
    for row in await rows.order_by("attribute__name", "id"):
        assert row.variant_id is not None
        found[row.variant_id].append(row)
    return found


async def attributes_page(ctx: Context, window: Window) -> Page[Attribute]:
    """Attributes by name."""
    return await page(Attribute.all(), window, BY_NAME)


async def count_attributes(ctx: Context) -> int:
    """How many attributes there are."""
    return await Attribute.all().count()


async def types_page(ctx: Context, window: Window) -> Page[ProductType]:
    """Types of products by name."""
    return await page(ProductType.all(), window, BY_NAME)


async def count_types(ctx: Context) -> int:
    """How many types of products there are."""
    return await ProductType.all().count()


async def _one(rows: "QuerySet[M]", kind: str, key: UUID) -> M:
    found = await rows.get_or_none(id=key)
    if found is None:
        raise NotFound(kind, key)
    return found

"""Reads: what is on the shelves, for whoever is asking.

Customers see what is published; who holds `catalog:read` sees the rest too. Categories, brands
and tags are for everybody. Lists of products are read by `product_list.py`.
"""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from tortoise.expressions import Subquery
from tortoise.queryset import QuerySet

from domain.catalog.models import (
    Brand,
    Category,
    CategoryTranslation,
    Product,
    ProductTag,
    ProductTranslation,
    ProductVariant,
    Tag,
    VariantPrice,
)
from domain.catalog.states import PublicationStatus
from domain.identity.scopes import Scope
from domain.shared import inputs
from domain.shared.context import Context
from domain.shared.errors import NotFound
from domain.shared.paging import Order, Page, Window, page

BY_NAME = Order("NAME", "name")
BY_PATH = Order("PATH", "path")
DEPTH_MAX = 100  # levels below the root that one may ask for; there are far fewer


def visible_products(ctx: Context) -> QuerySet[Product]:
    """The products somebody may know of."""
    if ctx.allows(Scope.CATALOG_READ):
        return Product.all()
    return Product.filter(status=PublicationStatus.PUBLISHED)


def visible_variants(ctx: Context) -> QuerySet[ProductVariant]:
    """The variants of those products."""
    if ctx.allows(Scope.CATALOG_READ):
        return ProductVariant.all()
    return ProductVariant.filter(product_id__in=Subquery(visible_products(ctx).values("id")))


def all_variants(ctx: Context) -> QuerySet[ProductVariant]:
    """The variants of a product: they are for whoever sees that."""
    return ProductVariant.all()


def all_categories(ctx: Context) -> QuerySet[Category]:
    """The shelves: they are for everybody, and so are their names, brands, tags and prices; what
    is said of a product or a variant is for whoever sees that."""
    return Category.all()


def all_category_translations(ctx: Context) -> QuerySet[CategoryTranslation]:
    """What shelves are called in other languages."""
    return CategoryTranslation.all()


def all_brands(ctx: Context) -> QuerySet[Brand]:
    """Who makes it."""
    return Brand.all()


def all_tags(ctx: Context) -> QuerySet[Tag]:
    """The words to find things by."""
    return Tag.all()


def all_product_tags(ctx: Context) -> QuerySet[ProductTag]:
    """Which product carries which."""
    return ProductTag.all()


def all_product_translations(ctx: Context) -> QuerySet[ProductTranslation]:
    """What products are called in other languages."""
    return ProductTranslation.all()


def all_prices(ctx: Context) -> QuerySet[VariantPrice]:
    """What variants cost."""
    return VariantPrice.all()


async def get_product(ctx: Context, product_id: UUID) -> Product:
    """One product.

    Raises:
        NotFound: none by this id that the actor may see.
    """
    product = await visible_products(ctx).get_or_none(id=product_id)
    if product is None:
        raise NotFound("product", product_id)
    return product


async def lock_product(ctx: Context, product_id: UUID) -> Product:
    """One product, held until the transaction ends, for whoever is about to change it.

    Raises:
        NotFound: none by this id that the actor may see.
    """
    product = await visible_products(ctx).select_for_update(no_key=True).get_or_none(id=product_id)
    if product is None:
        raise NotFound("product", product_id)
    return product


async def product_by_slug(ctx: Context, slug: str) -> Product | None:
    """The product at an address of the shop.

    Raises:
        InvalidInput: this is no text, or too long to be one.
    """
    return await visible_products(ctx).get_or_none(slug=inputs.text(slug, "slug"))


async def products_by_ids(ctx: Context, ids: Iterable[UUID]) -> dict[UUID, Product]:
    """Products by their ids."""
    return {row.id: row for row in await visible_products(ctx).filter(id__in=set(ids))}


async def get_variant(ctx: Context, variant_id: UUID) -> ProductVariant:
    """One variant.

    Raises:
        NotFound: none by this id that the actor may see.
    """
    variant = await visible_variants(ctx).get_or_none(id=variant_id)
    if variant is None:
        raise NotFound("variant", variant_id)
    return variant


async def variant_by_sku(ctx: Context, sku: str) -> ProductVariant | None:
    """The variant with a stock-keeping unit.

    Raises:
        InvalidInput: this is no text, or too long to be one.
    """
    return await visible_variants(ctx).get_or_none(sku=inputs.text(sku, "sku"))


async def variants_by_ids(ctx: Context, ids: Iterable[UUID]) -> dict[UUID, ProductVariant]:
    """Variants by their ids."""
    return {row.id: row for row in await visible_variants(ctx).filter(id__in=set(ids))}


async def variants_of_products(
    ctx: Context, product_ids: Iterable[UUID]
) -> dict[UUID, list[ProductVariant]]:
    """The variants of each product, in the order of the shelf."""
    rows = visible_variants(ctx).filter(product_id__in=set(product_ids))
    found: dict[UUID, list[ProductVariant]] = defaultdict(list)
    for row in await rows.order_by("position", "id"):
        found[row.product_id].append(row)
    return found


async def prices_of_variants(
    ctx: Context, variant_ids: Iterable[UUID]
) -> dict[UUID, list[VariantPrice]]:
    """What each variant costs, one price for each currency."""
    seen = visible_variants(ctx).filter(id__in=set(variant_ids)).values("id")
    found: dict[UUID, list[VariantPrice]] = defaultdict(list)
    for row in await VariantPrice.filter(variant_id__in=Subquery(seen)).order_by("currency"):
        found[row.variant_id].append(row)
    return found


async def translations_of_products(
    ctx: Context, product_ids: Iterable[UUID]
) -> dict[UUID, list[ProductTranslation]]:
    """Each product's words in other languages."""
    seen = visible_products(ctx).filter(id__in=set(product_ids)).values("id")
    found: dict[UUID, list[ProductTranslation]] = defaultdict(list)
    for row in await ProductTranslation.filter(product_id__in=Subquery(seen)).order_by("locale"):
        found[row.product_id].append(row)
    return found


async def tags_of_products(ctx: Context, product_ids: Iterable[UUID]) -> dict[UUID, list[Tag]]:
    """The tags each product carries, by name."""
    seen = visible_products(ctx).filter(id__in=set(product_ids)).values("id")
    carried = ProductTag.filter(product_id__in=Subquery(seen)).select_related("tag")
    found: dict[UUID, list[Tag]] = defaultdict(list)
    for row in await carried.order_by("tag__name"):
        found[row.product_id].append(row.tag)
    return found


async def get_category(ctx: Context, category_id: UUID) -> Category:
    """One category.

    Raises:
        NotFound: none by this id.
    """
    category = await Category.get_or_none(id=category_id)
    if category is None:
        raise NotFound("category", category_id)
    return category


async def category_by_slug(ctx: Context, slug: str) -> Category | None:
    """The category at an address of the shop.

    Raises:
        InvalidInput: this is no text, or too long to be one.
    """
    return await Category.get_or_none(slug=inputs.text(slug, "slug"))


async def categories_by_ids(ctx: Context, ids: Iterable[UUID]) -> dict[UUID, Category]:
    """Categories by their ids."""
    return {row.id: row for row in await Category.filter(id__in=set(ids))}


async def categories_page(
    ctx: Context, window: Window, *, depth: int | None = None
) -> Page[Category]:
    """The tree as a list, every shelf before the shelves on it; of one level only if given."""
    return await page(categories_of_depth(depth), window, BY_PATH)


async def children_of_categories(
    ctx: Context, category_ids: Iterable[UUID]
) -> dict[UUID, list[Category]]:
    """The shelves on each shelf, in their order."""
    rows = Category.filter(parent_id__in=set(category_ids)).order_by("position", "name", "id")
    found: dict[UUID, list[Category]] = defaultdict(list)
    for row in await rows:
        assert row.parent_id is not None
        found[row.parent_id].append(row)
    return found


async def translations_of_categories(
    ctx: Context, category_ids: Iterable[UUID]
) -> dict[UUID, list[CategoryTranslation]]:
    """Each category's name in other languages."""
    found: dict[UUID, list[CategoryTranslation]] = defaultdict(list)
    rows = CategoryTranslation.filter(category_id__in=set(category_ids))
    for row in await rows.order_by("locale"):
        found[row.category_id].append(row)
    return found


async def get_brand(ctx: Context, brand_id: UUID) -> Brand:
    """One brand.

    Raises:
        NotFound: none by this id.
    """
    brand = await Brand.get_or_none(id=brand_id)
    if brand is None:
        raise NotFound("brand", brand_id)
    return brand


async def brand_by_slug(ctx: Context, slug: str) -> Brand | None:
    """The brand at an address of the shop."""
    return await Brand.get_or_none(slug=slug)


async def brands_by_ids(ctx: Context, ids: Iterable[UUID]) -> dict[UUID, Brand]:
    """Brands by their ids."""
    return {row.id: row for row in await Brand.filter(id__in=set(ids))}


async def brands_page(ctx: Context, window: Window) -> Page[Brand]:
    """Brands by name."""
    return await page(Brand.all(), window, BY_NAME)


async def tags_page(ctx: Context, window: Window) -> Page[Tag]:
    """Tags by name."""
    return await page(Tag.all(), window, BY_NAME)


async def count_categories(ctx: Context, *, depth: int | None = None) -> int:
    """How many shelves there are, on one level if given."""
    return await categories_of_depth(depth).count()


async def count_brands(ctx: Context) -> int:
    """How many brands there are."""
    return await Brand.all().count()


async def count_tags(ctx: Context) -> int:
    """How many tags there are."""
    return await Tag.all().count()


async def tags_by_ids(ctx: Context, ids: Iterable[UUID]) -> dict[UUID, Tag]:
    """Tags by their ids."""
    return {row.id: row for row in await Tag.filter(id__in=set(ids))}


def categories_of_depth(depth: int | None) -> QuerySet[Category]:
    """All shelves, or those of one level."""
    if depth is None:
        return Category.all()
    return Category.filter(depth=inputs.count(depth, "depth", lowest=0, highest=DEPTH_MAX))

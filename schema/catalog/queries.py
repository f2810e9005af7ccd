"""Reading what is sold."""

from enum import Enum
from typing import Annotated

import strawberry

from domain.catalog import product_list, queries
from domain.catalog.product_list import ProductFilter
from domain.catalog.states import PublicationStatus
from schema.catalog.types import Brand, Category, Product, ProductVariant, Tag
from schema.shared.arguments import MaybeId, MaybeSku, MaybeSlug
from schema.shared.connections import (
    After,
    Before,
    Connection,
    First,
    Last,
    Search,
    connect,
    window,
)
from schema.shared.context import Info
from schema.shared.filters import (
    DateTimeFilter,
    EnumFilter,
    IDFilter,
    StringFilter,
    conditions,
    read,
    where_input,
)
from schema.shared.ids import key_in
from schema.shared.sorting import Direction, sorting


@strawberry.enum(description="What products can be sorted by.")
class ProductSortField(Enum):
    """Sortable columns."""

    NAME = strawberry.enum_value("name", description="The name.")
    CREATED_AT = strawberry.enum_value("created_at", description="When it was entered.")


@strawberry.input(description="How to sort products.")
class ProductSort:
    """A column and a direction."""

    field: ProductSortField = strawberry.field(description="What by.")
    direction: Direction = strawberry.field(description="Which way.", default=Direction.ASC)


@where_input("Which products. All conditions must hold.")
class ProductWhere:
    """Conditions on products."""

    id: IDFilter | None = conditions("The id.")
    name: StringFilter | None = conditions("The name, as it was entered first.")
    status: EnumFilter[PublicationStatus] | None = conditions("Whether it is on the shelf.")
    category: IDFilter | None = conditions("The shelf, or any shelf inside it.")
    brand: IDFilter | None = conditions("Who makes it.")
    product_type: IDFilter | None = conditions("What kind of goods it is.")
    choice: IDFilter | None = conditions("A choice that it or one of its variants is.")
    dimension_value: IDFilter | None = conditions("Where it stands on a dimension.")
    collection: IDFilter | None = conditions("What it is in, by hand or by a rule.")
    created_at: DateTimeFilter | None = conditions("When it was entered.")


KINDS = {
    "id": "Product",
    "category": "Category",
    "brand": "Brand",
    "product_type": "ProductType",
    "choice": "AttributeChoice",
    "dimension_value": "DimensionValue",
    "collection": "Collection",
}
SORTABLE = {
    ProductSortField.NAME: product_list.NAME,
    ProductSortField.CREATED_AT: product_list.CREATED_AT,
}


@strawberry.type(description="Reading what is sold.")
class CatalogQueries:
    """Products, variants, categories, brands, tags."""

    @strawberry.field(description="One product by its id or its slug; null if there is none.")
    async def product(
        self, info: Info, id: MaybeId = None, slug: MaybeSlug = None
    ) -> Product | None:
        if id is not None:
            key = key_in("Product", id)
            return Product.maybe(await info.context.one(queries.products_by_ids, key))
        found = await queries.product_by_slug(info.context.domain, slug) if slug else None
        return Product.maybe(found)

    @strawberry.field(description="Products: the best match first if you search, else by name.")
    async def products(
        self,
        info: Info,
        where: Annotated[ProductWhere | None, strawberry.argument(description="Which.")] = None,
        order_by: Annotated[
            list[ProductSort] | None, strawberry.argument(description="How to sort.")
        ] = None,
        search: Search = None,
        channel: Annotated[
            str | None,
            strawberry.argument(
                description="The code of a channel, such as web: only what that one shows."
            ),
        ] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Product]:
        ctx = info.context.domain
        which = ProductFilter(search=search, channel=channel, condition=read(ctx, where, KINDS))
        default = product_list.RELEVANCE if search else product_list.NAME
        order = sorting(order_by, SORTABLE, default=default)
        part = window(first, after, last, before)
        page = await product_list.products_page(ctx, part, which, order)
        return connect(page, Product.of, lambda: product_list.count_products(ctx, which))

    @strawberry.field(description="One variant by its id or its SKU; null if there is none.")
    async def variant(
        self, info: Info, id: MaybeId = None, sku: MaybeSku = None
    ) -> ProductVariant | None:
        if id is not None:
            key = key_in("ProductVariant", id)
            return ProductVariant.maybe(await info.context.one(queries.variants_by_ids, key))
        found = await queries.variant_by_sku(info.context.domain, sku) if sku else None
        return ProductVariant.maybe(found)

    @strawberry.field(description="One shelf by its id or its slug; null if there is none.")
    async def category(
        self, info: Info, id: MaybeId = None, slug: MaybeSlug = None
    ) -> Category | None:
        if id is not None:
            key = key_in("Category", id)
            return Category.maybe(await info.context.one(queries.categories_by_ids, key))
        found = await queries.category_by_slug(info.context.domain, slug) if slug else None
        return Category.maybe(found)

    @strawberry.field(description="Shelves, each before those inside it.")
    async def categories(
        self,
        info: Info,
        depth: Annotated[
            int | None, strawberry.argument(description="Only this far from the root, which is 0.")
        ] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Category]:
        ctx, part = info.context.domain, window(first, after, last, before)
        page = await queries.categories_page(ctx, part, depth=depth)
        return connect(page, Category.of, lambda: queries.count_categories(ctx, depth=depth))

    @strawberry.field(description="Brands by name.")
    async def brands(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Brand]:
        ctx, part = info.context.domain, window(first, after, last, before)
        page = await queries.brands_page(ctx, part)
        return connect(page, Brand.of, lambda: queries.count_brands(ctx))

    @strawberry.field(description="Tags by name.")
    async def tags(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Tag]:
        ctx, part = info.context.domain, window(first, after, last, before)
        page = await queries.tags_page(ctx, part)
        return connect(page, Tag.of, lambda: queries.count_tags(ctx))

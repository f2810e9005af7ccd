"""Reading the ways in which goods are described and sorted."""

import strawberry

from domain.catalog.attributes import queries as attributes
from domain.catalog.collections import queries as collections
from domain.catalog.dimensions import queries as dimensions
from schema.catalog.attributes import Attribute, ProductType
from schema.catalog.sorted import Collection, Dimension
from schema.shared.arguments import MaybeId, MaybeSlug
from schema.shared.connections import (
    After,
    Before,
    Connection,
    First,
    Last,
    connect,
    window,
)
from schema.shared.context import Info
from schema.shared.ids import key_in


@strawberry.type(description="Reading how goods are described and sorted.")
class FullCatalogQueries:
    """Attributes, types, dimensions, collections: for everybody, as shelves are."""

    @strawberry.field(description="Attributes by name.")
    async def attributes(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Attribute]:
        ctx, part = info.context.domain, window(first, after, last, before)
        page = await attributes.attributes_page(ctx, part)
        return connect(page, Attribute.of, lambda: attributes.count_attributes(ctx))

    @strawberry.field(description="Types of products by name.")
    async def product_types(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[ProductType]:
        ctx, part = info.context.domain, window(first, after, last, before)
        page = await attributes.types_page(ctx, part)
        return connect(page, ProductType.of, lambda: attributes.count_types(ctx))

    @strawberry.field(description="Dimensions by name.")
    async def dimensions(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Dimension]:
        ctx, part = info.context.domain, window(first, after, last, before)
        page = await dimensions.dimensions_page(ctx, part)
        return connect(page, Dimension.of, lambda: dimensions.count_dimensions(ctx))

    @strawberry.field(description="Collections by name.")
    async def collections(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Collection]:
        ctx, part = info.context.domain, window(first, after, last, before)
        page = await collections.collections_page(ctx, part)
        return connect(page, Collection.of, lambda: collections.count_collections(ctx))

    @strawberry.field(description="One collection by its id or its slug; null if there is none.")
    async def collection(
        self, info: Info, id: MaybeId = None, slug: MaybeSlug = None
    ) -> Collection | None:
        if id is not None:
            key = key_in("Collection", id)
            return Collection.maybe(await info.context.one(collections.collections_by_ids, key))
        found = await collections.collection_by_slug(info.context.domain, slug) if slug else None
        return Collection.maybe(found)

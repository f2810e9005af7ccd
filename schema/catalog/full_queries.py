"""Reading the ways in which goods are described and sorted."""

import strawberry

from domain.catalog.attributes import queries as attributes
from schema.catalog.attributes import Attribute, ProductType
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

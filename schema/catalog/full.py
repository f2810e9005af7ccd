"""What products and variants have beside the basics, put into their types from here."""

import strawberry

from domain.catalog.attributes import queries as attributes
from schema.catalog.attributes import AttributeValue, ProductType
from schema.shared.context import Info
from schema.shared.fields import row_key


@strawberry.type(description="A product in full.")
class FullProduct:
    """What is said of a product in fields of its type, and how it presents itself."""

    @strawberry.field(description="What kind of goods it is; none if nobody said.")
    async def product_type(self, info: Info) -> ProductType | None:
        key = self.row.product_type_id  # type: ignore[attr-defined]  # a product has one
        return ProductType.maybe(await info.context.one(attributes.types_by_ids, key))

    @strawberry.field(description="What its attributes are, by their names.")
    async def attributes(self, info: Info) -> list[AttributeValue]:
        return AttributeValue.each(
            await info.context.many(attributes.values_of_products, row_key(self))
        )


@strawberry.type(description="A variant in full.")
class FullVariant:
    """What is said of a variant in fields of its type."""

    @strawberry.field(description="What its attributes and options are, by their names.")
    async def attributes(self, info: Info) -> list[AttributeValue]:
        return AttributeValue.each(
            await info.context.many(attributes.values_of_variants, row_key(self))
        )

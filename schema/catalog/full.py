"""What products and variants have beside the basics, put into their types from here."""

import strawberry

from domain.catalog.attributes import queries as attributes
from domain.catalog.bundles import queries as bundles
from domain.catalog.dimensions import queries as dimensions
from domain.catalog.listing import queries as listing
from domain.inventory import bundles as bundled
from schema.catalog.attributes import AttributeValue, ProductType
from schema.catalog.listing import ExternalRef, ListingQuality, MetadataItem, ProductSeo
from schema.catalog.sorted import BundleComponent, DimensionValue
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

    @strawberry.field(description="Where it stands on the dimensions, by name.")
    async def dimension_values(self, info: Info) -> list[DimensionValue]:
        return DimensionValue.each(
            await info.context.many(dimensions.dimension_values_of_products, row_key(self))
        )

    @strawberry.field(description="What search engines show, by language.")
    async def seo(self, info: Info) -> list[ProductSeo]:
        return ProductSeo.each(await info.context.many(listing.seo_of_products, row_key(self)))

    @strawberry.field(description="What other systems keep here for everybody, by key.")
    async def metadata(self, info: Info) -> list[MetadataItem]:
        return MetadataItem.each(
            await info.context.many(listing.metadata_of_products, row_key(self))
        )

    @strawberry.field(
        description="What they keep here for staff, by key. Needs catalog:read; empty without it."
    )
    async def private_metadata(self, info: Info) -> list[MetadataItem]:
        return MetadataItem.each(
            await info.context.many(listing.private_metadata_of_products, row_key(self))
        )

    @strawberry.field(
        description="What other systems call it. Needs catalog:read; empty without it."
    )
    async def external_refs(self, info: Info) -> list[ExternalRef]:
        refs = await info.context.many(listing.external_refs_of_products, row_key(self))
        return [ExternalRef(system=ref.system, external_id=ref.external_id) for ref in refs]

    @strawberry.field(
        description="How good its listing is, and why. Needs catalog:read; null without it."
    )
    async def quality(self, info: Info) -> ListingQuality | None:
        found = await info.context.one(listing.quality_of_products, row_key(self))
        return None if found is None else ListingQuality.of(found, info)


@strawberry.type(description="A variant in full.")
class FullVariant:
    """What is said of a variant in fields of its type, and what it is made of."""

    @strawberry.field(description="What its attributes and options are, by their names.")
    async def attributes(self, info: Info) -> list[AttributeValue]:
        return AttributeValue.each(
            await info.context.many(attributes.values_of_variants, row_key(self))
        )

    @strawberry.field(description="What one unit of it is made of; empty if it is no bundle.")
    async def components(self, info: Info) -> list[BundleComponent]:
        return BundleComponent.each(
            await info.context.many(bundles.components_of_variants, row_key(self))
        )

    @strawberry.field(
        description=(
            "Of how many units there is enough of every component, over all warehouses; null if"
            " it is no bundle."
        )
    )
    async def makeable_quantity(self, info: Info) -> int | None:
        return await info.context.one(bundled.makeable_by_variant, row_key(self))

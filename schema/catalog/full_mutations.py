"""Changing how goods are sorted, bundled and presented."""

import strawberry

from domain.catalog.bundles.errors import BundleInBundle
from domain.catalog.bundles.set_components import set_components
from domain.catalog.collections.add_products import add_products
from domain.catalog.collections.create_collection import create_collection
from domain.catalog.collections.errors import CollectionHasRule
from domain.catalog.collections.remove_products import remove_products
from domain.catalog.collections.set_rule import set_rule
from domain.catalog.collections.update_collection import update_collection
from domain.catalog.dimensions.add_dimension_value import add_dimension_value
from domain.catalog.dimensions.create_dimension import NewValue, create_dimension
from domain.catalog.dimensions.set_product_dimensions import set_product_dimensions
from domain.catalog.listing.set_external_refs import set_external_refs
from domain.catalog.listing.set_metadata import set_metadata
from domain.catalog.listing.set_seo import set_seo
from domain.catalog.revisions.errors import ApprovalRequired
from domain.shared.errors import AlreadyTaken
from domain.shared.inputs import KEEP
from domain.shared.money import WrongCurrency
from schema.catalog.attribute_inputs import key_or_nobodys
from schema.catalog.full_inputs import (
    BundleSetComponentsInput,
    CollectionAddProductsInput,
    CollectionCreateInput,
    CollectionPayload,
    CollectionRemoveProductsInput,
    CollectionSetRuleInput,
    CollectionUpdateInput,
    DimensionCreateInput,
    DimensionPayload,
    DimensionValueAddInput,
    ProductSetDimensionsInput,
    ProductSetExternalRefsInput,
    ProductSetMetadataInput,
    ProductSetSeoInput,
)
from schema.catalog.mutations import ProductPayload, VariantPayload
from schema.catalog.naming import names_in
from schema.catalog.sorted import Collection, Dimension
from schema.catalog.types import Product, ProductVariant
from schema.shared.context import Info
from schema.shared.ids import key_of
from schema.shared.mutations import Input, mutation


@strawberry.type(description="Changing how goods are sorted, bundled and presented.")
class FullCatalogMutations:
    """Dimensions, collections, bundles, listings. All need catalog:write."""

    @mutation("Add a dimension. Needs catalog:write.", AlreadyTaken)
    async def dimension_create(
        self, info: Info, input: Input[DimensionCreateInput]
    ) -> DimensionPayload:
        dimension = await create_dimension(
            info.context.domain,
            code=input.code,
            name=input.name,
            values=[value.read() for value in input.values or []],
            translations=names_in(input.translations),
        )
        return DimensionPayload(dimension=Dimension.of(dimension))

    @mutation("Add a value to a dimension. Needs catalog:write.", AlreadyTaken)
    async def dimension_value_add(
        self, info: Info, input: Input[DimensionValueAddInput]
    ) -> DimensionPayload:
        dimension = await add_dimension_value(
            info.context.domain,
            key_of("Dimension", input.dimension_id),
            NewValue(input.code, input.name, names_in(input.translations)),
            expected_version=input.expected_version,
        )
        return DimensionPayload(dimension=Dimension.of(dimension))

    @mutation(
        "Say where a product stands on the dimensions. Needs catalog:write.", ApprovalRequired
    )
    async def product_set_dimensions(
        self, info: Info, input: Input[ProductSetDimensionsInput]
    ) -> ProductPayload:
        product = await set_product_dimensions(
            info.context.domain,
            key_of("Product", input.id),
            [key_or_nobodys("DimensionValue", value) for value in input.value_ids],
            expected_version=input.expected_version,
        )
        return ProductPayload(product=Product.of(product))

    @mutation("Add a collection. Needs catalog:write.")
    async def collection_create(
        self, info: Info, input: Input[CollectionCreateInput]
    ) -> CollectionPayload:
        collection = await create_collection(
            info.context.domain,
            input.name,
            description=input.description,
            translations=names_in(input.translations),
            idempotency_key=input.idempotency_key,
        )
        return CollectionPayload(collection=Collection.of(collection))

    @mutation("Change a collection; what is left out stays. Needs catalog:write.")
    async def collection_update(
        self, info: Info, input: Input[CollectionUpdateInput]
    ) -> CollectionPayload:
        collection = await update_collection(
            info.context.domain,
            key_of("Collection", input.id),
            name=KEEP if input.name is None else input.name,
            description=KEEP if input.description is None else input.description,
            translations=KEEP if input.translations is None else names_in(input.translations),
            expected_version=input.expected_version,
        )
        return CollectionPayload(collection=Collection.of(collection))

    @mutation("Fill a collection by a rule, or stop doing so. Needs catalog:write.", WrongCurrency)
    async def collection_set_rule(
        self, info: Info, input: Input[CollectionSetRuleInput]
    ) -> CollectionPayload:
        collection = await set_rule(
            info.context.domain,
            key_of("Collection", input.id),
            [condition.read() for condition in input.rule] if input.rule is not None else None,
            expected_version=input.expected_version,
        )
        return CollectionPayload(collection=Collection.of(collection))

    @mutation("Put products into a collection. Needs catalog:write.", CollectionHasRule)
    async def collection_add_products(
        self, info: Info, input: Input[CollectionAddProductsInput]
    ) -> CollectionPayload:
        collection = await add_products(
            info.context.domain,
            key_of("Collection", input.id),
            [key_or_nobodys("Product", value) for value in input.product_ids],
            expected_version=input.expected_version,
        )
        return CollectionPayload(collection=Collection.of(collection))

    @mutation("Take products out of a collection. Needs catalog:write.", CollectionHasRule)
    async def collection_remove_products(
        self, info: Info, input: Input[CollectionRemoveProductsInput]
    ) -> CollectionPayload:
        collection = await remove_products(
            info.context.domain,
            key_of("Collection", input.id),
            [key_or_nobodys("Product", value) for value in input.product_ids],
            expected_version=input.expected_version,
        )
        return CollectionPayload(collection=Collection.of(collection))

    @mutation(
        "Say what a variant is made of. Needs catalog:write.", BundleInBundle, ApprovalRequired
    )
    async def bundle_set_components(
        self, info: Info, input: Input[BundleSetComponentsInput]
    ) -> VariantPayload:
        variant = await set_components(
            info.context.domain,
            key_of("ProductVariant", input.variant_id),
            [component.read() for component in input.components],
            expected_version=input.expected_version,
        )
        return VariantPayload(variant=ProductVariant.of(variant))

    @mutation("Say what search engines show of a product. Needs catalog:write.", ApprovalRequired)
    async def product_set_seo(self, info: Info, input: Input[ProductSetSeoInput]) -> ProductPayload:
        product = await set_seo(
            info.context.domain,
            key_of("Product", input.id),
            input.locale,
            title=input.title,
            description=input.description,
            expected_version=input.expected_version,
        )
        return ProductPayload(product=Product.of(product))

    @mutation("Keep words of another system on a product. Needs catalog:write.", ApprovalRequired)
    async def product_set_metadata(
        self, info: Info, input: Input[ProductSetMetadataInput]
    ) -> ProductPayload:
        product = await set_metadata(
            info.context.domain,
            key_of("Product", input.id),
            [item.read() for item in input.items],
            is_private=input.is_private,
            expected_version=input.expected_version,
        )
        return ProductPayload(product=Product.of(product))

    @mutation("Say what other systems call a product. Needs catalog:write.", AlreadyTaken)
    async def product_set_external_refs(
        self, info: Info, input: Input[ProductSetExternalRefsInput]
    ) -> ProductPayload:
        product = await set_external_refs(
            info.context.domain,
            key_of("Product", input.id),
            [ref.read() for ref in input.refs],
            expected_version=input.expected_version,
        )
        return ProductPayload(product=Product.of(product))

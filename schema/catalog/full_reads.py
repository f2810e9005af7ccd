"""How the ways in which goods are described and sorted are read: a table for each type."""

from collections.abc import Mapping
from decimal import Decimal

from domain.catalog.attributes import queries as attributes
from domain.catalog.bundles import queries as bundles
from domain.catalog.collections import queries as collections
from domain.catalog.dimensions import queries as dimensions
from domain.catalog.listing import queries as listing
from schema.catalog.attributes import plain
from schema.catalog.naming import NAMED, shown_names, wanted_locale
from schema.catalog.sorted import rule_of
from schema.engine.mapping import (
    Column,
    Computed,
    Expression,
    Field,
    Listed,
    Many,
    One,
    Read,
    Root,
    Single,
)
from schema.shared.context import GraphContext
from schema.shared.ids import global_id
from schema.shared.reads import by_name

NAME_OF_ATTRIBUTE = '(SELECT a."name" FROM attribute a WHERE a."id" = {row}."attribute_id")'

# What a product's value of a dimension is, of the row that says that it has it.
OF_VALUE = 'FROM dimension_value v WHERE v."id" = {row}."value_id"'
NAME_OF_VALUE = f'(SELECT v."name" {OF_VALUE})'


def _number(context: GraphContext, value: Decimal | None) -> Decimal | None:
    return plain(value)


# What products and variants have beside the basics.
PRODUCT: Mapping[str, Field] = {
    "productType": One("ProductType", key="product_type_id"),
    "attributes": Many(
        "AttributeValue",
        by="product_id",
        order=(NAME_OF_ATTRIBUTE, "id"),
        where='{row}."variant_id" IS NULL',
        columns=("attribute_id", "variant_id"),
    ),
    "dimensionValues": Many(
        "ProductDimensionValue",
        by="product_id",
        order=(NAME_OF_VALUE, "value_id"),
        columns=("value_id",),
    ),
    "seo": Many("ProductSeo", by="product_id", order=("locale",)),
    "metadata": Many("ProductMetadata", by="product_id", order=("key",)),
    "privateMetadata": Many("PrivateMetadata", by="product_id", order=("key",)),
}
VARIANT: Mapping[str, Field] = {
    "attributes": Many(
        "AttributeValue",
        by="variant_id",
        order=(NAME_OF_ATTRIBUTE, "id"),
        columns=("attribute_id",),
    ),
    "components": Many("BundleComponent", by="bundle_id", order=("position", "id")),
}

READS = (
    Read(
        "Attribute",
        attributes.all_attributes,
        {
            **NAMED,
            "choices": Many("AttributeChoice", by="attribute_id", order=("position", "id")),
        },
    ),
    Read("AttributeChoice", attributes.all_choices, NAMED),
    Read(
        "ProductType",
        attributes.all_types,
        {
            **NAMED,
            "attributes": Many(
                "ProductTypeAttribute", by="product_type_id", order=("position", "id")
            ),
        },
    ),
    Read(
        "ProductTypeAttribute",
        attributes.all_type_attributes,
        {"attribute": One("Attribute", key="attribute_id")},
    ),
    Read(
        "AttributeValue",
        attributes.all_values,
        {
            "attribute": One("Attribute", key="attribute_id"),
            "text": Column("value_text"),
            "number": Computed(("value_number",), _number),
            "boolean": Column("value_boolean"),
            "date": Column("value_date"),
            "choice": One("AttributeChoice", key="choice_id"),
            "product": One("Product", key="reference_id"),
            "category": One("Category", key="reference_id"),
            "brand": One("Brand", key="reference_id"),
        },
    ),
    Read(
        "Dimension",
        dimensions.all_dimensions,
        {
            **NAMED,
            "values": Many("DimensionValue", by="dimension_id", order=("position", "id")),
        },
    ),
    Read(
        "DimensionValue",
        dimensions.all_dimension_values,
        {**NAMED, "dimension": One("Dimension", key="dimension_id")},
    ),
    Read(
        "ProductDimensionValue",
        dimensions.all_product_values,
        {
            "id": Computed(("value_id",), lambda context, key: global_id("DimensionValue", key)),
            "code": Expression(f'(SELECT v."code" {OF_VALUE})', columns=("value_id",)),
            "name": Expression(
                f"COALESCE(NULLIF((SELECT v.\"names\" ->> ({{locale}})::text {OF_VALUE}), ''),"
                f" {NAME_OF_VALUE})",
                {"locale": wanted_locale},
                columns=("value_id",),
            ),
            "translations": Computed(
                (Expression(f'(SELECT v."names" {OF_VALUE})', columns=("value_id",)),), shown_names
            ),
            "dimension": One("Dimension", key="dimension_id"),
        },
        of_type="DimensionValue",
    ),
    Read(
        "Collection",
        collections.all_collections,
        {
            **NAMED,
            "isByRule": Expression('({row}."rule" IS NOT NULL)', columns=("rule",)),
            "rule": Computed(("rule",), rule_of, is_personal=True),
        },
    ),
    Read(
        "BundleComponent",
        bundles.all_components,
        {"variant": One("ProductVariant", key="variant_id")},
    ),
    Read("ProductSeo", listing.all_seo, {}),
    Read("ProductMetadata", listing.public_metadata, {}, of_type="MetadataItem"),
    Read("PrivateMetadata", listing.private_metadata, {}, of_type="MetadataItem"),
)

ROOTS: Mapping[str, Root] = {
    "dimensions": Listed("Dimension", lambda args: dimensions.BY_NAME),
    "collections": Listed("Collection", lambda args: collections.BY_NAME),
    "collection": Single("Collection", by_name("Collection", slug="slug"), columns=("slug",)),
    "attributes": Listed("Attribute", lambda args: attributes.BY_NAME),
    "productTypes": Listed("ProductType", lambda args: attributes.BY_NAME),
}

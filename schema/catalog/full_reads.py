"""How the ways in which goods are described and sorted are read: a table for each type."""

from collections.abc import Mapping
from decimal import Decimal

from domain.catalog.attributes import queries as attributes
from schema.catalog.attributes import plain
from schema.catalog.naming import NAMED
from schema.engine.mapping import Column, Computed, Field, Listed, Many, One, Read, Root
from schema.shared.context import GraphContext

NAME_OF_ATTRIBUTE = '(SELECT a."name" FROM attribute a WHERE a."id" = {row}."attribute_id")'


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
}
VARIANT: Mapping[str, Field] = {
    "attributes": Many(
        "AttributeValue",
        by="variant_id",
        order=(NAME_OF_ATTRIBUTE, "id"),
        columns=("attribute_id",),
    ),
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
)

ROOTS: Mapping[str, Root] = {
    "attributes": Listed("Attribute", lambda args: attributes.BY_NAME),
    "productTypes": Listed("ProductType", lambda args: attributes.BY_NAME),
}

"""Changing how goods are described: attributes, types of products, and what goods have of them."""

import strawberry

from domain.catalog.attributes.add_choice import add_choice
from domain.catalog.attributes.create_attribute import NewChoice, create_attribute
from domain.catalog.attributes.create_type import create_type
from domain.catalog.attributes.delete_attribute import delete_attribute
from domain.catalog.attributes.errors import AttributeInUse
from domain.catalog.attributes.generate_variants import generate_variants
from domain.catalog.attributes.remove_choice import remove_choice
from domain.catalog.attributes.set_product_attributes import set_product_attributes
from domain.catalog.attributes.set_type import set_type
from domain.catalog.attributes.set_variant_attributes import set_variant_attributes
from domain.catalog.attributes.update_attribute import update_attribute
from domain.catalog.attributes.update_type import update_type
from domain.catalog.revisions.errors import ApprovalRequired
from domain.shared.errors import AlreadyTaken
from domain.shared.inputs import KEEP
from schema.catalog.attribute_inputs import (
    AttributeChoiceAddInput,
    AttributeChoiceRemoveInput,
    AttributeCreateInput,
    AttributeDeleteInput,
    AttributePayload,
    AttributeUpdateInput,
    ProductGenerateVariantsInput,
    ProductSetAttributesInput,
    ProductSetTypeInput,
    ProductTypeCreateInput,
    ProductTypePayload,
    ProductTypeUpdateInput,
    VariantSetAttributesInput,
)
from schema.catalog.attributes import Attribute, ProductType
from schema.catalog.mutations import ProductPayload, VariantPayload
from schema.catalog.naming import names_in
from schema.catalog.types import Product, ProductVariant
from schema.shared.context import Info
from schema.shared.ids import key_of, maybe_key
from schema.shared.mutations import Input, mutation


@strawberry.type(description="Changing how goods are described.")
class AttributeMutations:
    """Attributes, types, values. All need catalog:write."""

    @mutation("Add an attribute. Needs catalog:write.", AlreadyTaken)
    async def attribute_create(
        self, info: Info, input: Input[AttributeCreateInput]
    ) -> AttributePayload:
        attribute = await create_attribute(
            info.context.domain,
            code=input.code,
            name=input.name,
            kind=input.kind,
            unit=input.unit,
            reference_kind=input.reference_kind,
            choices=[choice.read() for choice in input.choices or []],
            translations=names_in(input.translations),
        )
        return AttributePayload(attribute=Attribute.of(attribute))

    @mutation("Change an attribute; what is left out stays. Needs catalog:write.", AttributeInUse)
    async def attribute_update(
        self, info: Info, input: Input[AttributeUpdateInput]
    ) -> AttributePayload:
        attribute = await update_attribute(
            info.context.domain,
            key_of("Attribute", input.id),
            name=KEEP if input.name is None else input.name,
            unit=KEEP if input.unit is strawberry.UNSET else input.unit,
            translations=KEEP if input.translations is None else names_in(input.translations),
            expected_version=input.expected_version,
        )
        return AttributePayload(attribute=Attribute.of(attribute))

    @mutation("Take away an attribute that nothing has. Needs catalog:write.", AttributeInUse)
    async def attribute_delete(
        self, info: Info, input: Input[AttributeDeleteInput]
    ) -> AttributePayload:
        key, version = key_of("Attribute", input.id), input.expected_version
        attribute = await delete_attribute(info.context.domain, key, expected_version=version)
        return AttributePayload(attribute=Attribute.of(attribute))

    @mutation("Add a choice to an attribute. Needs catalog:write.", AlreadyTaken)
    async def attribute_choice_add(
        self, info: Info, input: Input[AttributeChoiceAddInput]
    ) -> AttributePayload:
        attribute = await add_choice(
            info.context.domain,
            key_of("Attribute", input.attribute_id),
            NewChoice(input.code, input.name, names_in(input.translations)),
            expected_version=input.expected_version,
        )
        return AttributePayload(attribute=Attribute.of(attribute))

    @mutation("Take away a choice that no goods have. Needs catalog:write.", AttributeInUse)
    async def attribute_choice_remove(
        self, info: Info, input: Input[AttributeChoiceRemoveInput]
    ) -> AttributePayload:
        key, version = key_of("AttributeChoice", input.id), input.expected_version
        attribute = await remove_choice(info.context.domain, key, expected_version=version)
        return AttributePayload(attribute=Attribute.of(attribute))

    @mutation("Add a type of products. Needs catalog:write.", AlreadyTaken)
    async def product_type_create(
        self, info: Info, input: Input[ProductTypeCreateInput]
    ) -> ProductTypePayload:
        kind = await create_type(
            info.context.domain,
            code=input.code,
            name=input.name,
            attributes=[each.read() for each in input.attributes or []],
            translations=names_in(input.translations),
        )
        return ProductTypePayload(product_type=ProductType.of(kind))

    @mutation(
        "Change a type of products; what is left out stays. Needs catalog:write.", AttributeInUse
    )
    async def product_type_update(
        self, info: Info, input: Input[ProductTypeUpdateInput]
    ) -> ProductTypePayload:
        kind = await update_type(
            info.context.domain,
            key_of("ProductType", input.id),
            name=KEEP if input.name is None else input.name,
            attributes=KEEP
            if input.attributes is None
            else [each.read() for each in input.attributes],
            translations=KEEP if input.translations is None else names_in(input.translations),
            expected_version=input.expected_version,
        )
        return ProductTypePayload(product_type=ProductType.of(kind))

    @mutation(
        "Say what kind of goods a product is. Needs catalog:write.",
        AttributeInUse,
        ApprovalRequired,
    )
    async def product_set_type(
        self, info: Info, input: Input[ProductSetTypeInput]
    ) -> ProductPayload:
        product = await set_type(
            info.context.domain,
            key_of("Product", input.id),
            maybe_key("ProductType", input.product_type_id),
            expected_version=input.expected_version,
        )
        return ProductPayload(product=Product.of(product))

    @mutation(
        "Say what attributes of a product are; others stay. Needs catalog:write.", ApprovalRequired
    )
    async def product_set_attributes(
        self, info: Info, input: Input[ProductSetAttributesInput]
    ) -> ProductPayload:
        product = await set_product_attributes(
            info.context.domain,
            key_of("Product", input.id),
            [value.read() for value in input.values],
            expected_version=input.expected_version,
        )
        return ProductPayload(product=Product.of(product))

    @mutation(
        "Say what attributes of a variant are; others stay. Needs catalog:write.", ApprovalRequired
    )
    async def variant_set_attributes(
        self, info: Info, input: Input[VariantSetAttributesInput]
    ) -> VariantPayload:
        variant = await set_variant_attributes(
            info.context.domain,
            key_of("ProductVariant", input.id),
            [value.read() for value in input.values],
            expected_version=input.expected_version,
        )
        return VariantPayload(variant=ProductVariant.of(variant))

    @mutation(
        "Add the variants that a product lacks of all combinations of its options; those it has"
        " stay. Needs catalog:write.",
        AlreadyTaken,
    )
    async def product_generate_variants(
        self, info: Info, input: Input[ProductGenerateVariantsInput]
    ) -> ProductPayload:
        product = await generate_variants(
            info.context.domain,
            key_of("Product", input.id),
            [option.read() for option in input.options],
            input.sku_pattern,
            expected_version=input.expected_version,
        )
        return ProductPayload(product=Product.of(product))

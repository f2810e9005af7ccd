"""Inputs that change how goods are described."""

from typing import Any

from domain.catalog.attributes.kinds import AttributeKind, AttributeLevel
from domain.shared.ids import new_id
from tests.schema.stage import Input, Stage, gid


def code() -> str:
    """A code that nothing has."""
    return f"c-{new_id().hex[-8:]}"


def name(locale: str = "zh-CN", words: str = "颜色") -> Input:
    return {"locale": locale, "name": words}


async def attribute_create(stage: Stage) -> Input:
    return {
        "code": code(),
        "name": "Colour",
        "kind": "CHOICE",
        "unit": None,
        "referenceKind": None,
        "choices": [{"code": "red", "name": "Red", "translations": [name(words="红")]}],
        "translations": [name()],
    }


async def attribute_update(stage: Stage) -> Input:
    attribute = await stage.shop.attribute(AttributeKind.NUMBER, unit="g")
    return {
        "id": gid(attribute),
        "name": "Weight",
        "unit": "kg",
        "translations": [name(words="重量")],
        "expectedVersion": attribute.version,
    }


async def attribute_delete(stage: Stage) -> Input:
    attribute = await stage.shop.attribute()
    return {"id": gid(attribute), "expectedVersion": attribute.version}


async def attribute_choice_add(stage: Stage) -> Input:
    attribute = await stage.shop.attribute(AttributeKind.CHOICE, choices=("red",))
    return {
        "attributeId": gid(attribute),
        "code": "blue",
        "name": "Blue",
        "translations": [name(words="蓝")],
        "expectedVersion": attribute.version,
    }


async def attribute_choice_remove(stage: Stage) -> Input:
    attribute = await stage.shop.attribute(AttributeKind.CHOICE, choices=("red", "blue"))
    choice = await stage.shop.choice(attribute, "red")
    return {"id": gid(choice), "expectedVersion": attribute.version}


async def product_type_create(stage: Stage) -> Input:
    colour = await stage.shop.attribute(AttributeKind.CHOICE, code=code(), choices=("red",))
    return {
        "code": code(),
        "name": "Shirts",
        "attributes": [{"attributeId": gid(colour), "level": "OPTION", "isRequired": True}],
        "translations": [name(words="衬衫")],
    }


async def product_type_update(stage: Stage) -> Input:
    kind = await stage.shop.product_type()
    weight = await stage.shop.attribute(AttributeKind.NUMBER)
    return {
        "id": gid(kind),
        "name": "Teas",
        "attributes": [{"attributeId": gid(weight), "level": "VARIANT", "isRequired": False}],
        "translations": [name(words="茶")],
        "expectedVersion": kind.version,
    }


async def product_set_type(stage: Stage) -> Input:
    product = await stage.shop.product()
    return {
        "id": gid(product),
        "productTypeId": gid(await stage.shop.product_type()),
        "expectedVersion": product.version,
    }


async def product_set_attributes(stage: Stage) -> Input:
    product = await stage.shop.product()
    colour = await stage.shop.attribute(AttributeKind.CHOICE, choices=("red",))
    maker = await stage.shop.attribute()
    await stage.shop.typed(product, colour, maker)
    red = await stage.shop.choice(colour, "red")
    return {
        "id": gid(product),
        "values": [
            {"attributeId": gid(colour), "value": {"choiceId": gid(red)}},
            {"attributeId": gid(maker), "value": {"text": "By hand"}},
        ],
        "expectedVersion": product.version,
    }


async def variant_set_attributes(stage: Stage) -> Input:
    product = await stage.shop.product()
    variant = await stage.shop.variant(product)
    grade = await stage.shop.attribute()
    kind = await stage.shop.product_type((grade, AttributeLevel.VARIANT))
    product.product_type_id = kind.id
    await product.save(update_fields=["product_type_id"])
    return {
        "id": gid(variant),
        "values": [{"attributeId": gid(grade), "value": {"text": "Fine"}}],
        "expectedVersion": product.version,
    }


async def product_generate_variants(stage: Stage) -> Input:
    product = await stage.shop.product()
    size = await stage.shop.attribute(AttributeKind.CHOICE, code=code(), choices=("s", "m"))
    kind = await stage.shop.product_type((size, AttributeLevel.OPTION))
    product.product_type_id = kind.id
    await product.save(update_fields=["product_type_id"])
    small = await stage.shop.choice(size, "s")
    return {
        "id": gid(product),
        "options": [{"attributeId": gid(size), "choiceIds": [gid(small)]}],
        "skuPattern": f"{size.code}-{{{size.code}}}",
        "expectedVersion": product.version,
    }


INPUTS = {
    "attributeCreate": attribute_create,
    "attributeUpdate": attribute_update,
    "attributeDelete": attribute_delete,
    "attributeChoiceAdd": attribute_choice_add,
    "attributeChoiceRemove": attribute_choice_remove,
    "productTypeCreate": product_type_create,
    "productTypeUpdate": product_type_update,
    "productSetType": product_set_type,
    "productSetAttributes": product_set_attributes,
    "variantSetAttributes": variant_set_attributes,
    "productGenerateVariants": product_generate_variants,
}

# What comes of them.
RESULTS: dict[str, Any] = {
    "attributeCreate": {
        "attribute": {
            "name": "Colour",
            "kind": "CHOICE",
            "unit": None,
            "referenceKind": None,
            "choices": [{"code": "red", "translations": [name(words="红")]}],
            "translations": [name()],
            "version": 1,
        }
    },
    "attributeUpdate": {
        "attribute": {
            "name": "Weight",
            "unit": "kg",
            "translations": [name(words="重量")],
            "version": 1,
        }
    },
    "attributeDelete": {"attribute": {"version": 1}},
    "attributeChoiceAdd": {
        "attribute": {"choices": [{"code": "red"}, {"code": "blue"}], "version": 1}
    },
    "attributeChoiceRemove": {"attribute": {"choices": [{"code": "blue"}], "version": 1}},
    "productTypeCreate": {
        "productType": {
            "name": "Shirts",
            "attributes": [
                {"level": "OPTION", "isRequired": True, "attribute": {"kind": "CHOICE"}}
            ],
            "translations": [name(words="衬衫")],
            "version": 1,
        }
    },
    "productTypeUpdate": {
        "productType": {
            "name": "Teas",
            "attributes": [
                {"level": "VARIANT", "isRequired": False, "attribute": {"kind": "NUMBER"}}
            ],
            "translations": [name(words="茶")],
            "version": 1,
        }
    },
    "productSetType": {"product": {"productType": {"version": 0}, "version": 1}},
    "productSetAttributes": {"product": {"version": 1, "name": "Green tea"}},
    "variantSetAttributes": {"variant": {"attributes": [{"text": "Fine"}]}},
    "productGenerateVariants": {"product": {"variants": [{"name": "S"}], "version": 1}},
}

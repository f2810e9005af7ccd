"""Options that make variants: every combination once, and what there was stays."""

import asyncio
from uuid import UUID

import pytest

from domain.catalog.attributes.combinations import Chosen, combinations
from domain.catalog.attributes.generate_variants import Option, generate_variants
from domain.catalog.attributes.kinds import AttributeKind, AttributeLevel
from domain.catalog.attributes.models import Attribute, AttributeChoice
from domain.catalog.models import Product, ProductVariant
from domain.shared.errors import AlreadyTaken, InvalidInput, NotFound
from domain.shared.ids import new_id
from tests.shop import Shop

PATTERN = "TEE-{colour}-{size}"


async def shirt(shop: Shop) -> tuple[Product, list[Option]]:
    """A shirt in two colours and two sizes."""
    colour = await shop.attribute(AttributeKind.CHOICE, code="colour", choices=("red", "blue"))
    size = await shop.attribute(AttributeKind.CHOICE, code="size", choices=("s", "m"))
    kind = await shop.product_type((colour, AttributeLevel.OPTION), (size, AttributeLevel.OPTION))
    product = await shop.product("Shirt")
    product.product_type_id = kind.id
    await product.save()
    return product, [await _all_of(colour), await _all_of(size)]


async def _all_of(attribute: Attribute) -> Option:
    rows = await AttributeChoice.filter(attribute_id=attribute.id).order_by("position")
    return Option(attribute.id, [row.id for row in rows])


async def skus(product: Product) -> list[str]:
    rows = await ProductVariant.filter(product_id=product.id).order_by("position")
    return [row.sku for row in rows]


async def test_every_combination_becomes_a_variant_in_order(shop: Shop) -> None:
    product, options = await shirt(shop)

    await generate_variants(shop.ctx, product.id, options, PATTERN)

    assert await skus(product) == ["TEE-RED-S", "TEE-RED-M", "TEE-BLUE-S", "TEE-BLUE-M"]
    first = await ProductVariant.get(sku="TEE-BLUE-M")
    assert first.name == "Blue / M"
    assert await shop.event_names() == ["catalog.variants_generated"]
    assert await shop.count("attribute_value") == 8


async def test_existing_ones_stay_and_the_same_again_does_nothing(shop: Shop) -> None:
    product, (colours, sizes) = await shirt(shop)
    red = Option(colours.attribute_id, colours.choice_ids[:1])
    await generate_variants(shop.ctx, product.id, [red, sizes], PATTERN)
    await ProductVariant.filter(sku="TEE-RED-S").update(sku="OLD-1")

    for _ in range(2):
        await generate_variants(shop.ctx, product.id, [colours, sizes], PATTERN)

    assert await skus(product) == ["OLD-1", "TEE-RED-M", "TEE-BLUE-S", "TEE-BLUE-M"]
    assert await shop.event_names() == ["catalog.variants_generated"] * 2


async def test_of_two_at_once_no_combination_comes_twice(shop: Shop) -> None:
    product, options = await shirt(shop)

    await asyncio.gather(
        *(generate_variants(shop.ctx, product.id, options, PATTERN) for _ in range(3))
    )

    assert len(await skus(product)) == 4
    assert await shop.event_names() == ["catalog.variants_generated"]


async def test_a_sku_of_others_is_refused_and_nothing_is_added(shop: Shop) -> None:
    product, options = await shirt(shop)
    await shop.variant(sku="TEE-BLUE-M")

    with pytest.raises(AlreadyTaken):
        await generate_variants(shop.ctx, product.id, options, PATTERN)

    assert await skus(product) == []
    assert await shop.event_names() == []


async def test_every_option_of_the_type_is_named_with_choices_of_its_own(shop: Shop) -> None:
    product, (colours, sizes) = await shirt(shop)
    swapped = [
        Option(colours.attribute_id, sizes.choice_ids),
        Option(sizes.attribute_id, colours.choice_ids),
    ]

    with pytest.raises(InvalidInput):
        await generate_variants(shop.ctx, product.id, [colours], PATTERN)
    with pytest.raises(NotFound):
        await generate_variants(shop.ctx, product.id, swapped, PATTERN)
    with pytest.raises(InvalidInput):
        await generate_variants(shop.ctx, (await shop.product()).id, [], PATTERN)


def chosen(number: int, key: UUID) -> list[Chosen]:
    return [Chosen(key, new_id(), f"c{place}", f"C{place}") for place in range(number)]


@pytest.mark.parametrize("pattern", ["TEE", "TEE-{a}", "{a}-{b}-{c}", "{a}-{b}}", "{a}{b}{"])
def test_a_pattern_names_every_option_and_nothing_else(pattern: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        combinations({"a": chosen(1, new_id()), "b": chosen(1, new_id())}, pattern)
    assert refused.value.field == ["skuPattern"]


def test_a_product_has_at_most_250_variants() -> None:
    options = {"a": chosen(25, new_id()), "b": chosen(10, new_id())}

    assert len(combinations(options, "{a}-{b}")) == 250
    with pytest.raises(InvalidInput):
        combinations({**options, "c": chosen(2, new_id())}, "{a}-{b}-{c}")
    with pytest.raises(InvalidInput):
        combinations({"a": []}, "{a}")
    with pytest.raises(InvalidInput):
        combinations(options, "x" * 62 + "{a}-{b}")

"""How products present themselves: to search engines, to other systems, to whoever judges them."""

import asyncio
from dataclasses import replace

import pytest

from domain.catalog.attributes.models import ProductTypeAttribute
from domain.catalog.dimensions.set_product_dimensions import set_product_dimensions
from domain.catalog.listing.quality import CHECKS, Facts, length, quality_of
from domain.catalog.listing.queries import (
    external_refs_of_products,
    private_metadata_of_products,
    quality_of_products,
)
from domain.catalog.listing.set_external_refs import Ref, set_external_refs
from domain.catalog.listing.set_metadata import Item, set_metadata
from domain.catalog.listing.set_seo import set_seo
from domain.catalog.models import ProductTranslation
from domain.catalog.tagging import tag_product
from domain.shared.errors import AlreadyTaken, InvalidInput, NotFound
from domain.shared.ids import new_id
from schema.catalog.listing import CHINESE
from tests.shop import Shop

GOOD = Facts(
    name="Green tea from Zhejiang",
    description="Picked by hand in spring. " * 5,
    has_category=True,
    has_brand=True,
    tags=2,
    has_price=True,
    attributes_wanted=2,
    attributes_given=2,
    locales_wanted=1,
    locales_given=1,
    seo_title="Green tea",
    seo_description="Picked by hand in spring.",
    pictures=3,
)
# For each check a listing that lacks just that.
LACKING = {
    "NAME_LENGTH": replace(GOOD, name="Tea"),
    "DESCRIPTION_LENGTH": replace(GOOD, description="Loose."),
    "PICTURES": replace(GOOD, pictures=2),
    "CATEGORY": replace(GOOD, has_category=False),
    "BRAND": replace(GOOD, has_brand=False),
    "TAGS": replace(GOOD, tags=0),
    "PRICE": replace(GOOD, has_price=False),
    "ATTRIBUTES": replace(GOOD, attributes_given=1),
    "TRANSLATIONS": replace(GOOD, locales_given=0),
    "SEO_TITLE": replace(GOOD, seo_title="x" * 71),
    "SEO_DESCRIPTION": replace(GOOD, seo_description=""),
}


def test_every_check_has_its_example_and_its_chinese() -> None:
    codes = {check.code for check in CHECKS}

    assert set(LACKING) == set(CHINESE) == codes
    assert quality_of(GOOD).score == 100


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.code)
def test_what_a_listing_lacks_costs_the_weight_of_its_check(check: object) -> None:
    weights = {each.code: each.weight for each in CHECKS}
    code = check.code  # type: ignore[attr-defined]  # a row of the table
    found = quality_of(LACKING[code])

    assert [each.code for each in found.reasons if not each.passed] == [code]
    whole, lost = sum(weights.values()), weights[code]
    assert found.score == int(100 * (whole - lost) / whole + 0.5)


def test_what_cannot_be_asked_of_a_listing_counts_for_nothing() -> None:
    bare = replace(GOOD, attributes_wanted=0, attributes_given=0)

    assert quality_of(bare).score == 100
    assert {each.code for each in quality_of(bare).reasons} == (
        {check.code for check in CHECKS} - {"ATTRIBUTES"}
    )


def test_a_listing_that_has_nothing_scores_nothing() -> None:
    empty = Facts("", "", False, False, 0, False, 1, 0, 1, 0, "", "", 0)

    assert quality_of(empty).score == 0
    assert length("乌龙茶") == 6


async def test_the_score_of_a_product_follows_what_is_said_of_it(shop: Shop) -> None:
    product = await shop.product("Green tea from Zhejiang", category=await shop.category())
    await shop.variant(product)
    maker = await shop.attribute()
    kind = await shop.typed(product, maker)
    await ProductTypeAttribute.filter(product_type_id=kind.id).update(is_required=True)

    before = (await quality_of_products(shop.ctx, [product.id]))[product.id]
    await shop.value(product, maker, value_text="By hand")
    await tag_product(product.id, ["gift"])
    for position in range(3):
        await shop.media(product, position=position)
    await ProductTranslation.create(product=product, locale="zh-CN", name="绿茶")
    await set_seo(shop.ctx, product.id, "en", title="Green tea", description="By hand.")
    after = (await quality_of_products(shop.ctx, [product.id]))[product.id]

    passed = {each.code for each in after.reasons if each.passed}
    gained = passed - {each.code for each in before.reasons if each.passed}
    assert gained == {
        *("ATTRIBUTES", "PICTURES", "TAGS", "TRANSLATIONS", "SEO_TITLE", "SEO_DESCRIPTION")
    }
    assert after.score > before.score
    assert await quality_of_products(shop.as_anonymous, [product.id]) == {}


async def test_seo_is_said_in_each_language_and_taken_back_by_nothing(shop: Shop) -> None:
    product = await shop.product()

    for title in ("Tea", "Tea", "", ""):
        await set_seo(shop.ctx, product.id, "zh-CN", title=title)

    assert await shop.count("product_seo") == 0
    assert await shop.event_names() == ["catalog.product_updated"] * 2


async def test_metadata_is_set_by_key_and_private_is_for_staff(shop: Shop) -> None:
    product = await shop.product()
    items = [Item("bin", "A-7"), Item("note", "Fragile")]

    for _ in range(2):
        await set_metadata(shop.ctx, product.id, items, is_private=True)
    await set_metadata(shop.ctx, product.id, [Item("note", None)], is_private=True)

    rows = (await private_metadata_of_products(shop.ctx, [product.id]))[product.id]
    assert {row.key: row.value for row in rows} == {"bin": "A-7"}
    assert await private_metadata_of_products(shop.as_anonymous, [product.id]) == {}
    assert await shop.event_names() == ["catalog.product_updated"] * 2


async def test_a_product_keeps_so_much_metadata_and_no_more(shop: Shop) -> None:
    product = await shop.product()
    await set_metadata(shop.ctx, product.id, [Item(f"k{n}", "v") for n in range(250)])

    with pytest.raises(InvalidInput):
        await set_metadata(shop.ctx, product.id, [Item("one more", "v")])

    assert await shop.count("product_metadata") == 250


async def test_the_name_it_was_imported_under_is_read_beside_those_given_here(shop: Shop) -> None:
    product = await shop.product()
    product.external_system, product.external_id = "dunnhumby", "1"
    await product.save()

    await set_external_refs(shop.ctx, product.id, [Ref("erp", "4711")])

    refs = (await external_refs_of_products(shop.ctx, [product.id]))[product.id]
    assert refs == [Ref("dunnhumby", "1"), Ref("erp", "4711")]
    assert await external_refs_of_products(shop.as_anonymous, [product.id]) == {}


async def test_of_two_who_give_one_name_to_two_products_one_wins(shop: Shop) -> None:
    products = [await shop.product(), await shop.product()]

    outcomes = await asyncio.gather(
        *(set_external_refs(shop.ctx, each.id, [Ref("erp", "4711")]) for each in products),
        return_exceptions=True,
    )

    assert sorted(type(each).__name__ for each in outcomes) == ["AlreadyTaken", "Product"]
    assert AlreadyTaken in map(type, outcomes)
    assert await shop.count("product_external_ref") == 1


async def test_a_product_stands_where_it_is_put_on_the_dimensions(shop: Shop) -> None:
    product = await shop.product()
    season = await shop.dimension("summer", "winter")
    summer, winter = [await shop.dimension_value(season, each) for each in ("summer", "winter")]

    for keys in ([summer.id, winter.id], [winter.id, summer.id], [winter.id]):
        await set_product_dimensions(shop.ctx, product.id, keys)
    with pytest.raises(NotFound) as refused:
        await set_product_dimensions(shop.ctx, product.id, [summer.id, new_id()])

    assert refused.value.facts["field"] == ["valueIds", "1"]
    assert await shop.count("product_dimension_value") == 1
    assert await shop.event_names() == ["catalog.product_updated"] * 2

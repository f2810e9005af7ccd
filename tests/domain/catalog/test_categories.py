"""Categories and brands: a tree of shelves, and who makes things."""

import asyncio

import pytest

from domain.catalog.create_brand import create_brand
from domain.catalog.create_category import LEVELS_MAX, create_category
from domain.catalog.create_product import create_product
from domain.catalog.errors import CategoryTooDeep
from domain.catalog.models import Brand, Category, CategoryTranslation
from domain.catalog.product_list import ProductFilter, count_products
from domain.catalog.translate_category import translate_category
from domain.identity.scopes import Scope
from domain.shared.errors import InvalidInput, NotFound, NotPermitted, VersionConflict
from domain.shared.ids import new_id
from domain.shared.models import EventRow
from tests.shop import Shop


async def test_a_category_knows_its_way_from_the_root(shop: Shop) -> None:
    drinks = await create_category(shop.ctx, "Hot drinks")
    tea = await create_category(shop.ctx, "Tea", parent_id=drinks.id, position=2)

    kept = await Category.get(id=tea.id)
    assert (kept.path, kept.depth, kept.position) == ("hot-drinks/tea", 1, 2)
    assert (kept.parent_id, kept.version) == (drinks.id, 1)
    assert await shop.event_names() == ["catalog.category_created"] * 2
    assert await EventRow.get(aggregate_id=tea.id).values_list("payload", flat=True) == {
        "parent_id": str(drinks.id)
    }


async def test_two_shelves_of_one_name_have_two_addresses(shop: Shop) -> None:
    shelves = await asyncio.gather(*(create_category(shop.ctx, "Tea") for _ in range(3)))

    assert sorted(shelf.slug for shelf in shelves) == ["tea", "tea-2", "tea-3"]


async def test_a_chinese_shelf_has_an_address_too(shop: Shop) -> None:
    shelf = await create_category(shop.ctx, "茶叶")

    assert shelf.slug.startswith("c-")


async def test_the_tree_ends_at_its_lowest_level(shop: Shop) -> None:
    parent = await create_category(shop.ctx, "x" * 200)
    for _ in range(LEVELS_MAX - 1):
        parent = await create_category(shop.ctx, "x" * 200, parent_id=parent.id)

    with pytest.raises(CategoryTooDeep):
        await create_category(shop.ctx, "Too deep", parent_id=parent.id)

    assert parent.depth == LEVELS_MAX - 1
    assert await shop.count("category") == LEVELS_MAX
    assert len(await shop.event_names()) == LEVELS_MAX


async def test_a_translated_shelf_lets_what_stands_on_it_be_found(shop: Shop) -> None:
    tea, coffee = await shop.category("Tea"), await shop.category("Coffee")
    await create_product(shop.ctx, "Longjing", category_id=tea.id)
    await create_product(shop.ctx, "Yirgacheffe", category_id=coffee.id)

    translated = await translate_category(shop.ctx, tea.id, "zh-CN", name="茶叶")

    assert await count_products(shop.ctx, ProductFilter(search="茶叶")) == 1
    assert translated.version == 1
    assert await shop.event_names("category") == ["catalog.category_translated"]


async def test_the_same_name_again_tells_nobody_and_another_takes_its_place(shop: Shop) -> None:
    tea = await shop.category("Tea")

    for name in ("茶", "茶", "茶叶"):
        await translate_category(shop.ctx, tea.id, "zh-CN", name=name)

    assert await CategoryTranslation.all().values_list("name", flat=True) == ["茶叶"]
    assert await shop.event_names() == ["catalog.category_translated"] * 2


async def test_bad_input_builds_no_shelf(shop: Shop) -> None:
    tea = await shop.category("Tea")

    for name, position in (("", 0), ("x" * 201, 0), ("Tea", -1)):
        with pytest.raises(InvalidInput):
            await create_category(shop.ctx, name, position=position)
    for locale, name in (("tlh", "Dargh"), ("zh-CN", "")):
        with pytest.raises(InvalidInput):
            await translate_category(shop.ctx, tea.id, locale, name=name)
    with pytest.raises(NotFound):
        await create_category(shop.ctx, "Tea", parent_id=new_id())
    with pytest.raises(NotFound):
        await translate_category(shop.ctx, new_id(), "zh-CN", name="茶")
    with pytest.raises(VersionConflict):
        await translate_category(shop.ctx, tea.id, "zh-CN", name="茶", expected_version=4)

    assert await shop.count("category") == 1
    assert await shop.count("category_translation") == 0
    assert await shop.event_names() == []


async def test_a_brand_is_added_and_nobody_is_told(shop: Shop) -> None:
    brand = await create_brand(shop.ctx, "Leaf & Co", is_private_label=True)

    kept = await Brand.get(id=brand.id)
    assert (kept.slug, kept.is_private_label) == ("leaf-co", True)
    with pytest.raises(InvalidInput):
        await create_brand(shop.ctx, " ")
    assert await shop.count("brand") == 1
    assert await shop.event_names() == []


async def test_building_shelves_needs_the_permission(shop: Shop) -> None:
    reader = shop.as_staff(Scope.CATALOG_READ)
    tea = await shop.category("Tea")

    with pytest.raises(NotPermitted):
        await create_category(reader, "Tea")
    with pytest.raises(NotPermitted):
        await translate_category(reader, tea.id, "zh-CN", name="茶")
    with pytest.raises(NotPermitted):
        await create_brand(reader, "Leaf")

    assert await shop.count("category") == 1
    assert await shop.count("brand") == 0

"""Reads of the catalog: what is on the shelves, for whoever is asking."""

import pytest

from domain.catalog import queries
from domain.catalog.create_category import create_category
from domain.catalog.create_product import Translation, create_product
from domain.catalog.models import ProductVariant
from domain.catalog.translate_category import translate_category
from domain.shared.errors import NotFound
from domain.shared.ids import new_id
from domain.shared.paging import Window
from tests.shop import Shop


async def test_what_is_unpublished_exists_for_staff_alone(shop: Shop) -> None:
    product = await create_product(
        shop.ctx, "Green tea", tags=["gift"], translations=[Translation("zh-CN", "绿茶")]
    )
    variant = await shop.variant(product, sku="TEA-20")
    customer = shop.as_customer(await shop.customer())

    for reader, hits in ((shop.ctx, 1), (shop.as_system, 1), (customer, 0), (shop.as_anonymous, 0)):
        assert len(await queries.products_by_ids(reader, [product.id])) == hits
        assert len(await queries.variants_by_ids(reader, [variant.id])) == hits
        assert len(await queries.variants_of_products(reader, [product.id])) == hits
        assert len(await queries.prices_of_variants(reader, [variant.id])) == hits
        assert len(await queries.translations_of_products(reader, [product.id])) == hits
        assert len(await queries.tags_of_products(reader, [product.id])) == hits
        assert (await queries.product_by_slug(reader, "green-tea") is not None) == bool(hits)
        assert (await queries.variant_by_sku(reader, "TEA-20") is not None) == bool(hits)
    with pytest.raises(NotFound):
        await queries.get_product(customer, product.id)
    with pytest.raises(NotFound):
        await queries.get_variant(customer, variant.id)
    assert (await queries.get_product(shop.ctx, product.id)).id == product.id
    assert (await queries.get_variant(shop.ctx, variant.id)).id == variant.id


async def test_many_are_loaded_at_once_and_missing_ones_left_out(shop: Shop) -> None:
    variants: list[ProductVariant] = [await shop.variant() for _ in range(3)]

    loaded = await queries.variants_by_ids(shop.ctx, [*(row.id for row in variants), new_id()])
    prices = await queries.prices_of_variants(shop.ctx, [row.id for row in variants])

    assert set(loaded) == {row.id for row in variants}
    assert [row.amount_minor for row in prices[variants[0].id]] == [1250]


async def test_the_tree_can_be_walked_down_and_read_as_a_list(shop: Shop) -> None:
    drinks = await create_category(shop.ctx, "Drinks")
    tea = await create_category(shop.ctx, "Tea", parent_id=drinks.id, position=2)
    water = await create_category(shop.ctx, "Water", parent_id=drinks.id, position=1)
    food = await create_category(shop.ctx, "Food")
    await translate_category(shop.ctx, tea.id, "zh-CN", name="茶")
    guest = shop.as_anonymous

    children = await queries.children_of_categories(guest, [drinks.id, food.id])
    whole = await queries.categories_page(guest, Window(first=10))
    roots = await queries.categories_page(guest, Window(first=10), depth=0)
    words = await queries.translations_of_categories(guest, [tea.id])

    assert [row.id for row in children[drinks.id]] == [water.id, tea.id]
    assert food.id not in children
    assert [row.slug for row in whole.rows] == ["drinks", "tea", "water", "food"]
    assert [row.slug for row in roots.rows] == ["drinks", "food"]
    assert [row.name for row in words[tea.id]] == ["茶"]
    assert (await queries.get_category(guest, tea.id)).slug == "tea"
    assert await queries.category_by_slug(guest, "tea") == tea
    assert set(await queries.categories_by_ids(guest, [tea.id, new_id()])) == {tea.id}
    with pytest.raises(NotFound):
        await queries.get_category(guest, new_id())


async def test_brands_and_tags_are_for_everybody(shop: Shop) -> None:
    leaf = await shop.brand("Leaf")
    await create_product(shop.ctx, "Tea", tags=["gift", "a"])
    guest = shop.as_anonymous

    assert set(await queries.brands_by_ids(guest, [leaf.id])) == {leaf.id}
    assert await queries.brand_by_slug(guest, leaf.slug) == leaf
    assert (await queries.get_brand(guest, leaf.id)).name == "Leaf"
    assert [row.name for row in (await queries.brands_page(guest, Window())).rows] == ["Leaf"]
    assert [row.name for row in (await queries.tags_page(guest, Window())).rows] == ["a", "gift"]
    with pytest.raises(NotFound):
        await queries.get_brand(guest, new_id())

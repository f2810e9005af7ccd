"""Lists of products: filtered, searched, sorted, a page at a time."""

import pytest

from domain.catalog.create_product import create_product
from domain.catalog.product_list import (
    CREATED_AT_DESC,
    NAME_DESC,
    ProductFilter,
    count_products,
    products_page,
)
from domain.catalog.states import PublicationStatus
from domain.catalog.update_product import update_product
from domain.shared.context import Context
from domain.shared.errors import InvalidInput
from domain.shared.ids import new_id
from domain.shared.money import WrongCurrency
from domain.shared.paging import Order, Window
from tests.shop import Shop


async def names(
    ctx: Context, where: ProductFilter | None = None, order: Order | None = None
) -> list[str]:
    found = await products_page(ctx, Window(first=100), where or ProductFilter(), order)
    return [row.name for row in found.rows]


async def test_customers_see_what_is_published_and_staff_the_rest_too(shop: Shop) -> None:
    await shop.product("Green tea")
    await shop.product("Secret tea", published=False)
    hidden = ProductFilter(status=PublicationStatus.UNPUBLISHED)

    assert await names(shop.as_anonymous) == ["Green tea"]
    assert await names(shop.as_anonymous, hidden) == []
    assert await names(shop.ctx) == ["Green tea", "Secret tea"]
    assert await names(shop.ctx, hidden) == ["Secret tea"]


async def test_a_category_includes_the_shelves_below_it(shop: Shop) -> None:
    drinks = await shop.category("Drinks")
    tea = await shop.category("Tea", parent=drinks)
    other = await shop.category("Drinks")
    await shop.product("Water", category=drinks)
    await shop.product("Green tea", category=tea)
    await shop.product("Cup", category=other)

    assert await names(shop.ctx, ProductFilter(category_id=drinks.id)) == ["Green tea", "Water"]
    assert await names(shop.ctx, ProductFilter(category_id=tea.id)) == ["Green tea"]
    assert await names(shop.ctx, ProductFilter(category_id=new_id())) == []


async def test_brand_and_tag_narrow_the_list(shop: Shop) -> None:
    leaf = await shop.brand()
    one = await shop.product("Green tea", brand=leaf)
    await shop.product("Black tea")
    await update_product(shop.ctx, one.id, tags=["gift"])

    assert await names(shop.ctx, ProductFilter(brand_id=leaf.id)) == ["Green tea"]
    assert await names(shop.ctx, ProductFilter(tag="gift")) == ["Green tea"]
    assert await names(shop.ctx, ProductFilter(tag="none")) == []


async def test_a_price_range_counts_in_its_currency_and_each_product_once(shop: Shop) -> None:
    cheap, dear = await shop.product("Cheap"), await shop.product("Dear")
    for price in (100, 200):
        await shop.variant(cheap, price_minor=price)
    await shop.variant(dear, price_minor=900)
    await shop.variant(dear, price_minor=150, currency="CNY")

    upto = ProductFilter(currency="USD", price_max_minor=200)
    assert await names(shop.ctx, upto) == ["Cheap"]
    assert await count_products(shop.ctx, upto) == 1
    above = ProductFilter(currency="USD", price_min_minor=201, price_max_minor=900)
    assert await names(shop.ctx, above) == ["Dear"]
    with pytest.raises(InvalidInput):
        await names(shop.ctx, ProductFilter(price_min_minor=1))
    with pytest.raises(WrongCurrency):
        await names(shop.ctx, ProductFilter(price_min_minor=1, currency="XXX"))


async def test_a_search_puts_the_best_match_first(shop: Shop) -> None:
    await create_product(shop.ctx, "Kettle", description="For tea.")
    await create_product(shop.ctx, "Cup", tags=["tea"])
    await create_product(shop.ctx, "Tea")
    await create_product(shop.ctx, "Coffee")

    assert await names(shop.ctx, ProductFilter(search="tea")) == ["Tea", "Cup", "Kettle"]
    assert await names(shop.ctx, ProductFilter(search="tea"), NAME_DESC) == ["Tea", "Kettle", "Cup"]


@pytest.mark.parametrize("search", ["!!!", "'", "tea & | !", "\\", "'tea':*"])
async def test_odd_characters_are_no_syntax(shop: Shop, search: str) -> None:
    await create_product(shop.ctx, "Tea")

    found = await names(shop.ctx, ProductFilter(search=search))

    assert found == (["Tea"] if "tea" in search else [])


async def test_a_search_text_has_its_limits(shop: Shop) -> None:
    for text in ("x" * 201, "tea\x00"):
        with pytest.raises(InvalidInput) as refused:
            await names(shop.ctx, ProductFilter(search=text))
        assert refused.value.field == ["search"]


async def test_a_search_is_paged_without_gap_or_repeat(shop: Shop) -> None:
    for n in range(7):
        await create_product(shop.ctx, f"Tea {n}")
    where, seen, after = ProductFilter(search="tea"), [], None

    while True:
        page = await products_page(shop.ctx, Window(first=3, after=after), where)
        seen += [row.name for row in page.rows]
        if not page.has_next:
            break
        after = page.cursors[-1]

    assert sorted(seen) == [f"Tea {n}" for n in range(7)]


async def test_the_newest_come_first_if_asked(shop: Shop) -> None:
    await shop.product("Old")
    shop.later(days=1)
    await shop.product("New")

    assert await names(shop.ctx, order=CREATED_AT_DESC) == ["New", "Old"]

"""Finding goods by words: what counts how much, who sees what, what comes first, page by page."""

import pytest

from domain.catalog.search import find
from domain.catalog.search import found as reading
from domain.catalog.search.errors import SearchTooSlow
from domain.catalog.search.find import find_products
from domain.catalog.search.models import SearchBoost
from domain.catalog.search.port import Facet, ProductSearch, SearchMatch, SearchSort
from domain.catalog.search.set_boost import set_boost
from domain.catalog.set_price import set_price
from domain.processes.refresh_listing import refresh_listing
from domain.shared import sql
from domain.shared.context import Context
from domain.shared.errors import InvalidInput, NotFound, NotPermitted
from domain.shared.ids import new_id
from domain.shared.money import Money, WrongCurrency
from domain.shared.paging import Window
from tests.domain.catalog.search.goods import goods, match, names
from tests.shop import Shop

SALES, PRICE, NEWEST = SearchSort.SALES, SearchSort.PRICE, SearchSort.NEWEST


async def sell(product_id: object, units: int) -> None:
    await sql.execute(
        "UPDATE product_listing SET units_sold = $2 WHERE product_id = $1", product_id, units
    )


async def test_a_name_counts_more_than_a_brand_or_tag_and_that_more_than_a_description(
    shop: Shop,
) -> None:
    await goods(shop, "Kettle", description="For tea.")
    await goods(shop, "Cup", tags=("tea",))
    await goods(shop, "Tea")
    await goods(shop, "Coffee")

    assert await names(shop.as_anonymous, "tea") == ["Tea", "Cup", "Kettle"]


async def test_both_languages_find_the_same_goods(shop: Shop) -> None:
    await goods(shop, "Low-fat milk", chinese="低脂牛奶")
    await goods(shop, "Soy drink", chinese="豆奶")

    for text in ("milk", "milks", "牛奶", "低脂", "ＭＩＬＫ", "low fat milk"):
        assert await names(shop.as_anonymous, text) == ["Low-fat milk"]


async def test_a_sku_finds_its_product_first_however_it_is_written(shop: Shop) -> None:
    await goods(shop, "Filter for TEA-100")
    await goods(shop, "Green leaves", sku="TEA-100")

    assert (await names(shop.as_anonymous, "tea-100"))[0] == "Green leaves"


async def test_strangers_find_what_is_published_and_staff_the_rest_too(shop: Shop) -> None:
    await goods(shop, "Green tea")
    await goods(shop, "Secret tea", published=False, sku="SECRET")
    every_way = [{"text": "secret"}, {"text": "SECRET"}, {"text": "sercet"}]

    for way in every_way:
        assert "Secret tea" not in await names(shop.as_anonymous, **way)
        assert await names(shop.as_staff("catalog:read"), **way) == ["Secret tea"]
    assert await names(shop.as_anonymous) == ["Green tea"]
    stranger = await find_products(shop.as_anonymous, ProductSearch("tea"))
    assert await stranger.count() == 1
    assert [bucket.count for bucket in (await stranger.facets()).buckets[Facet.AVAILABILITY]] == [1]


async def test_what_sells_comes_first_among_equals_and_if_asked_among_all(shop: Shop) -> None:
    slow, quick = await goods(shop, "Tea one"), await goods(shop, "Tea two")
    other = await goods(shop, "Strong cup of tea for guests")
    for product, units in ((slow, 1), (quick, 40), (other, 90)):
        await sell(product.id, units)

    assert await names(shop.as_anonymous, "tea") == ["Tea two", "Tea one", other.name]
    assert await names(shop.as_anonymous, "tea", sort=SALES) == [other.name, "Tea two", "Tea one"]
    assert await names(shop.as_anonymous) == [other.name, "Tea two", "Tea one"]


async def test_prices_sort_and_filter_by_the_cheapest_variant_in_their_currency(
    shop: Shop,
) -> None:
    dear, cheap = await goods(shop, "Dear", price_minor=900), await goods(shop, "Cheap")
    await goods(shop, "Yuan", price_minor=100, currency="CNY")
    small = await shop.variant(dear, price_minor=300)
    await set_price(shop.ctx, small.id, Money(200, "USD"))

    by_price = {"currency": "USD", "sort": PRICE}
    assert await names(shop.ctx, **by_price) == ["Dear", "Cheap"]
    assert await names(shop.ctx, currency="USD", sort=SearchSort.PRICE_DESC) == ["Cheap", "Dear"]
    assert await names(shop.ctx, currency="USD", price_max_minor=200) == ["Dear"]
    assert await names(shop.ctx, currency="USD", price_min_minor=201) == [cheap.name]
    await sql.execute("DELETE FROM variant_price WHERE variant_id = $1", small.id)
    assert await names(shop.ctx, **by_price) == ["Dear", "Cheap"]
    assert await names(shop.ctx, currency="USD", price_max_minor=200) == []


async def test_filters_narrow_and_facets_count_what_the_others_leave(shop: Shop) -> None:
    drinks = await shop.category("Drinks")
    tea = await shop.category("Tea", parent=drinks)
    leaf = await shop.brand("Leaf")
    await goods(shop, "Green tea", category=tea, brand=leaf, tags=("gift",), price_minor=150)
    await goods(shop, "Black tea", category=tea, price_minor=250)
    await goods(shop, "Tea water", category=drinks, brand=leaf, price_minor=90_000_000)
    asked = {"category_ids": [tea.id], "brand_ids": [leaf.id], "currency": "USD"}

    assert await names(shop.ctx, "tea", **asked) == ["Green tea"]
    assert await names(shop.ctx, "tea", tags=["gift", "none"]) == ["Green tea"]
    assert len(await names(shop.ctx, "tea", category_ids=[drinks.id])) == 3
    assert await names(shop.ctx, "tea", category_ids=[new_id()]) == []

    found = await find_products(shop.ctx, ProductSearch("tea", **asked))
    facets = await found.facets()
    counts = {
        facet: {bucket.key: bucket.count for bucket in buckets}
        for facet, buckets in facets.buckets.items()
    }
    assert counts[Facet.CATEGORY] == {str(tea.id): 1, str(drinks.id): 1}
    assert counts[Facet.BRAND] == {str(leaf.id): 1}
    assert list(counts[Facet.TAG].values()) == [1]
    assert counts[Facet.PRICE] == {"1": 1}
    assert counts[Facet.AVAILABILITY] == {"false": 1}


async def test_stock_and_sales_are_as_of_the_last_refresh(shop: Shop) -> None:
    order = await shop.order()
    line = await order.lines.all().first()
    variant = await line.variant
    product = await variant.product
    await goods(shop, "Nothing left")

    assert await refresh_listing(shop.now) == 1
    assert await refresh_listing(shop.now) == 0

    assert await names(shop.ctx, is_available=True) == [product.name]
    assert await names(shop.ctx, is_available=False) == ["Nothing left"]
    row = await sql.row("SELECT * FROM product_listing WHERE product_id = $1", product.id)
    assert row == {"product_id": product.id, "units_sold": line.quantity, "is_available": True}
    shop.later(days=29)
    await refresh_listing(shop.now)
    assert not await sql.value("SELECT sum(units_sold) FROM product_listing")


@pytest.mark.parametrize("sort", SearchSort)
@pytest.mark.parametrize("text", ["tea", ""])
async def test_pages_leave_nothing_out_and_show_nothing_twice(
    shop: Shop, sort: SearchSort, text: str
) -> None:
    for number in range(7):
        product = await goods(shop, f"Tea {number // 2}", price_minor=number // 3)
        await sell(product.id, number // 4)
        shop.later(minutes=number % 2)
    search = ProductSearch(text, sort=sort, currency="USD")
    whole = await pages(shop.ctx, search, size=100)

    assert len(whole) == len(set(whole)) == 7
    assert await pages(shop.ctx, search, size=3) == whole
    found = await find_products(shop.ctx, search)
    second = await found.page(Window(first=3, after=(await found.page(Window(3))).cursors[-1]))
    before = await found.page(Window(last=2, before=second.cursors[0]))
    assert [row.id for row in before.rows] == whole[1:3]
    assert before.has_previous
    assert before.has_next


async def pages(ctx: Context, search: ProductSearch, *, size: int) -> list[object]:
    found = await find_products(ctx, search)
    seen: list[object] = []
    after = None
    while True:
        page = await found.page(Window(first=size, after=after))
        seen += [row.id for row in page.rows]
        if not page.has_next:
            return seen
        after = page.cursors[-1]


async def test_a_cursor_of_another_order_is_refused(shop: Shop) -> None:
    for number in range(2):
        await goods(shop, f"Tea {number}")
    one = await (await find_products(shop.ctx, ProductSearch("tea"))).page(Window(first=1))
    other = await find_products(shop.ctx, ProductSearch("tea", sort=NEWEST))

    with pytest.raises(InvalidInput):
        await other.page(Window(after=one.cursors[0]))


async def test_a_boost_lifts_a_product_a_brand_or_a_shelf_for_as_long_as_it_lasts(
    shop: Shop,
) -> None:
    shelf = await shop.category("Outer")
    inner = await shop.category("Inner", parent=shelf)
    leaf = await shop.brand()
    one = await goods(shop, "Tea one", category=inner)
    two = await goods(shop, "Tea two", brand=leaf)
    first = ["Tea one", "Tea two"]

    for about, lifted in (
        ({"product_id": one.id}, one),
        ({"brand_id": leaf.id}, two),
        ({"category_id": shelf.id}, one),
    ):
        boost = await set_boost(shop.ctx, 200, ends_at=shop.now.replace(hour=12), **about)
        assert await set_boost(shop.ctx, 200, ends_at=shop.now.replace(hour=12), **about) == boost
        order = first if lifted is one else first[::-1]
        assert await names(shop.as_anonymous, "tea") == order
        await set_boost(shop.ctx, 20, **about)
        assert await names(shop.as_anonymous, "tea") == order[::-1]
        assert await set_boost(shop.ctx, 100, **about) is None
    await set_boost(shop.ctx, 900, product_id=two.id, starts_at=shop.now.replace(hour=12))
    before = await names(shop.as_anonymous, "tea")
    shop.later(hours=3)
    assert await names(shop.as_anonymous, "tea") == first[::-1]
    assert len(before) == await SearchBoost.all().count() + 1


async def test_a_boost_is_refused_where_it_means_nothing(shop: Shop) -> None:
    product = await goods(shop, "Tea")

    for bad in (
        {"percent": 9, "product_id": product.id},
        {"percent": 1001, "product_id": product.id},
        {"percent": 50},
        {"percent": 50, "product_id": product.id, "brand_id": new_id()},
        {"percent": 50, "product_id": product.id, "starts_at": shop.now, "ends_at": shop.now},
    ):
        with pytest.raises(InvalidInput):
            await set_boost(shop.ctx, **bad)
    with pytest.raises(NotFound):
        await set_boost(shop.ctx, 50, product_id=new_id())
    with pytest.raises(NotPermitted):
        await set_boost(shop.as_staff("catalog:read"), 50, product_id=product.id)


async def test_a_search_that_cannot_be_is_refused_with_its_field(shop: Shop) -> None:
    for bad, field in (
        (ProductSearch("x" * 201), "query"),
        (ProductSearch("tea\x00"), "query"),
        (ProductSearch(sort=PRICE), "currency"),
        (ProductSearch(price_min_minor=1), "currency"),
        (ProductSearch(currency="USD", price_min_minor=-1), "price"),
        (ProductSearch(brand_ids=[new_id() for _ in range(51)]), "brandIds"),
        (ProductSearch(tags=["x" * 201]), "tags"),
    ):
        with pytest.raises(InvalidInput) as refused:
            await find_products(shop.ctx, bad)
        assert refused.value.field[:2] == ["input", field]
    with pytest.raises(WrongCurrency):
        await find_products(shop.ctx, ProductSearch(currency="XXX"))


@pytest.mark.parametrize("text", ["!!!", "'", "tea & | !", "\\", "'tea':*", "@@", "%_"])
async def test_odd_characters_are_no_syntax(shop: Shop, text: str) -> None:
    await goods(shop, "Tea")

    assert await names(shop.ctx, text) == (["Tea"] if "tea" in text else [])


async def test_what_takes_too_long_is_broken_off_and_said(shop: Shop) -> None:
    with pytest.raises(SearchTooSlow):
        await reading.rows("SELECT pg_sleep(3600)", [], seconds=0.01)
    assert not await sql.value(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND query = 'SELECT pg_sleep(3600)' AND state = 'active'"
    )


async def test_another_engine_can_take_its_place(shop: Shop) -> None:
    class Nobody:
        async def find(self, ctx: Context, search: ProductSearch) -> object:
            raise SearchTooSlow(1)

    before = find.Engine.current
    find.use(Nobody())  # type: ignore[arg-type]
    try:
        with pytest.raises(SearchTooSlow):
            await find_products(shop.ctx, ProductSearch("tea"))
    finally:
        find.use(before)


async def test_without_words_there_is_no_correction(shop: Shop) -> None:
    assert await match(shop.ctx, "") is SearchMatch.ALL
    assert await match(shop.ctx, "...") is SearchMatch.NONE

"""Searching through the graph: pages, facets, refusals, statements; what strangers are told."""

from typing import Any

import pytest

from domain.processes.refresh_listing import refresh_listing
from tests.domain.catalog.search.goods import goods
from tests.graph import Graph
from tests.schema.stage import gid
from tests.shop import Shop
from tests.wire import Refused

SEARCH = """query($input: ProductSearchInput!, $first: Int, $after: String) {
search(input: $input) {
    match correctedQuery didYouMean
    products(first: $first, after: $after) {
        totalCount nodes { name category { name } brand { name } variants { sku } }
        pageInfo { hasNextPage endCursor }
    }
    facets {
        categories { count category { name } } brands { count brand { name } }
        tags { count tag { name } } availability { count isAvailable }
        prices { count atLeast { amount } below { amount currencyCode } }
    }
} }"""


async def some_tea(shop: Shop, count: int) -> None:
    for number in range(count):
        await goods(
            shop,
            f"Tea {number}",
            category=await shop.category(f"Shelf {number}"),
            brand=await shop.brand(f"Brand {number}"),
            tags=(f"tag {number}",),
            price_minor=100 + number,
        )


async def ask(graph: Graph, who: Any, first: int | None = None, **asked: Any) -> dict[str, Any]:
    found: dict[str, Any] = await graph.ask(who, SEARCH, input=asked, first=first)
    return found["search"]


async def test_a_search_shows_its_page_its_counts_and_what_was_made_of_the_words(
    graph: Graph, shop: Shop
) -> None:
    tea = await shop.category("Tea")
    product = await goods(shop, "Green tea", category=tea, tags=("gift",), price_minor=1250)
    await shop.stock(await product.variants.all().first(), 3)
    await refresh_listing(shop.now)

    shown = await ask(graph, shop.as_anonymous, query="gren tea", currency="USD")

    (node,) = shown["products"].pop("nodes")
    assert node["name"] == "Green tea"
    assert shown["products"] == {
        "totalCount": 1,
        "pageInfo": {"hasNextPage": False, "endCursor": shown["products"]["pageInfo"]["endCursor"]},
    }
    assert (shown["match"], shown["correctedQuery"]) == ("CORRECTED", "green tea")
    assert shown["facets"] == {
        "categories": [{"count": 1, "category": {"name": "Tea"}}],
        "brands": [],
        "tags": [{"count": 1, "tag": {"name": "gift"}}],
        "availability": [{"count": 1, "isAvailable": True}],
        "prices": [
            {
                "count": 1,
                "atLeast": {"amount": "10.00"},
                "below": {"amount": "20.00", "currencyCode": "USD"},
            }
        ],
    }


async def test_a_longer_page_takes_no_more_statements(graph: Graph, shop: Shop) -> None:
    await some_tea(shop, 2)
    asked = {"input": {"query": "tea", "currency": "USD"}}
    suggest = """{ searchSuggest(prefix: "te", first: 20) {
        products { name } categories { name } brands { name } queries } }"""
    few = await graph.statements(shop.ctx, SEARCH, **asked)
    suggested = await graph.statements(shop.ctx, suggest)
    await some_tea(shop, 10)

    assert await graph.statements(shop.ctx, SEARCH, **asked) == few
    assert await graph.statements(shop.ctx, suggest) == suggested


async def test_pages_follow_one_another_through_the_graph(graph: Graph, shop: Shop) -> None:
    await some_tea(shop, 5)
    asked, seen, after = {"query": "tea", "sort": "PRICE", "currency": "USD"}, [], None

    while True:
        answer = await graph.ask(shop.as_anonymous, SEARCH, input=asked, first=2, after=after)
        page = answer["search"]["products"]
        seen += [node["name"] for node in page["nodes"]]
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]

    assert seen == [f"Tea {number}" for number in range(5)]


@pytest.mark.parametrize(
    ("asked", "code", "field"),
    [
        ({"query": "x" * 201}, "INVALID_INPUT", ["input", "query"]),
        ({"sort": "PRICE"}, "INVALID_INPUT", ["input", "currency"]),
        ({"price": {"min": "1.00"}}, "INVALID_INPUT", ["input", "currency"]),
        ({"currency": "XXX"}, "WRONG_CURRENCY", ["input", "currency"]),
        ({"currency": "USD", "price": {"max": "1.001"}}, "INVALID_INPUT", ["input", "price"]),
        ({"currency": "USD", "price": {"max": "-1.00"}}, "INVALID_INPUT", ["input", "price"]),
    ],
)
async def test_a_search_that_cannot_be_is_refused_with_code_and_field(
    graph: Graph, shop: Shop, asked: dict[str, Any], code: str, field: list[str]
) -> None:
    with pytest.raises(Refused) as refused:
        await ask(graph, shop.as_anonymous, **asked)

    (error,) = refused.value.errors
    assert error["extensions"]["code"] == code
    assert error["extensions"]["field"][: len(field)] == field


async def test_an_id_of_another_kind_finds_nothing(graph: Graph, shop: Shop) -> None:
    product = await goods(shop, "Tea")

    for choice in ("categoryIds", "brandIds"):
        for text in (gid(product), "nonsense"):
            shown = await ask(graph, shop.as_anonymous, **{choice: [text]})
            assert shown["products"]["nodes"] == []


async def test_a_boost_of_what_is_off_the_shelf_shows_no_stranger_anything(
    graph: Graph, shop: Shop
) -> None:
    hidden = await goods(shop, "Secret tea", published=False)
    await graph.do(shop.ctx, "productBoostSet", {"productId": gid(hidden), "percent": 200})

    query = "{ searchBoosts { nodes { product { name } } } search(input: {}) { match } }"
    shown = await graph.ask(shop.as_anonymous, query)

    assert shown == {"searchBoosts": {"nodes": []}, "search": {"match": "ALL"}}

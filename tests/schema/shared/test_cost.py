"""What an operation costs is known before it runs, and too much is refused before anything is
read."""

from typing import Any

import pytest

from domain.shared.context import ANONYMOUS
from schema.root import schema
from schema.shared.cost import COST_MAX
from tests.graph import Graph
from tests.shop import Shop
from tests.wire import Refused

PAGES = "query ($n: Int = 10) { products(first: $n) { nodes { name variants { sku } } } }"


def cost(document: str, **variables: Any) -> int:
    checked = schema.checked(document, None)
    assert checked is not None
    return checked.cost.of(variables)


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ("{ __typename }", 0),
        ("{ viewer { kind name } }", 1),
        ("{ products(first: 10) { pageInfo { endCursor } } }", 2),
        ("{ products(first: 10) { nodes { name } } }", 2 + 10),
        ("{ products { nodes { name } } }", 2 + 20),
        ("{ products(first: 10) { edges { node { name } } } }", 2 + 10 * 2),
        ("{ products(first: 10) { totalCount } }", 2 + 10),
        ("{ products(last: 3) { nodes { category { name } variants { sku } } } }", 2 + 3 * 7),
        ("{ ...A ...A } fragment A on Query { viewer { name } }", 2),
        ('{ nodes(ids: ["a", "b", "c"]) { id } }', 3),
    ],
)
def test_an_object_costs_one_and_a_page_as_much_as_its_rows(document: str, expected: int) -> None:
    assert cost(document) == expected


def test_sizes_may_come_in_variables() -> None:
    assert cost(PAGES, n=1) == 2 + 6
    assert cost(PAGES) == cost(PAGES, n=10) == 2 + 10 * 6
    assert cost(PAGES, n=1_000_000) == cost(PAGES, n=100)


def test_a_size_counts_however_it_is_written() -> None:
    assert cost(PAGES, n=100.0) == cost(PAGES, n=100)  # to GraphQL a whole number is an Int
    assert cost(PAGES, n=None) == cost(PAGES, n=20)  # null is no default of the variable's

    both_ways = "{ products(last: $l, first: $f) { nodes { name } } }"
    either = f"query ($f: Int = 5, $l: Int = 100) {both_ways}"
    assert cost(either, f=None) == cost(either, f=None, l=100) == 2 + 100

    listed = 'query ($ids: [ID!]! = ["a", "b", "c", "d", "e", "f"]) { nodes(ids: $ids) { id } }'
    assert (cost(listed), cost(listed, ids=["a"])) == (6, 1)
    assert cost(listed, ids=-1_000_000) == cost(listed, ids="a") == 5  # one, though not in a list


async def test_every_answer_says_what_it_cost(graph: Graph) -> None:
    answer = await graph.answer(ANONYMOUS, PAGES, n=2)

    assert answer.extensions == {"cost": {"requestedQueryCost": 14, "maximumQueryCost": COST_MAX}}


async def test_too_much_is_refused_in_words(graph: Graph) -> None:
    rows = "nodes { children { children { children { children { name } } } } }"
    document = f"query ($n: Int) {{ categories(first: $n) {{ {rows} }} }}"
    assert await graph.ask(ANONYMOUS, document, n=1) == {"categories": {"nodes": []}}

    with pytest.raises(Refused) as refused:
        await graph.ask(ANONYMOUS, document, n=100)

    assert refused.value.codes == ["COST_EXCEEDED"]


async def test_following_is_refused_too_where_each_item_costs_too_much(
    graph: Graph, shop: Shop
) -> None:
    pages = "orders(first: $n) { nodes { lines(first: 100) { nodes { variant { sku } } } } }"
    document = f"subscription ($n: Int) {{ orderFeed {{ order {{ customer {{ {pages} }} }} }} }}"
    context = graph.context(shop.admin)
    assert schema.selection(document, {"n": 1}, None, context) is not None

    assert schema.selection(document, {"n": 100}, None, context) is None
    told: Any = await schema.subscribe(document, variable_values={"n": 100}, context_value=context)
    (refused,) = [each async for each in told]

    assert [error.extensions["code"] for error in refused.errors] == ["COST_EXCEEDED"]

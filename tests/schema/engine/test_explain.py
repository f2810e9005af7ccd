"""Whoever writes documents can see what one costs: its plan, its SQL, the time of each part."""

import pytest

from domain.catalog.states import PublicationStatus
from tests.graph import Graph
from tests.schema.stage import Stage
from tests.shop import Shop
from tests.wire import Refused

ASKED = """
query ($text: String!, $variables: JSON) {
  explain(document: $text, variables: $variables) {
    tier why cost typesRead isSameForEverybody checkingMilliseconds compilingMilliseconds
    statements { sql rows milliseconds databasePlan } showingMilliseconds bytes code
  }
}
"""
PRODUCTS = "query ($n: Int) { products(first: $n) { nodes { name variants { sku } } } }"


async def test_a_plan_is_laid_open(graph: Graph, shop: Shop) -> None:
    await (await Stage.build(shop)).product(PublicationStatus.PUBLISHED)

    found = (await graph.ask(shop.admin, ASKED, text=PRODUCTS, variables={"n": 3}))["explain"]

    assert (found["tier"], found["why"]) == ("PLAN", None)
    assert found["cost"] == 2 + 3 * 6
    assert found["typesRead"] == ["Product", "VariantOfProduct"]
    assert found["isSameForEverybody"] is True
    (statement,) = found["statements"]
    assert statement["rows"] == 1
    assert '"product_variant"' in statement["sql"]
    assert any("product_variant" in line for line in statement["databasePlan"])
    assert found["checkingMilliseconds"] > 0
    assert found["compilingMilliseconds"] > 0
    assert found["bytes"] > len('{"data":{}}')
    assert "def " in found["code"]


async def test_what_has_no_plan_says_why(graph: Graph, shop: Shop) -> None:
    found = (await graph.ask(shop.admin, ASKED, text="{ __schema { types { name } } }"))["explain"]

    assert (found["tier"], found["why"]) == ("RESOLVERS", "__schema")
    assert found["statements"] == []


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ("{ nothing }", "INVALID_INPUT"),
        ("mutation { ticketResolve(input: { id: 1 }) { ticket { id } } }", "INVALID_INPUT"),
        (PRODUCTS.replace("$n)", "101)").replace("query ($n: Int)", "query"), "INVALID_INPUT"),
        (
            "{ categories(first: 100) { nodes { children { children { children { children"
            " { name } } } } } } }",
            "COST_EXCEEDED",
        ),
    ],
    ids=["faulty", "mutation", "refused", "too costly"],
)
async def test_only_sound_queries_are_explained(
    graph: Graph, shop: Shop, document: str, code: str
) -> None:
    with pytest.raises(Refused) as refused:
        await graph.ask(shop.admin, ASKED, text=document)

    assert refused.value.codes == [code]

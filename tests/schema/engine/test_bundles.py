"""Of a bundle as many can be bought as there is all for, whichever way it is read."""

from collections.abc import Iterator
from typing import Any

from tests.schema.engine.documents import Question
from tests.schema.engine.tiers import Tiers, assert_same

VARIANTS = """query($after: String) { products(first: 15, after: $after) {
    pageInfo { hasNextPage endCursor }
    nodes { variants { sku availableQuantity components { quantity } } } } }"""
BUNDLE = """query($sku: String!) { variant(sku: $sku) {
    makeableQuantity components { quantity variant { availableQuantity } } } }"""


def test_a_bundle_is_there_as_often_as_its_scarcest_component_allows(tiers: Tiers) -> None:
    bundles = [variant for variant in variants(tiers) if variant["components"]]
    assert bundles

    for each in bundles:
        known = tiers.ask(Question("admin", "en", BUNDLE, {"sku": each["sku"]}))
        made_of = known.served["data"]["variant"]
        assert each["availableQuantity"] == made_of["makeableQuantity"]
        assert each["availableQuantity"] <= min(
            max(part["variant"]["availableQuantity"], 0) // part["quantity"]
            for part in made_of["components"]
        )


def variants(tiers: Tiers) -> Iterator[Any]:
    """All there are, read by plan, as graphql-core reads them."""
    after, is_more = None, True
    while is_more:
        answers = tiers.ask(Question("admin", "en", VARIANTS, {"after": after}))
        assert_same(answers, "bundles")
        assert answers.is_fast
        page = answers.served["data"]["products"]
        yield from (one for node in page["nodes"] for one in node["variants"])
        after, is_more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]

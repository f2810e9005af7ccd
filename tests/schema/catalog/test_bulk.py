"""Many items of one request: each that is wrong is left out, and says where and why."""

from typing import Any

import pytest

from tests.graph import Graph
from tests.schema.inputs import INPUTS
from tests.schema.shapes import leaves_of, replaced
from tests.schema.stage import Input, Stage
from tests.schema.test_mutations import BAD, ITEM_BY_ITEM
from tests.shop import Shop

KEY = "idempotencyKey"
SHOWN = "results { refused items { index outcome refusals { code field message } } }"


@pytest.fixture
async def stage(shop: Shop) -> Stage:
    return await Stage.build(shop)


async def refused(graph: Graph, mutation: str, input: Input) -> dict[str, Any]:
    payload = await graph.do(graph.shop.admin, mutation, input, SHOWN)
    assert payload["userErrors"] == []
    assert payload["results"]["refused"] == 1
    (item,) = payload["results"]["items"]
    found: dict[str, Any] = item["refusals"][0]
    return found


@pytest.mark.parametrize("mutation", sorted(ITEM_BY_ITEM))
async def test_what_cannot_be_is_refused_by_name(graph: Graph, stage: Stage, mutation: str) -> None:
    input = await INPUTS[mutation](stage)
    before = await graph.shop.rows()

    for kind, wrongs in {**BAD, "Int": (-1, 0)}.items():
        for path in leaves_of(mutation, input, kind):
            for wrong in wrongs if path != (KEY,) else ():
                said = await refused(graph, mutation, {**replaced(input, path, wrong), KEY: None})

                assert said["code"] in {"INVALID_INPUT", "WRONG_CURRENCY", "NOT_FOUND"}, path
                assert said["field"][:2] == ["items", "0"]
                assert len(said["message"]) <= 400

    assert await graph.shop.rows() == before


async def test_the_others_are_written_and_shown(graph: Graph) -> None:
    items = [{"slug": "tea", "name": "Tea"}, {"slug": "cup"}, {"slug": "tea", "tags": ["new"]}]

    payload = await graph.do(
        graph.shop.admin,
        "productBulkUpsert",
        {"items": items},
        "results { created updated unchanged refused items { index outcome product { name tags"
        " { name } } variant { id } refusals { code field message } } }",
    )

    results = payload["results"]
    assert [results[name] for name in ("created", "updated", "unchanged", "refused")] == [
        1,
        1,
        0,
        1,
    ]
    first, second, third = results["items"]
    assert first["product"] == third["product"] == {"name": "Tea", "tags": [{"name": "new"}]}
    assert second == {
        "index": 1,
        "outcome": "REFUSED",
        "product": None,
        "variant": None,
        "refusals": [
            {
                "code": "INVALID_INPUT",
                "field": ["items", "1", "name"],
                "message": "A new product needs a name.",
            }
        ],
    }

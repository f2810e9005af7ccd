"""Inputs larger than any shop needs are refused before anything is looked at."""

from typing import Any

import pytest

from tests.graph import Graph
from tests.schema.inputs import INPUTS
from tests.schema.shapes import entities
from tests.schema.stage import Input, Stage, gid
from tests.shop import Shop
from tests.statements import count_statements

MANY = 10_000


@pytest.fixture
async def stage(shop: Shop) -> Stage:
    return await Stage.build(shop)


async def refusal(graph: Graph, mutation: str, input: Input) -> dict[str, Any]:
    """Why nothing was done; and indeed nothing was."""
    before = await graph.shop.rows()
    payload = await graph.do(graph.shop.admin, mutation, input, entities(mutation))
    assert await graph.shop.rows() == before
    (said,) = payload["userErrors"]
    return said


@pytest.mark.parametrize(
    ("mutation", "field", "item"),
    [
        ("orderCreate", "lines", None),
        ("fulfillmentCreate", "lines", None),
        ("productCreate", "tags", "tea"),
        ("productUpdate", "tags", "tea"),
        ("productCreate", "translations", None),
        ("searchSynonymSet", "words", "tea"),
        ("searchSynonymSet", "also", "tea"),
    ],
)
async def test_ten_thousand_items_are_too_many(
    graph: Graph, stage: Stage, mutation: str, field: str, item: str | None
) -> None:
    input = await INPUTS[mutation](stage)
    items = [f"{item} {number}" for number in range(MANY)] if item else input[field] * MANY

    said = await refusal(graph, mutation, {**input, field: items})

    assert (said["__typename"], said["code"]) == ("ValidationError", "INVALID_INPUT")
    assert said["field"] == [field]


async def test_an_input_that_is_too_large_costs_no_statement(graph: Graph, stage: Stage) -> None:
    input = await INPUTS["orderCreate"](stage)

    async with count_statements() as statements:
        await graph.do(stage.as_owner, "orderCreate", {**input, "lines": input["lines"] * MANY})

    assert [sent for sent in statements.sent if "relay_state" not in sent] == []


async def test_an_order_has_a_line(graph: Graph, stage: Stage) -> None:
    input = await INPUTS["orderCreate"](stage)

    said = await refusal(graph, "orderCreate", {**input, "lines": []})

    assert (said["__typename"], said["field"]) == ("ValidationError", ["lines"])


@pytest.mark.parametrize("quantity", [-1, 0, 10_001, 2**31 - 1])
async def test_a_line_has_1_to_10000_units(graph: Graph, stage: Stage, quantity: int) -> None:
    input = await INPUTS["orderCreate"](stage)
    (line,) = input["lines"]
    wrong = {**line, "quantity": quantity}

    said = await refusal(graph, "orderCreate", {**input, "lines": [line, wrong]})

    assert (said["__typename"], said["field"]) == ("ValidationError", ["lines", "1", "quantity"])


async def test_what_is_not_for_sale_is_not_found_by_the_line_that_names_it(
    graph: Graph, stage: Stage
) -> None:
    input = await INPUTS["orderCreate"](stage)
    hidden = await stage.shop.variant(published=False)
    lines = [*input["lines"], {"variantId": gid(hidden), "quantity": 1}]

    said = await refusal(graph, "orderCreate", {**input, "lines": lines})

    assert (said["__typename"], said["field"]) == ("NotFoundError", ["lines", "1", "variantId"])


async def test_what_has_no_price_in_the_orders_currency_cannot_be_ordered_in_it(
    graph: Graph, stage: Stage
) -> None:
    input = await INPUTS["orderCreate"](stage)

    said = await refusal(graph, "orderCreate", {**input, "currency": "CNY"})

    assert (said["__typename"], said["code"]) == ("ValidationError", "WRONG_CURRENCY")


async def test_a_parcel_names_each_line_once(graph: Graph, stage: Stage) -> None:
    """Or a negative line could hide behind another."""
    input = await INPUTS["fulfillmentCreate"](stage)
    (line,) = input["lines"]
    lines = [{**line, "quantity": 2}, {**line, "quantity": -1}]

    said = await refusal(graph, "fulfillmentCreate", {**input, "lines": lines})

    assert (said["__typename"], said["field"]) == ("ValidationError", ["lines"])

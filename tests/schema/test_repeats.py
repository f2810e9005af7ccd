"""An answer that was lost: the same request sent again does nothing more and says the same."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import pytest

from domain.shared import sql
from domain.shared.ids import new_id
from schema.shared.ids import global_id, open_id
from tests.graph import Graph
from tests.schema.inputs import INPUTS
from tests.schema.shapes import entities, keyed, leaves_of, replaced
from tests.schema.stage import Input, Stage
from tests.shop import Shop

KEY = "idempotencyKey"
each_keyed_mutation = pytest.mark.parametrize("mutation", keyed())


@pytest.fixture
async def stage(shop: Shop) -> Stage:
    return await Stage.build(shop)


@each_keyed_mutation
async def test_sent_again_it_does_nothing_more_and_answers_as_before(
    graph: Graph, stage: Stage, mutation: str
) -> None:
    input = await INPUTS[mutation](stage)
    first = await done(graph, mutation, input)
    before = await graph.shop.rows()

    again = await done(graph, mutation, input)

    assert again == first
    assert await graph.shop.rows() == before


@each_keyed_mutation
async def test_a_key_belongs_to_one_request(graph: Graph, stage: Stage, mutation: str) -> None:
    input = await INPUTS[mutation](stage)
    await done(graph, mutation, input)
    before = await graph.shop.rows()

    said = await refusal(graph, mutation, another(mutation, input))

    assert said == {
        "__typename": "IdempotencyConflictError",
        "code": "IDEMPOTENCY_KEY_REUSED",
        "message": "This idempotency key belongs to another request.",
        "key": input["idempotencyKey"],
        "retryable": False,
        "field": None,
    }
    assert await graph.shop.rows() == before


@each_keyed_mutation
async def test_while_the_first_is_under_way_the_second_is_told_to_come_back(
    graph: Graph, stage: Stage, mutation: str, database: dict[str, Any]
) -> None:
    input = await INPUTS[mutation](stage)
    await done(graph, mutation, input)
    before = await graph.shop.rows()

    async with under_way(database, input[KEY], "another key"):
        said = await refusal(graph, mutation, {**input, KEY: "another key"})

    assert said["__typename"] == "IdempotencyConflictError"
    assert (said["code"], said["retryable"]) == ("IDEMPOTENCY_IN_PROGRESS", True)
    assert await graph.shop.rows() == before


@pytest.mark.parametrize("key", ["", " ", "k" * 256, "a\x00b"])
async def test_a_key_that_is_none_is_refused_by_name(graph: Graph, stage: Stage, key: str) -> None:
    input = await INPUTS["brandCreate"](stage)

    said = await refusal(graph, "brandCreate", {**input, "idempotencyKey": key})

    assert (said["__typename"], said["field"]) == ("ValidationError", ["idempotencyKey"])
    assert await graph.shop.count("brand") == 0


async def test_two_people_may_choose_the_same_key(graph: Graph, stage: Stage) -> None:
    input = await INPUTS["brandCreate"](stage)
    colleague = await stage.shop.colleague("admin")

    await done(graph, "brandCreate", input)
    payload = await graph.do(stage.shop.as_colleague(colleague), "brandCreate", input)

    assert payload["userErrors"] == []
    assert await graph.shop.count("brand") == 2


@asynccontextmanager
async def under_way(database: dict[str, Any], key: str, another: str) -> AsyncIterator[None]:
    """Somebody holds another key for the operation that was done under the first."""
    done = await sql.row("SELECT actor, operation FROM idempotency_record WHERE key = $1", key)
    assert done is not None
    first = await asyncpg.connect(**database)
    try:
        name = f"{done['actor']}|{done['operation']}|{another}"
        await first.execute("SELECT pg_advisory_lock(hashtextextended($1, 0))", name)
        yield
    finally:
        await first.close()


async def done(graph: Graph, mutation: str, input: Input) -> dict[str, Any]:
    payload = await graph.do(graph.shop.admin, mutation, input, entities(mutation))
    assert payload.pop("userErrors") == []
    return payload


async def refusal(graph: Graph, mutation: str, input: Input) -> dict[str, Any]:
    payload = await graph.do(graph.shop.admin, mutation, input, entities(mutation))
    (said,) = payload["userErrors"]
    return said


def another(mutation: str, input: Input) -> Input:
    """The same key with something else in one field."""
    if words := [path for path in leaves_of(mutation, input, "String") if path[-1] != KEY]:
        url = words[0] == ("url",)
        return replaced(input, words[0], "https://other.example" if url else "something else")
    if amounts := leaves_of(mutation, input, "Decimal"):
        return replaced(input, amounts[0], "1.00")
    if "byteSize" in input:
        return replaced(input, ("byteSize",), 2)
    if "lines" in input:
        return replaced(input, ("lines", 0, "quantity"), 2)
    (of, *_) = leaves_of(mutation, input, "ID")
    named = input
    for step in of:
        named = named[step]
    kind, _ = open_id(named) or ("", None)
    return replaced(input, of, global_id(kind, new_id()))

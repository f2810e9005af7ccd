"""Every mutation: it does what it is for, and whatever is wrong with its input is said by name."""

from collections.abc import Callable
from typing import Any

import pytest

from docs.stated import stated
from domain.shared.ids import new_id
from schema.shared.codes import ErrorCode
from schema.shared.ids import global_id, open_id
from tests.graph import Graph
from tests.schema.inputs import INPUTS, RESULTS
from tests.schema.shapes import (
    MUTATIONS,
    Path,
    entities,
    input_type,
    is_part_of_input,
    leaves_of,
    replaced,
    selection,
)
from tests.schema.stage import Input, Stage
from tests.shop import Shop
from tests.statements import count_statements

each_mutation = pytest.mark.parametrize("mutation", MUTATIONS)
# Of many items those that are wrong are left out, one by one: see `catalog/test_bulk.py`.
ITEM_BY_ITEM = {"priceBulkSet", "productBulkUpsert"}
# Of messages, and of orders to be, each is kept, and rejected with its reason.
KEPT_AS_SAID = {"channelOrderIngest", "deviceEventIngest", "orderBulkCreate"}
# Of many things each is looked for by itself, and what there is not is refused alone.
LOOKED_FOR_LATER = {"deviceEventIngest", "orderBulkCancel", "orderBulkCreate", "orderBulkTag"}
each_whole_mutation = pytest.mark.parametrize(
    "mutation", [name for name in MUTATIONS if name not in (ITEM_BY_ITEM | KEPT_AS_SAID)]
)
STALE = 4711  # no version of anything here
HUGE = "x" * 1_000_000
NUL = "a\x00b"
# What no input of a type may be, whatever the field.
BAD_TEXT = (NUL, HUGE)
BAD = {
    "String": BAD_TEXT,
    "LocaleCode": ("xx", NUL),
    "CountryCode": ("Nowhere", NUL),
    "CurrencyCode": ("XXX", NUL),
    "Decimal": ("-1.00", "0.001", "1E+30"),
    "DateTime": ("9999-12-31T23:59:59Z",),
}


@pytest.fixture
async def stage(shop: Shop) -> Stage:
    return await Stage.build(shop)


def test_every_mutation_has_an_input_to_be_tried_with() -> None:
    assert sorted(INPUTS) == sorted(RESULTS) == MUTATIONS


@each_mutation
async def test_it_is_done_and_shown(
    graph: Graph, stage: Stage, mutation: str, record_property: Callable[[str, object], None]
) -> None:
    input = await INPUTS[mutation](stage)
    assert set(input) == set(input_type(mutation).fields), "the table gives every field"

    async with count_statements() as statements:
        payload = await graph.do(graph.shop.admin, mutation, input, selection(RESULTS[mutation]))

    assert payload == {**RESULTS[mutation], "userErrors": []}
    record_property("statements", statements.of_the_asker)
    assert statements.of_the_asker <= stated()[mutation], "docs/statements.md says how many"


def test_of_every_mutation_it_is_stated_how_many_statements_it_takes() -> None:
    assert sorted(stated()) == MUTATIONS


@each_mutation
async def test_an_id_that_is_unknown_or_of_another_kind_or_none_at_all_is_not_found(
    graph: Graph, stage: Stage, mutation: str
) -> None:
    input = await INPUTS[mutation](stage)
    before = await graph.shop.rows()

    for path in leaves_of(mutation, input, "ID"):
        kind, _ = open_id(value_at(input, path)) or ("", None)
        unknown = [] if mutation in LOOKED_FOR_LATER else [global_id(kind, new_id())]
        answers = [
            await refusal(graph, mutation, replaced(input, path, wrong))
            for wrong in (*unknown, global_id("Nothing", new_id()), "", "x", NUL)
        ]

        assert answers[0]["__typename"] == "NotFoundError", path
        if mutation == "ticketCreate":  # there a parcel implies its order, and that its customer
            answers = [{**said, "message": ""} for said in answers]
        assert answers == [answers[0]] * len(answers), "nobody can tell one from another"

    assert await graph.shop.rows() == before


@each_whole_mutation
async def test_words_and_amounts_that_cannot_be_are_refused_by_name(
    graph: Graph, stage: Stage, mutation: str
) -> None:
    input = await INPUTS[mutation](stage)
    before = await graph.shop.rows()

    for kind, wrongs in BAD.items():
        for path in leaves_of(mutation, input, kind):
            for wrong in wrongs:
                if (path, wrong) == (("rate",), "0.001"):
                    continue  # a tenth of a percent is no amount of money
                said = await refusal(graph, mutation, replaced(input, path, wrong))

                assert said["__typename"] == "ValidationError", (path, wrong[:40], said)
                named = [str(step) for step in path]
                assert said["field"] == named[: len(said["field"])], (path, said)

    assert await graph.shop.rows() == before


@each_whole_mutation
async def test_numbers_below_zero_are_refused_by_name(
    graph: Graph, stage: Stage, mutation: str
) -> None:
    input = await INPUTS[mutation](stage)
    before = await graph.shop.rows()

    for path in leaves_of(mutation, input, "Int"):
        wrong = 0 if path == ("delta",) else -1
        said = await refusal(graph, mutation, replaced(input, path, wrong))

        if path in {("expectedVersion",), ("changeFromQuantity",)}:
            assert said["__typename"] == "VersionConflictError"
        else:
            assert said["__typename"] == "ValidationError", path
            assert said["field"] == [str(step) for step in path]

    assert await graph.shop.rows() == before


@pytest.mark.parametrize(
    "mutation", [name for name in MUTATIONS if "expectedVersion" in input_type(name).fields]
)
async def test_a_decision_on_an_older_version_is_refused_with_both_versions(
    graph: Graph, stage: Stage, mutation: str
) -> None:
    input = await INPUTS[mutation](stage)
    before = await graph.shop.rows()

    said = await refusal(graph, mutation, {**input, "expectedVersion": STALE})

    assert said["__typename"] == "VersionConflictError"
    assert (said["expected"], said["actual"]) == (STALE, input["expectedVersion"])
    assert await graph.shop.rows() == before


async def refusal(graph: Graph, mutation: str, input: Input) -> dict[str, Any]:
    """The one refusal of a mutation that did nothing; it must be told as all refusals are."""
    payload = await graph.do(graph.shop.admin, mutation, input, entities(mutation))
    (said,) = payload.pop("userErrors")
    assert set(payload.values()) <= {None}
    assert said["message"]
    assert said["code"] in ErrorCode.__members__
    assert said["field"] is None or is_part_of_input(mutation, said["field"]), said
    refused: dict[str, Any] = said
    return refused


def value_at(input: Input, path: Path) -> Any:
    value: Any = input
    for step in path:
        value = value[step]
    return value

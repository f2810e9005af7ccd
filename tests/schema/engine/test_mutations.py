"""A mutation is never run twice. Here each is run once by one tier, undone, and run once by the
other, from the very same rows: what it answers must be the same but for the ids it made.
"""

from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from graphql import get_named_type, is_leaf_type, is_required_argument

from domain.shared.ids import new_id
from schema.shared.ids import global_id, open_id
from tests.graph import run
from tests.schema.engine.selections import about
from tests.schema.engine.tiers import Tiers, assert_same
from tests.schema.shapes import MUTATIONS, SCHEMA, input_type, leaves_of, payload_fields, replaced
from tests.schema.stage import Input

DEPTH = 2  # levels of what is shown of a thing that was changed
# What is made of an id, or of the next number of a sequence, which no undoing brings back.
MADE = {"cursor", "data", "endCursor", "number", "path", "slug", "startCursor"}
MADE |= {"trackingToken", "trackingUrl", "waybillNumber"}
STALE = 4711  # no version of anything here
each_mutation = pytest.mark.parametrize("mutation", MUTATIONS)


@each_mutation
def test_what_it_changed_is_shown_alike(tiers: Tiers, mutation: str) -> None:
    (answers,) = tiers.change(mutation, document(mutation))

    assert answers.reference["data"][mutation]["userErrors"] == []
    assert_same(answers, mutation, but_for=what_was_made)


@each_mutation
def test_what_is_wrong_is_told_alike(tiers: Tiers, mutation: str) -> None:
    for asker in ("admin", "stranger", "nobody"):
        answered = tiers.change(mutation, document(mutation), asker, partial(spoilt, mutation))
        for answers in answered:
            assert_same(answers, f"{mutation} by {asker}", but_for=what_was_made)


def document(mutation: str) -> str:
    """One mutation, with all there is to see of what it changed."""
    things = [
        f"{name} {shown(field.type)}"
        for name, field in payload_fields(mutation).items()
        if name != "userErrors"
    ]
    return run(mutation, " ".join(things))


def shown(kind: Any, depth: int = DEPTH) -> str:
    """Every field of a type, and every field of those, and no deeper."""
    named: Any = SCHEMA.type_map[about(kind)]
    if about(kind) != get_named_type(kind).name:
        return f"{{ totalCount edges {{ cursor }} nodes {shown(named, depth)} }}"
    fields = ["__typename"]
    for name, field in named.fields.items():
        if any(is_required_argument(each) for each in field.args.values()):
            continue
        if is_leaf_type(get_named_type(field.type)):
            fields.append(name)
        elif depth > 1:
            fields.append(f"{name} {shown(field.type, depth - 1)}")
    return f"{{ {' '.join(fields)} }}"


def spoilt(mutation: str, input: Input) -> Iterator[Input]:
    """The same input as it is, and wrong in every way in which this one can be."""
    yield input
    for path in leaves_of(mutation, input, "ID")[:1]:
        yield replaced(input, path, global_id("Order", new_id()))
        yield replaced(input, path, None)
    for path in leaves_of(mutation, input, "String")[:1]:
        yield replaced(input, path, "")
    if "expectedVersion" in input_type(mutation).fields:
        yield {**input, "expectedVersion": STALE}
    yield {**input, "nothingSuch": 1}
    yield {}


def what_was_made(answer: Any) -> Any:
    """An answer with each id called by its kind and its turn."""
    seen: dict[str, str] = {}

    def named(value: Any, name: str = "") -> Any:
        if isinstance(value, dict):
            return {key: named(each, key) for key, each in value.items()}
        if isinstance(value, list):
            return [named(each, name) for each in value]
        if name in MADE and isinstance(value, str):
            return type(value).__name__
        if isinstance(value, str) and (opened := open_id(value)):
            return seen.setdefault(value, f"{opened[0]} {len(seen)}")
        return value

    return named(answer)

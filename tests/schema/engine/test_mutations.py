"""A mutation is never run twice. Here each is run once by one tier, undone, and run once by the
other, from the very same rows: what it answers must be the same but for the ids it made.
"""

from collections.abc import Iterator
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from graphql import get_named_type, is_leaf_type

from domain.shared.ids import new_id
from schema.shared.ids import global_id, open_id
from tests.graph import run
from tests.schema.engine.selections import about
from tests.schema.engine.tiers import Tiers, assert_same
from tests.schema.shapes import (
    MUTATIONS,
    SCHEMA,
    entities,
    input_type,
    leaves_of,
    payload_fields,
    replaced,
)
from tests.schema.stage import Input

# What is made of an id, or of the next number of a sequence, which no undoing brings back.
MADE = {
    "body",
    "cursor",
    "data",
    "endCursor",
    "messageName",
    "number",
    "path",
    "slug",
    "startCursor",
}
MADE |= {"trackingToken", "trackingUrl", "waybillNumber"}
MADE |= {"accessToken", "refreshToken", "token"}
# And then a token, in what is otherwise an address.
WAYS_IN = ("/media/uploads/", "/catalog/imports/")
STALE = 4711  # no version of anything here
# No gateway is asked inside a transaction, and here one is open: nothing is held to be captured.
REFUSED_HERE = {"paymentCaptureAuthorized"}
each_mutation = pytest.mark.parametrize("mutation", MUTATIONS)


@each_mutation
def test_what_it_changed_is_shown_alike(tiers: Tiers, mutation: str) -> None:
    (answers,) = tiers.change(mutation, run(mutation, everything(mutation)))

    refusals = answers.reference["data"][mutation]["userErrors"]
    assert bool(refusals) is (mutation in REFUSED_HERE), refusals
    assert_same(answers, mutation, but_for=what_was_made)


@each_mutation
def test_what_is_wrong_is_told_alike(tiers: Tiers, mutation: str) -> None:
    document = run(mutation, entities(mutation))

    for answers in tiers.change(mutation, document, inputs=partial(spoilt, mutation)):
        assert_same(answers, mutation, but_for=what_was_made)


@each_mutation
def test_who_may_not_is_told_alike(tiers: Tiers, mutation: str) -> None:
    for asker in ("stranger", "nobody", "machine"):
        (answers,) = tiers.change(mutation, run(mutation, entities(mutation)), asker)
        assert_same(answers, f"{mutation} by {asker}", but_for=what_was_made)


def everything(mutation: str) -> str:
    """All there is to see of what a mutation changed, and which things those belong to."""
    return " ".join(
        name if is_leaf_type(get_named_type(field.type)) else f"{name} {{ {shown(field.type)} }}"
        for name, field in payload_fields(mutation).items()
        if name != "userErrors" and not is_leaf_type(get_named_type(field.type))
    )


def shown(kind: Any) -> str:
    """Every field of a type; of what has fields inside, what each such thing has."""
    named: Any = get_named_type(kind)
    fields = ["__typename"]
    for name, field in named.fields.items():
        inner: Any = get_named_type(field.type)
        if is_leaf_type(inner):
            fields.append(name)
        elif inner.name.endswith("Connection"):
            leaf = "id" if "id" in SCHEMA.type_map[about(inner)].fields else "__typename"
            fields.append(f"{name} {{ totalCount nodes {{ {leaf} }} edges {{ cursor }} }}")
        else:
            fields.append(f"{name} {{ {leaves_in(inner)} }}")
    return " ".join(fields)


def leaves_in(kind: Any) -> str:
    """The plain fields of a type."""
    return " ".join(
        name for name, field in kind.fields.items() if is_leaf_type(get_named_type(field.type))
    )


def spoilt(mutation: str, input: Input) -> Iterator[Input]:
    """The same input, wrong in every way in which this one can be."""
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
        if isinstance(value, str) and (name in MADE or value.startswith(WAYS_IN)):
            return type(value).__name__
        kind = _kind(value) if isinstance(value, str) else None
        return value if kind is None else seen.setdefault(value, f"{kind} {len(seen)}")

    return named(answer)


def _kind(text: str) -> str | None:
    """What kind of thing a text identifies, if it is an id of ours, or a bare key."""
    if opened := open_id(text):
        return opened[0]
    try:
        return type(UUID(text)).__name__
    except ValueError:
        return None

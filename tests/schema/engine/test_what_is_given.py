"""What a request gives is taken as graphql-core and Strawberry take it, only sooner."""

from random import Random
from typing import Any

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLError,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    Undefined,
    get_argument_values,
    parse,
)
from graphql.execution.values import VariableValues, get_variable_values
from graphql.utilities import coerce_input_value
from strawberry.types.arguments import convert_argument, convert_arguments
from strawberry.types.base import StrawberryObjectDefinition

from schema.engine.coercing import DEPTH_MAX, Unusual, taker
from schema.engine.given import Arguments, Variables
from schema.root import schema

CONVERTER = schema.schema_converter
INPUTS = {
    each.definition.name: each.definition
    for each in CONVERTER.type_map.values()
    if isinstance(each.definition, StrawberryObjectDefinition)
    and each.definition.is_input
    and each.definition.name in schema._schema.type_map  # a generic one has no values itself
}
KINDS = [
    kind for kind in schema._schema.type_map.values() if isinstance(kind, GraphQLInputObjectType)
]
TIMES = 60  # values of each type
WORDS: dict[str, Any] = {
    "Boolean": True,
    "Date": "2026-03-02",
    "DateTime": "2026-03-02T09:00:00Z",
    "Decimal": "12.50",
    "Float": 1.5,
    "Int": 3,
    "JSON": {"a": 1},
}
WRONG: tuple[Any, ...] = (None, 7, 2.5, 2**31, "?", "", True, [], {}, ["?"], {"?": 1})


def a_value(chance: Random, kind: Any, depth: int = 0) -> Any:
    """Something that fits a type, or now and then does not."""
    if chance.random() < 0.03:
        return chance.choice(WRONG)
    if isinstance(kind, GraphQLNonNull):
        return a_value(chance, kind.of_type, depth)
    if isinstance(kind, GraphQLList):
        return [a_value(chance, kind.of_type, depth + 1) for _ in range(chance.randrange(3))]
    if isinstance(kind, GraphQLInputObjectType):
        return {
            name: a_value(chance, field.type, depth + 1)
            for name, field in kind.fields.items()
            if isinstance(field.type, GraphQLNonNull) or (depth < 4 and chance.random() < 0.5)
        }
    if isinstance(kind, GraphQLEnumType):
        return chance.choice(list(kind.values))
    return WORDS.get(kind.name, "abc")


def coerced(value: object, kind: Any) -> Any:
    """What graphql-core makes of it; undefined what it refuses."""
    try:
        return coerce_input_value(value, kind)
    except GraphQLError:
        return Undefined


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_value_is_coerced_alike_or_left_to_graphql_core(kind: GraphQLInputObjectType) -> None:
    chance, take, taken = Random(kind.name), taker(kind), 0
    for _ in range(TIMES):
        value = a_value(chance, kind)
        right = coerced(value, kind)
        try:
            found = take(value, 0)
        except Unusual:
            continue
        taken += 1
        assert repr(found) == repr(right)

    assert taken


@pytest.mark.parametrize("name", INPUTS)
def test_an_input_is_built_alike(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    kind: Any = schema._schema.type_map[name]
    chance = Random(name)
    values = [coerced(a_value(chance, kind), kind) for _ in range(TIMES)]
    sound = [value for value in values if value not in (None, Undefined)]
    found = [_built(name, value) for value in sound]

    for each in INPUTS.values():
        monkeypatch.setattr(each, "from_input", None)

    assert sound
    assert list(map(repr, found)) == [repr(_built(name, value)) for value in sound]


def _built(name: str, value: object) -> object:
    kind = INPUTS[name].origin
    return convert_argument(value, kind, CONVERTER.scalar_registry, CONVERTER.config)


def test_what_lies_too_deep_is_left_to_graphql_core() -> None:
    value: Any = "x"
    for _ in range(DEPTH_MAX + 2):
        value = [value]

    with pytest.raises(Unusual):
        taker(_lists_of_text(DEPTH_MAX + 2))(value, 0)


def _lists_of_text(levels: int) -> Any:
    kind: Any = schema._schema.type_map["String"]
    for _ in range(levels):
        kind = GraphQLList(kind)
    return kind


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"first": 3, "after": "x"},
        {"first": None},
        {"first": 3.0},
        {"first": 2**31},
        {"first": "3"},
        {"after": 5},
        {"first": 3, "nobody": "asked"},
    ],
    ids=str,
)
@pytest.mark.parametrize("declared", ["$first: Int", "$first: Int = 7", "$first: Int!"])
def test_variables_and_arguments_are_what_they_are_for_graphql_core(
    declared: str, given: dict[str, Any]
) -> None:
    document = parse(
        f"query ({declared}, $after: String)"
        " { orders(first: $first, after: $after) { nodes { id } } }"
    )
    operation: Any = document.definitions[0]
    node = operation.selection_set.selections[0]
    definition = schema._schema.query_type.fields["orders"]  # type: ignore[union-attr]
    field = definition.extensions["strawberry-definition"]
    registry, config = CONVERTER.scalar_registry, CONVERTER.config

    right = get_variable_values(schema._schema, operation.variable_definitions, given)
    found = Variables(schema._schema, operation).of(given)

    assert (found is None) is not isinstance(right, VariableValues)
    if found is not None:
        assert isinstance(right, VariableValues)
        assert found.coerced == right.coerced
        assert list(found.sources) == list(right.sources)
        args = get_argument_values(definition, node, found)
        assert Arguments(definition, node, field, registry, config).read(
            found
        ) == convert_arguments(args, field.arguments, registry, config)

"""The schema as a test walks it: its roots, its inputs, and every leaf of an input."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
    get_named_type,
    is_leaf_type,
    is_non_null_type,
)

from schema.root import schema
from tests.schema.stage import Input

SCHEMA: GraphQLSchema = build_schema(schema.as_str())
Path = tuple[str | int, ...]


def fields_of(kind: str) -> dict[str, GraphQLField]:
    """A type's fields by name."""
    found = SCHEMA.type_map[kind]
    assert isinstance(found, GraphQLObjectType)
    return found.fields


QUERIES = sorted(fields_of("Query"))
MUTATIONS = sorted(fields_of("Mutation"))
SUBSCRIPTIONS = sorted(fields_of("Subscription"))


def tells_facts(subscription: str) -> bool:
    """Whether the items of a subscription have a place in the log, and so a cursor."""
    item = get_named_type(fields_of("Subscription")[subscription].type)
    assert isinstance(item, GraphQLObjectType)
    return any(interface.name == "StreamItem" for interface in item.interfaces)


def input_type(mutation: str) -> GraphQLInputObjectType:
    """What a mutation takes."""
    found = get_named_type(fields_of("Mutation")[mutation].args["input"].type)
    assert isinstance(found, GraphQLInputObjectType)
    return found


def payload_fields(mutation: str) -> dict[str, GraphQLField]:
    """What a mutation answers."""
    return fields_of(get_named_type(fields_of("Mutation")[mutation].type).name)


def entities(mutation: str) -> str:
    """A selection of the ids of everything that a mutation changes, or that it is there."""
    kinds = {name: get_named_type(of.type) for name, of in payload_fields(mutation).items()}
    return " ".join(
        f"{name} {{ {'id' if 'id' in fields_of(kind.name) else '__typename'} }}"
        for name, kind in kinds.items()
        if name != "userErrors" and not is_leaf_type(kind)
    )


def requires(mutation: str, field: str) -> bool:
    """Whether an input cannot do without a field."""
    fields = input_type(mutation).fields
    return field in fields and is_non_null_type(fields[field].type)


def keyed() -> list[str]:
    """The mutations that take an idempotency key."""
    return [name for name in MUTATIONS if "idempotencyKey" in input_type(name).fields]


def leaves(
    value: Any, kind: GraphQLInputObjectType, path: Path = ()
) -> Iterator[tuple[Path, str, Any]]:
    """Every leaf of an input: where it stands, the name of its type, and its value."""
    for name, field in kind.fields.items():
        inner = get_named_type(field.type)
        if kind.is_one_of and name not in value:
            continue
        found = value[name]
        for place, item in enumerate(found) if isinstance(found, list) else [(None, found)]:
            here = (*path, name) if place is None else (*path, name, place)
            if isinstance(inner, GraphQLInputObjectType):
                yield from leaves(item, inner, here)
            else:
                yield here, inner.name, item


def leaves_of(mutation: str, input: Input, *kinds: str) -> list[Path]:
    """Where an input has leaves of these types."""
    return [path for path, kind, _ in leaves(input, input_type(mutation)) if kind in kinds]


def replaced(input: Input, path: Path, value: Any) -> Input:
    """The same input but for one leaf."""
    copy: Any = deepcopy(input)
    *way, last = path
    inner = copy
    for step in way:
        inner = inner[step]
    inner[last] = value
    return copy


def is_part_of_input(mutation: str, field: list[str]) -> bool:
    """Whether a path that a refusal names is one that a client could have written."""
    kind: Any = input_type(mutation)
    for step in field:
        if step.isdigit():
            continue
        if not isinstance(kind, GraphQLInputObjectType) or step not in kind.fields:
            return False
        kind = get_named_type(kind.fields[step].type)
    return True


def selection(answer: Any) -> str:
    """The question that an answer answers."""
    fields = []
    for name, value in answer.items():
        inner = value[0] if isinstance(value, list) and value else value
        fields.append(f"{name} {{ {selection(inner)} }}" if isinstance(inner, dict) else name)
    return " ".join(fields)

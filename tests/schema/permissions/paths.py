"""Every way to a thing that the published schema has: what takes an id, and what shows another."""

import json
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    get_named_type,
    get_nullable_type,
    is_introspection_type,
    is_list_type,
    is_non_null_type,
    is_required_argument,
    is_required_input_field,
)

from schema.nodes import NODES
from schema.shared.ids import global_id
from tests.schema.shapes import SCHEMA, fields_of

ROOTS = ("Query", "Mutation", "Subscription")
# How pages, answers and refusals are written; what they hold is asked for where it is held.
PACKAGING = ("Connection", "Edge", "Payload", "Error")
PAGE = 3  # rows, where lists are paged
# What is said where something must be, and it does not matter what.
PLAIN = {
    "Boolean": False,
    "CountryCode": "AT",
    "CurrencyCode": "USD",
    "DateTime": "2026-03-01T00:00:00Z",
    "Decimal": "1.00",
    "ID": global_id("ProductVariant", UUID(int=0)),
    "Int": 1,
    "LocaleCode": "en",
    "String": "web",
}
# What is said beside an id in a cart, that tells nothing by itself: where the cart would go.
THERE = 'destination: { country: "AT" }'
BESIDES = {"customerId": THERE, "shippingMethodId": THERE}


def id_inputs() -> list[str]:
    """Everything that takes an id, such as `Query.orders(where.customer)`."""
    return [
        f"{kind.name}.{name}({'.'.join(way)})"
        for kind in SCHEMA.type_map.values()
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType)
        and not is_introspection_type(kind)
        for name, field in kind.fields.items()
        for way in _ids_of(field.args, (), ())
    ]


def _ids_of(
    taken: Mapping[str, Any], way: tuple[str, ...], entered: tuple[str, ...]
) -> Iterator[tuple[str, ...]]:
    for name, arg in taken.items():
        kind = get_named_type(arg.type)
        if kind.name in {"ID", "IDFilter"}:
            yield (*way, name)
        elif isinstance(kind, GraphQLInputObjectType) and kind.name not in entered:
            yield from _ids_of(kind.fields, (*way, name), (*entered, kind.name))


def takes_filter(path: str) -> bool:
    """Whether ids are given as a condition of a `where`."""
    return "(where." in path


def root_and_way(path: str) -> tuple[str, str, list[str]]:
    """`Query`, `orders` and `["where", "customer"]`."""
    root, rest = path.split(".", 1)
    name, way = rest.removesuffix(")").split("(")
    return root, name, way.split(".")


def probes(path: str, variable: str) -> list[str]:
    """Fields that take an id, in a variable, by this path of a query: one, or every wording."""
    _, name, (*outer, last) = root_and_way(path)
    shown = shape(fields_of("Query")[name])
    if not takes_filter(path):
        return [f"{name}({words(fields_of('Query')[name].args, [*outer, last], variable)}) {shown}"]
    eq = f"{{ {last}: {{ eq: ${variable} }} }}"
    one_of = f"{{ {last}: {{ oneOf: [${variable}] }} }}"
    if get_named_type(fields_of_input(path)[last].type).name == "ID":
        return [f"{name}(where: {{ {last}: ${variable} }}, first: {PAGE}) {shown}"]
    conditions = [eq, one_of, f"{{ OR: [{eq}] }}", f"{{ AND: [{one_of}] }}", f"{{ NOT: {eq} }}"]
    if "AND" not in fields_of_input(path):
        conditions = [eq, one_of]
    return [f"{name}(where: {each}, first: {PAGE}) {shown}" for each in conditions]


def words(taken: Mapping[str, Any], way: list[str], variable: str) -> str:
    """Arguments with a variable at the end of this way, and else just what must be given."""
    said = []
    for name, arg in taken.items():
        kind = get_named_type(arg.type)
        inner = kind.fields if isinstance(kind, GraphQLInputObjectType) else None
        if name in way[:1] and inner is not None:
            said.append(f"{name}: {{ {words(inner, way[1:], variable)} }}")
        elif name in way[:1]:
            is_list = is_list_type(get_nullable_type(arg.type))
            said.append(f"{name}: [${variable}]" if is_list else f"{name}: ${variable}")
        elif is_required_argument(arg):
            said.append(f"{name}: {_plain(kind, variable)}")
    said += [beside for name, beside in BESIDES.items() if way == [name] and "destination" in taken]
    return ", ".join(said)


def _plain(kind: Any, variable: str) -> str:
    """Anything that may stand where this kind of thing must be given."""
    if isinstance(kind, GraphQLInputObjectType):
        return f"{{ {words(kind.fields, [], variable)} }}"
    if isinstance(kind, GraphQLEnumType):
        return next(iter(kind.values))
    return json.dumps(PLAIN[kind.name])


def least(kind: GraphQLInputObjectType, way: list[str], value: str) -> dict[str, Any]:
    """The same as the value of a variable: an id at the end of the way, and what must be given."""
    said: dict[str, Any] = {}
    for name, field in kind.fields.items():
        inner = get_named_type(field.type)
        if name in way[:1]:
            is_last = not isinstance(inner, GraphQLInputObjectType)
            said[name] = value if is_last else least(inner, way[1:], value)
        elif is_required_input_field(field):
            if isinstance(inner, GraphQLInputObjectType):
                said[name] = least(inner, [], value)
            elif isinstance(inner, GraphQLEnumType):
                said[name] = next(iter(inner.values))
            else:
                said[name] = PLAIN[inner.name]
    return said


def fields_of_input(path: str) -> Mapping[str, Any]:
    """What the `where` of a path has."""
    root, name, _ = root_and_way(path)
    kind = get_named_type(fields_of(root)[name].args["where"].type)
    assert isinstance(kind, GraphQLInputObjectType)
    return kind.fields


def shown_types() -> list[str]:
    """Every type whose fields somebody may or may not be shown."""
    return sorted(
        name
        for name, kind in SCHEMA.type_map.items()
        if isinstance(kind, GraphQLObjectType)
        and not is_introspection_type(kind)
        and name not in ROOTS
        and not name.endswith(PACKAGING)
        and name != "PageInfo"
    )


def every_field(kind: str) -> str:
    """A selection of all that a thing shows: of other things their ids, of values everything."""
    return " ".join(f"{name}{_called(field)}" for name, field in fields_of(kind).items())


def _called(field: GraphQLField) -> str:
    shown = shape(field)
    paged = f"(first: {PAGE})" if "first" in field.args else ""
    return f"{paged} {shown}" if shown else ""


def shape(field: GraphQLField) -> str:
    """The selection a field wants: nothing for a scalar."""
    kind: GraphQLNamedType = get_named_type(field.type)
    if kind.name in NODES:
        return "{ __typename id }"
    if isinstance(kind, GraphQLInterfaceType):
        return "{ __typename id }"
    if not isinstance(kind, GraphQLObjectType):
        return ""
    if kind.name.endswith("Connection"):
        return f"{{ nodes {shape(kind.fields['nodes'])} totalCount }}"
    return f"{{ {every_field(kind.name)} }}"


def is_needed(mutation: str, way: list[str]) -> bool:
    """Whether a mutation cannot do without what stands at a path of its input."""
    fields: Mapping[str, Any] = fields_of("Mutation")[mutation].args
    for step in way:
        kind = fields[step].type
        if not is_non_null_type(kind):
            return False
        inner = get_named_type(kind)
        fields = inner.fields if isinstance(inner, GraphQLInputObjectType) else {}
    return True

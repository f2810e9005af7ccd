"""The list of paths that the external suites try with somebody else's ids misses none."""

import json
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from graphql import (
    ArgumentNode,
    DocumentNode,
    GraphQLObjectType,
    ObjectValueNode,
    TypeInfo,
    TypeInfoVisitor,
    ValueNode,
    VariableNode,
    Visitor,
    parse,
    validate,
    visit,
)

from domain.shared.errors import DomainError
from domain.shared.ids import new_id
from schema.shared.ids import key_of
from tests.conformance.shop import open_shop
from tests.schema.permissions.ids import EACH, KINDS
from tests.schema.permissions.paths import id_inputs
from tests.schema.permissions.transports import at_the_door
from tests.schema.shapes import SCHEMA
from tests.wire import serving

CONFIG: dict[str, Any] = json.loads(Path(__file__).with_name("config.json").read_text())
DOCUMENTS: dict[str, str] = {each["name"]: each["query"] for each in CONFIG["bola"]}


def test_every_document_of_the_list_can_be_asked() -> None:
    wrong = {name: validate(SCHEMA, parse(query)) for name, query in DOCUMENTS.items()}

    assert {name: mistakes for name, mistakes in wrong.items() if mistakes} == {}


def test_every_path_that_takes_an_id_is_in_the_list() -> None:
    """But for subscriptions, which the stream suites ask."""
    takes = {path for path in id_inputs() if not path.startswith("Subscription.")}
    tried = {path for query in DOCUMENTS.values() for path in ids_given(parse(query))}

    assert takes - tried == set()


def test_no_name_is_given_twice() -> None:
    assert len(DOCUMENTS) == len(CONFIG["bola"])


def ids_given(document: DocumentNode) -> dict[str, set[str]]:
    """The paths, such as `Query.orders(where.customer)`, at which a document gives an id, and the
    variables in which it does."""
    found: dict[str, set[str]] = {}
    info = TypeInfo(SCHEMA)

    class Arguments(Visitor):
        def enter_argument(self, node: ArgumentNode, *_: Any) -> None:
            owner, field = info.get_parent_type(), info.get_field_def()
            assert isinstance(owner, GraphQLObjectType)
            assert field is not None
            name = next(name for name, known in owner.fields.items() if known is field)
            for way, value in ways(node.value, node.name.value):
                given = found.setdefault(f"{owner.name}.{name}({way})", set())
                if isinstance(value, VariableNode):
                    given.add(value.name.value)

    visit(document, TypeInfoVisitor(info, Arguments()))
    return {path: found[path] for path in found.keys() & set(id_inputs())}


OPERATORS = {"eq", "oneOf"}


def ways(value: ValueNode, way: str) -> Iterator[tuple[str, ValueNode]]:
    """Every path inside a value, and what stands there; lists and the operators of conditions are
    no step of one."""
    yield way, value
    for inner in getattr(value, "values", ()):
        yield from ways(inner, way)
    if isinstance(value, ObjectValueNode):
        for field in value.fields:
            step = field.name.value
            yield from ways(field.value, way if step in LOGIC | OPERATORS else f"{way}.{step}")


LOGIC = {"AND", "OR", "NOT"}


async def test_strangers_are_shown_nothing_by_any_document_of_the_list(
    database: dict[str, Any],
) -> None:
    """As the external suites do it: with the ids of one customer, by another and by nobody."""
    cast = await open_shop()
    who = {"customerA": cast.customer_a, "customerB": cast.customer_b, "staff": cast.staff}
    shown, wrong = [], []
    async with serving(database) as address, AsyncExitStack() as doors:
        opened = {
            name: await doors.enter_async_context(at_the_door(address, actor))
            for name, actor in {**who, "nobody": None}.items()
        }
        ids = {
            name: at((await opened[how.get("as", "nobody")].ask("http", how["query"])).said, how)
            for name, how in CONFIG["ids"].items()
        }
        assert {name for name, value in ids.items() if value is None} == set()
        for each in CONFIG["bola"]:
            given = {name: filled(text, ids) for name, text in each.get("variables", {}).items()}
            for path, names in ids_given(parse(each["query"])).items():
                wrong += [(each["name"], path) for name in names if not is_of(path, given[name])]
            for stranger in ("customerB", "nobody"):
                said = (await opened[stranger].ask("http", each["query"], **given)).said
                shown += [
                    (each["name"], stranger)
                    for path in each["leak"]
                    if at(said, {"path": path}) is not None
                ]

    assert shown == []
    assert wrong == [], "an id of another kind proves nothing"


def is_of(path: str, given: str) -> bool:
    """Whether an id is one of what is meant at a path."""
    try:
        key_of(KINDS[path], given)
    except DomainError:
        return KINDS[path] == EACH
    return True


def at(said: Any, how: dict[str, Any]) -> Any:
    """What stands at a path of an answer's data; None where there is nothing."""
    found = said.get("data")
    for step in how["path"].split("."):
        if isinstance(found, list):
            found = found[int(step)] if int(step) < len(found) else None
        else:
            found = found.get(step) if found else None
    return found


def filled(text: str, ids: dict[str, Any]) -> str:
    """A variable with the id that it names."""
    if text == "${unique}":
        return str(new_id())
    return str(ids[text.removeprefix("${ids.").removesuffix("}")]) if "${ids." in text else text

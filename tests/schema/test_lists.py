"""Every list: pages that cannot be, cursors of elsewhere and words that are none are refused."""

import base64
from typing import Any

import orjson
import pytest
from graphql import GraphQLInputObjectType, GraphQLObjectType, get_named_type

from domain.shared.ids import new_id
from schema.shared.ids import global_id
from tests.graph import Graph
from tests.schema.everything import one_of_everything
from tests.schema.shapes import QUERIES, SCHEMA, fields_of
from tests.schema.stage import Stage
from tests.shop import Shop

CONNECTIONS = [
    name for name in QUERIES if str(fields_of("Query")[name].type).endswith("Connection!")
]
WINDOWS = [
    "first: 0",
    "first: -1",
    "first: 101",
    "last: 0",
    "last: 101",
    "first: 1, last: 1",
    'after: "nonsense"',
    'before: ""',
    'after: "ö\\u0000"',
]


def cursor(*parts: object) -> str:
    """A cursor that somebody made up."""
    return base64.urlsafe_b64encode(orjson.dumps(parts)).decode()


def lists_within() -> dict[str, list[str]]:
    """The lists inside each type that has a global id."""
    return {
        name: found
        for name, kind in SCHEMA.type_map.items()
        if isinstance(kind, GraphQLObjectType)
        and any(interface.name == "Node" for interface in kind.interfaces)
        and (
            found := [
                field
                for field, each in kind.fields.items()
                if get_named_type(each.type).name.endswith("Connection")
            ]
        )
    }


async def codes(graph: Graph, query: str, **variables: Any) -> list[str]:
    """What is wrong with a question, if anything; each error names the field."""
    result = await graph.answer(graph.shop.admin, query, **variables)
    told = [error.extensions or {} for error in result.errors or []]
    return [error["code"] if error.get("field") else "which field?" for error in told]


async def test_a_page_that_cannot_be_is_refused_by_name(graph: Graph) -> None:
    for name in CONNECTIONS:
        for window in WINDOWS:
            query = f"{{ {name}({window}) {{ nodes {{ __typename }} }} }}"
            assert await codes(graph, query) == ["INVALID_INPUT"], query


async def test_the_lists_inside_things_refuse_the_same(graph: Graph, shop: Shop) -> None:
    ids = await one_of_everything(await Stage.build(shop))

    for kind, names in lists_within().items():
        for name in names:
            for window in WINDOWS:
                inner = (
                    f"... on {kind} {{ {name}({window}) {{ totalCount nodes {{ __typename }} }} }}"
                )
                query = f'{{ node(id: "{ids[kind]}") {{ {inner} }} }}'
                assert await codes(graph, query) == ["INVALID_INPUT"], query


async def test_a_cursor_is_good_for_its_own_list_only(graph: Graph, shop: Shop) -> None:
    await one_of_everything(await Stage.build(shop))
    pages = {
        name: await graph.ask(shop.admin, f"{{ {name} {{ pageInfo {{ endCursor }} }} }}")
        for name in CONNECTIONS
    }
    cursors = {name: page[name]["pageInfo"]["endCursor"] for name, page in pages.items()}

    for name in ("orders", "tickets", "brands"):
        query = f"query($after: String) {{ {name}(after: $after) {{ nodes {{ id }} }} }}"
        assert await codes(graph, query, after=cursors[name]) == []
        for other in {"orders", "warehouses", "brands"} - {name}:
            assert await codes(graph, query, after=cursors[other]) == ["INVALID_INPUT"]
    by_number = (
        "query($after: String) { orders(orderBy: {field: NUMBER}, after: $after) { nodes { id } } }"
    )
    assert await codes(graph, by_number, after=cursors["orders"]) == ["INVALID_INPUT"]


@pytest.mark.parametrize(
    ("question", "made_up"),
    [
        ("orders", ["placedAt", "yesterday", str(new_id())]),
        ("orders", ["placedAt", "2026-03-02T09:00:00", str(new_id())]),
        ("orders", ["placedAt", "0001-01-01T00:00:00+14:00", str(new_id())]),
        ("orders", ["placedAt", "2026-03-02T09:00:00Z", "1"]),
        ("orders", ["placedAt", None, None]),
        ("orders", {"placedAt": 1}),
        ("brands", ["NAME", "a\x00b", str(new_id())]),
    ],
)
async def test_a_made_up_cursor_is_refused(graph: Graph, question: str, made_up: Any) -> None:
    query = f"query($after: String) {{ {question}(after: $after) {{ nodes {{ id }} }} }}"
    text = cursor(*made_up) if isinstance(made_up, list) else cursor(made_up)

    assert await codes(graph, query, after=text) == ["INVALID_INPUT"]


@pytest.mark.parametrize("number", ["99999999999", "9" * 400, "-1.5", "\x00"])
async def test_a_made_up_number_in_a_cursor_is_refused(
    graph: Graph, shop: Shop, number: str
) -> None:
    order = await shop.order()
    made_up = {
        "lines": cursor("position", number, str(new_id())),
        "events": cursor("version", number, number),
    }

    for name, after in made_up.items():
        query = (
            "query($id: ID!, $after: String)"
            f" {{ order(id: $id) {{ {name}(after: $after) {{ nodes {{ __typename }} }} }} }}"
        )
        answer = await codes(graph, query, id=global_id("Order", order.id), after=after)
        assert answer == ["INVALID_INPUT"]


def words(kind: str) -> list[str]:
    """The conditions on text that a list's `where` has."""
    where = fields_of("Query")[kind].args.get("where")
    found = get_named_type(where.type) if where else None
    return [
        name
        for name, field in (
            found.fields if isinstance(found, GraphQLInputObjectType) else {}
        ).items()
        if get_named_type(field.type).name == "StringFilter"
    ]


async def test_words_that_are_none_are_refused_wherever_one_searches(graph: Graph) -> None:
    nul = "a\x00b"
    for name in CONNECTIONS:
        for field in words(name):
            for condition in ({"eq": nul}, {"oneOf": ["tea", nul]}, {"contains": nul}):
                kind = get_named_type(fields_of("Query")[name].args["where"].type).name
                query = f"query($w: {kind}) {{ {name}(where: $w) {{ nodes {{ id }} }} }}"
                assert await codes(graph, query, w={"NOT": {field: condition}}) == ["INVALID_INPUT"]
        if "search" in fields_of("Query")[name].args:
            query = f"query($s: String) {{ {name}(search: $s) {{ nodes {{ id }} }} }}"
            assert await codes(graph, query, s=nul) == ["INVALID_INPUT"]
            assert await codes(graph, query, s="x" * 100_000) == ["INVALID_INPUT"]


@pytest.mark.parametrize(
    "question",
    [
        "product(slug: $text)",
        "variant(sku: $text)",
        "category(slug: $text)",
        "orderByIdentifier(identifier: {number: $text})",
        'orderByIdentifier(identifier: {external: {channel: $text, externalId: "1"}})',
        'orderByIdentifier(identifier: {external: {channel: "web", externalId: $text}})',
        'orderByIdentifier(identifier: {waybill: {carrier: $text, number: "SWIFT1"}})',
        'orderByIdentifier(identifier: {waybill: {carrier: "swift", number: $text}})',
    ],
)
async def test_a_name_that_nothing_can_have_is_nothing_or_refused(
    graph: Graph, question: str
) -> None:
    query = f"query($text: String!) {{ it: {question} {{ id }} }}"

    for text in ("a\x00b", "x" * 100_000, ""):
        assert await codes(graph, query, text=text) in ([], ["INVALID_INPUT"])


async def test_an_id_of_another_kind_is_nobodys_in_a_condition(graph: Graph, shop: Shop) -> None:
    order = await shop.order()
    query = "query($w: OrderWhere) { orders(where: $w) { nodes { id } totalCount } }"

    for wrong in (global_id("Brand", order.id), global_id("Order", new_id()), "nonsense"):
        none = await graph.ask(shop.admin, query, w={"id": {"eq": wrong}})
        both = await graph.ask(
            shop.admin, query, w={"id": {"oneOf": [wrong, global_id("Order", order.id)]}}
        )
        assert none["orders"] == {"nodes": [], "totalCount": 0}
        assert both["orders"]["totalCount"] == 1


async def test_a_filter_has_an_end(graph: Graph) -> None:
    query = "query($w: OrderWhere) { orders(where: $w) { nodes { id } } }"
    many = {"OR": [{"number": {"eq": str(n)}} for n in range(51)]}
    long = {"number": {"oneOf": [str(n) for n in range(251)]}}
    deep: dict[str, Any] = {"number": {"eq": "1"}}
    for _ in range(30):
        deep = {"NOT": deep}

    for condition in (many, long, deep):
        assert await codes(graph, query, w=condition) == ["INVALID_INPUT"]


async def test_no_more_than_250_things_are_asked_for_by_id(graph: Graph) -> None:
    query = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }"

    assert await codes(graph, query, ids=["x"] * 250) == []
    assert await codes(graph, query, ids=["x"] * 251) == ["INVALID_INPUT"]


async def test_a_list_is_sorted_by_one_column(graph: Graph) -> None:
    query = "{ orders(orderBy: [{field: NUMBER}, {field: PLACED_AT}]) { nodes { id } } }"

    assert await codes(graph, query) == ["INVALID_INPUT"]

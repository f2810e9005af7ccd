"""The schema is prose: everything says what it is, and what means the same looks the same."""

import re
from collections.abc import Iterator

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLWrappingType,
    build_schema,
    get_named_type,
    is_introspection_type,
    is_list_type,
    is_non_null_type,
    is_specified_scalar_type,
)

from api.settings import PROJECT
from schema.root import schema

SCHEMA = build_schema(schema.as_str())
OURS = [
    kind
    for kind in SCHEMA.type_map.values()
    if not is_introspection_type(kind) and not is_specified_scalar_type(kind)
]
WITH_FIELDS = (GraphQLObjectType, GraphQLInterfaceType, GraphQLInputObjectType)
PAGING = {"first": "Int", "after": "String", "last": "Int", "before": "String"}
# What another system calls a thing, and what an answer calls its request.
NO_IDS = {"externalId", "isValid", "paid", "paymentVoid", "requestId"}


def described() -> Iterator[tuple[str, str | None]]:
    """Everything that has a name, and its description."""
    for kind in OURS:
        yield kind.name, kind.description
        if isinstance(kind, GraphQLEnumType):
            for name, value in kind.values.items():
                yield f"{kind.name}.{name}", value.description
        for field in fields(kind):
            yield field.path, field.description


class Field:
    """A field of an object or an input, or an argument of a field."""

    def __init__(self, owner: str, name: str, definition: object) -> None:
        self.owner, self.name, self.path = owner, name, f"{owner}.{name}"
        self.type = definition.type
        self.description = definition.description
        self.args = getattr(definition, "args", {})


def fields(kind: GraphQLNamedType) -> Iterator[Field]:
    if not isinstance(kind, WITH_FIELDS):
        return
    for name, field in kind.fields.items():
        found = Field(kind.name, name, field)
        yield found
        for arg, taken in found.args.items():
            yield Field(found.path, arg, taken)


EVERY_FIELD = [field for kind in OURS for field in fields(kind)]


def test_everything_says_what_it_is() -> None:
    assert [path for path, words in described() if not words] == []


def test_every_description_begins_and_ends_as_a_sentence_does() -> None:
    said = {path: words or "" for path, words in described()}

    assert [path for path, words in said.items() if not words[:1].isupper()] == []
    assert [path for path, words in said.items() if not words.endswith((".", "…"))] == []


def test_the_published_schema_is_the_one_that_answers() -> None:
    published = (PROJECT / "schema.graphql").read_text()

    assert published == schema.as_str() + "\n", "run make schema"


def test_no_field_repeats_the_name_of_its_type() -> None:
    names = {name[0].lower() + name[1:] for name in SCHEMA.type_map}

    assert [
        field.path
        for field in EVERY_FIELD
        if field.name.lower().startswith(field.owner.lower())
        and field.name != field.owner.lower()
        and field.name not in names  # that is another thing: a parcel's fulfillmentOrder
    ] == []


def test_what_is_called_an_id_is_an_id_and_nothing_else_is() -> None:
    called = {
        field.path
        for field in EVERY_FIELD
        if field.name.endswith(("Id", "Ids", "id", "ids"))
        and field.name not in NO_IDS
        and get_named_type(field.type).name != "IDFilter"
    }
    are = {
        field.path
        for field in EVERY_FIELD
        if get_named_type(field.type).name == "ID" and not field.owner.startswith("IDFilter")
    }

    assert called == are


def test_what_is_shown_refers_to_things_and_not_to_their_ids() -> None:
    shown = [field for field in EVERY_FIELD if field.owner in SCHEMA.type_map]
    objects = {kind.name for kind in OURS if isinstance(kind, GraphQLObjectType)}

    assert [
        field.path
        for field in shown
        if field.owner in objects
        and field.name.endswith(("Id", "Ids"))
        and field.name not in NO_IDS
    ] == []


def test_every_list_that_can_grow_is_paged_in_the_same_four_words() -> None:
    paged = [
        field for field in EVERY_FIELD if get_named_type(field.type).name.endswith("Connection")
    ]

    assert len(paged) > 20
    for field in paged:
        taken = {name: str(arg.type) for name, arg in field.args.items() if name in PAGING}
        assert taken == PAGING, field.path
        assert is_non_null_type(field.type), field.path


def test_every_connection_has_the_same_shape() -> None:
    for kind in OURS:
        if kind.name.endswith("Connection"):
            assert set(kind.fields) == {"edges", "nodes", "pageInfo", "totalCount"}
            assert str(kind.fields["pageInfo"].type) == "PageInfo!"
            assert str(kind.fields["totalCount"].type) == "Int!"


def test_no_list_holds_a_null_but_nodes_which_answers_place_by_place() -> None:
    lists = [field for field in EVERY_FIELD if _is_list(field.type)]
    bare = [field.type.of_type if is_non_null_type(field.type) else field.type for field in lists]

    assert [
        field.path
        for field, kind in zip(lists, bare, strict=True)
        if not is_non_null_type(kind.of_type)
    ] == ["Query.nodes"]


def _is_list(kind: object) -> bool:
    return is_list_type(kind) or (
        isinstance(kind, GraphQLWrappingType) and is_list_type(kind.of_type)
    )


def test_every_mutation_says_what_it_needs() -> None:
    needs = re.compile(r"[a-z]+:[a-z]+|[Ff]or everybody|[Ff]or whoever|[Yy]ours?|everybody may")
    mutations = SCHEMA.type_map["Mutation"].fields

    assert [name for name, field in mutations.items() if not needs.search(field.description)] == []

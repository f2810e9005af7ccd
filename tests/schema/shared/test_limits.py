"""A document that is too large is refused before anything walks it, however small it looks."""

import gc
import json

import pytest
from graphql import GraphQLSyntaxError, Lexer, Source, TokenKind, get_introspection_query, parse
from hypothesis import given, reject
from hypothesis import strategies as st

from domain.shared.context import ANONYMOUS
from domain.shared.ids import new_id
from schema.engine.engine import Checked
from schema.engine.shelves import LONG, SHELVES
from schema.root import schema
from schema.shared.ids import global_id
from schema.shared.limits import (
    ALIASES_MAX,
    DEPTH_MAX,
    DIRECTIVES_MAX,
    FIELDS_MAX,
    FRAGMENTS_MAX,
    INTROSPECTION_DEPTH_MAX,
    OPERATIONS_MAX,
    ROOT_FIELDS_MAX,
    TOKEN,
    TOKENS_MAX,
    has_too_many_tokens,
    too_large,
)
from tests.graph import Graph
from tests.wire import Refused


def bomb(levels: int) -> str:
    """Fragments that each spread the next one twice."""
    doubling = [f"fragment A{i} on Query {{ ...A{i + 1} ...A{i + 1} }}" for i in range(levels)]
    last = f"fragment A{levels} on Query {{ viewer {{ kind }} }}"
    return " ".join(["{ ...A0 }", *doubling, last])


@pytest.mark.parametrize("levels", [10, FRAGMENTS_MAX - 1])
def test_fragments_that_double_are_counted_and_not_walked(levels: int) -> None:
    assert too_large(parse(bomb(levels))) == f"This asks for more than {FIELDS_MAX} fields."


def test_a_fragment_that_spreads_itself_is_refused() -> None:
    endless = parse("{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }")

    assert too_large(endless) == "A fragment spreads itself."


def test_depth_is_counted_through_fragments() -> None:
    deep = "{ ...A } fragment A on Query " + "{ node " * (DEPTH_MAX + 1) + " }" * (DEPTH_MAX + 1)

    assert "levels deep" in str(too_large(parse(deep)))


@pytest.mark.parametrize(
    "document",
    [
        "{ " + " ".join(f"a{i}: __typename" for i in range(ROOT_FIELDS_MAX + 1)) + " }",
        "{ " + "viewer { kind } " * (ROOT_FIELDS_MAX + 1) + "}",
        "{ " + "...A " * (ROOT_FIELDS_MAX + 1) + "} fragment A on Query { __typename }",
    ],
    ids=["aliases", "repeated", "spread"],
)
def test_the_root_has_few_fields_by_whatever_name(document: str) -> None:
    assert "at its root" in str(too_large(parse(document)))


def test_aliases_are_counted() -> None:
    many = " ".join(f"a{i}: kind" for i in range(ALIASES_MAX + 1))

    assert "aliases" in str(too_large(parse(f"{{ viewer {{ {many} }} }}")))


@pytest.mark.parametrize(
    ("document", "refusal"),
    [
        (" ".join(f"query Q{i} {{ a }}" for i in range(OPERATIONS_MAX + 1)), "operations"),
        ("{ a } " + "fragment A on Query { a } " * (FRAGMENTS_MAX + 1), "fragments"),
        ("{ a " + "@skip(if: true) " * (DIRECTIVES_MAX + 1) + "}", "directives"),
        ("{ a } fragment A on Query { a " + "@x " * (DIRECTIVES_MAX + 1) + "}", "directives"),
    ],
    ids=["operations", "fragments", "directives", "directives of a fragment not used"],
)
def test_a_document_has_few_parts(document: str, refusal: str) -> None:
    assert f"at most 20 {refusal}" in str(too_large(parse(document))).replace("50", "20")


def test_introspection_goes_down_so_far_and_no_further() -> None:
    levels = INTROSPECTION_DEPTH_MAX + 1
    deep = "{ __schema { types " + "{ ofType " * levels + "{ name } " + "} " * levels + "} }"

    assert "Introspection goes at most" in str(too_large(parse(deep)))


async def test_introspection_does_not_go_in_circles(graph: Graph) -> None:
    """A type has fields, they have types, these have fields: each round is a hundred times more."""
    round_ = "fields { type { " * 3 + "name" + " } }" * 3

    with pytest.raises(Refused) as refused:
        await graph.ask(ANONYMOUS, f"{{ __schema {{ types {{ {round_} }} }} }}")

    assert "introspection depth" in str(refused.value)


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=8)
PIECES = st.one_of(
    st.sampled_from(["{", "}", "(", ")", "[", "]", ":", "=", "@", "!", "$", "|", "&", "..."]),
    st.sampled_from([" ", "\n", ",", "\t", '# {a "}\n', "#\n"]),
    st.from_regex(r"[_A-Za-z][_0-9A-Za-z]{0,5}", fullmatch=True).map(lambda name: name + " "),
    st.sampled_from(["0 ", "-1 ", "1.5 ", "-1.5e-10 ", "2E+3 "]),
    TEXTS.map(json.dumps),
    TEXTS.map(lambda text: '"""' + text.replace("\\", "").replace('"""', '\\"""') + ' """'),
)


@given(st.lists(PIECES, max_size=60))
def test_tokens_are_counted_as_graphql_counts_them(pieces: list[str]) -> None:
    text = "".join(pieces)
    lexer, counted = Lexer(Source(text)), 0
    try:
        while lexer.advance().kind is not TokenKind.EOF:
            counted += 1
    except GraphQLSyntaxError:  # two pieces that must not stand side by side
        reject()

    assert sum(each[0][0] != "#" for each in TOKEN.finditer(text)) == counted


def test_too_many_tokens_are_refused_before_they_are_read() -> None:
    assert not has_too_many_tokens("a " * TOKENS_MAX)
    assert has_too_many_tokens("a " * (TOKENS_MAX + 1))
    assert not has_too_many_tokens("# a\n" * (TOKENS_MAX + 1))
    assert not has_too_many_tokens('"' + "a " * TOKENS_MAX + '"')


def test_what_tools_ask_is_not_too_large() -> None:
    assert too_large(parse(get_introspection_query(input_value_deprecation=True))) is None


SOME_ORDER = global_id("Order", new_id())
FOLLOW = "subscription ($id: ID!) { orderUpdated(id: $id) { kind order { number } } }"


@pytest.mark.parametrize(
    ("longer", "remembered"), [(0, 2), (SHELVES[-1][0], 0)], ids=["short", "long"]
)
async def test_long_documents_are_soon_forgotten(
    graph: Graph, longer: int, remembered: int
) -> None:
    """A thousand of two million characters would fill the machine."""
    tail = f"# {new_id()} {'x' * longer}"

    for document in (f"{{ brands {{ totalCount }} }} {tail}", f"{FOLLOW} {tail}"):
        context = graph.context(ANONYMOUS)
        await schema.engine.answer(document, None, None, context)
        if selection := schema.selection(document, {"id": SOME_ORDER}, None, context):
            assert selection.own is not None  # which compiles what it shows
        del context, selection
    for number in range(LONG):
        schema.checked(f"{{ __typename }} # {number} {new_id()} {'x' * SHELVES[-1][0]}", None)

    gc.collect()
    known = [each for each in gc.get_objects() if isinstance(each, Checked)]
    assert sum(each.name[0].endswith(tail) for each in known) == remembered

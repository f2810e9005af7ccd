"""What clients get wrong in a document itself: a table, each row with a fault of its own."""

from collections.abc import Callable
from copy import deepcopy

from tests.schema.engine.chance import Chance
from tests.schema.engine.draft import Draft
from tests.schema.engine.selections import Field, Fragment, Inline, Selection, Spread

Fault = Callable[[Chance, Draft], None]


def _add(*selections: Selection) -> Fault:
    """Something more on some level."""

    def spoil(chance: Chance, draft: Draft) -> None:
        chance.among(draft.levels()).extend(deepcopy(selections))

    return spoil


def _add_at_root(*selections: Selection) -> Fault:
    def spoil(_: Chance, draft: Draft) -> None:
        draft.selections.extend(deepcopy(selections))

    return spoil


def _say(directive: str) -> Fault:
    """Something more beside some selection."""

    def spoil(chance: Chance, draft: Draft) -> None:
        chance.among(chance.among(draft.levels())).directives += directive

    return spoil


def _call_it(name: str) -> Fault:
    """Something wrong where the operation's name stands."""

    def spoil(_: Chance, draft: Draft) -> None:
        draft.name, draft.is_short = name, False

    return spoil


def _beside(*operations: str) -> Fault:
    def spoil(_: Chance, draft: Draft) -> None:
        draft.others.extend(operations)

    return spoil


def _fragment(on: str, *inner: Selection, is_used: bool = True) -> Fault:
    """One more fragment; some level uses it."""

    def spoil(chance: Chance, draft: Draft) -> None:
        if is_used:
            chance.among(draft.levels()).append(Spread("G"))
        draft.fragments["G"] = Fragment("G", on, list(deepcopy(inner)), {})

    return spoil


def _declare(name: str, kind: str, *, use: str = "") -> Fault:
    """One more variable, perhaps used for what it is not good for."""

    def spoil(chance: Chance, draft: Draft) -> None:
        draft.declare(name, kind)
        chance.among(draft.selections).directives += use

    return spoil


def _open_nothing(chance: Chance, draft: Draft) -> None:
    """A field that has fields inside, without any."""
    fields = [each for each in draft.selections if isinstance(each, Field) and each.inner]
    if fields:
        chance.among(fields).inner = None


def _argue(chance: Chance, draft: Draft) -> None:
    """An argument that there is not."""
    for each in chance.among(draft.levels()):
        if isinstance(each, Field):
            each.arguments = {**each.arguments, "nothingSuch": "1"}


def _deep(levels: int) -> Field:
    inner = Field("id")
    for _ in range(levels):
        inner = Field("parent", inner=[inner])
    return Field("category", arguments={"id": '"x"'}, inner=[inner])


ID = [Field("id")]
IN_THE_DRAFT: dict[str, Fault] = {
    "a field that there is not": _add(Field("nothingSuch")),
    "a field that there is not, with something inside": _add(Field("nothingSuch", inner=ID)),
    "a leaf with something inside": _add(Field("__typename", inner=ID)),
    "a thing with nothing inside": _open_nothing,
    "an argument that there is not": _argue,
    "an argument twice": _add_at_root(Field('order(id: "x", id: "y")', inner=ID)),
    "an argument missing": _add_at_root(Field("order", inner=ID)),
    "a list of arguments missing": _add_at_root(Field("nodes", "things", inner=ID)),
    "a directive that there is not": _say(" @nowhere"),
    "a directive twice": _say(" @skip(if: false) @skip(if: false)"),
    "a condition on nothing": _say(" @include"),
    "a condition that is null": _say(" @include(if: null)"),
    "a directive that belongs elsewhere": _call_it("Q @include(if: true)"),
    "a variable that nobody declared": _say(" @include(if: $nobody)"),
    "a variable in one of several, that nobody declared": _add_at_root(
        Field("orderByIdentifier", "by", {"identifier": "{number: $nobody}"}, inner=ID)
    ),
    "a variable that nobody uses": _declare("unused", "Int"),
    "a variable of a type that there is not": _declare("odd", "Nothing", use=" @skip(if: $odd)"),
    "a variable of a type that is no input": _declare("odd", "Order", use=" @skip(if: $odd)"),
    "a variable of another type": _declare("odd", "String!", use=" @skip(if: $odd)"),
    "a variable that may be null": _declare("odd", "Boolean", use=" @skip(if: $odd)"),
    "a fragment that there is not": _add(Spread("Nowhere")),
    "a fragment that nobody uses": _fragment("Order", *ID, is_used=False),
    "a fragment that spreads itself": _fragment("Query", Field("__typename"), Spread("G")),
    "a fragment on a scalar": _fragment("DateTime", Field("__typename")),
    "a fragment on nothing": _fragment("Nothing", Field("__typename")),
    "a fragment that cannot apply": _fragment("PageInfo", Field("__typename")),
    "a fragment on an input": _add(Inline("OrderWhere", "", [*ID])),
    "one key for two things": _add(Field("id", "same"), Field("__typename", "same")),
    "one key for two lists": _add_at_root(
        Field("carriers", "same", inner=ID), Field("channels", "same", inner=ID)
    ),
    "one name for two operations": _beside("query Q { eventCursor }", "query Q { eventCursor }"),
    "an operation without a name beside others": _beside("{ eventCursor }"),
    "more levels than are allowed": _add_at_root(_deep(22)),
    "more fields at the root than are allowed": _add_at_root(
        *(Field("eventCursor", f"c{number}") for number in range(20))
    ),
    "more fields than are allowed": _fragment(
        "Query", *(Field("__typename", f"t{number}") for number in range(1_000))
    ),
}

# What is wrong with the text itself.
IN_THE_TEXT: dict[str, Callable[[Chance, str], str]] = {
    "cut off": lambda chance, text: text[: chance.upto(len(text) - 1)],
    "a stray sign": lambda chance, text: text.replace("{", chance.among("{&}\x00"), 1),
    "an open string": lambda _, text: text + '"',
    "nothing": lambda _, text: text[:0],
    "only a fragment": lambda *_: "fragment F on Query { __typename }",
    "no query": lambda *_: "subscription { orderFeed { kind } }",
    "a change": lambda *_: 'mutation { brandCreate(input: {name: "x"}) { brand { id } } }',
    "a type": lambda _, text: text + "\ntype A { b: Int }",
    "more words than are allowed": lambda _, text: text + "\n" + "fragment F on Query { id }" * 500,
}

"""What is not yours is not there: by whatever way an id is given, and on every way in.

The law has no exceptions, so it needs no table: where somebody does not find a thing by its id,
every field, argument and input that takes the id answers to the letter as for an id behind which
there is nothing.
"""

import base64
import re
from collections.abc import Callable, Iterator
from typing import Any

from schema.nodes import NODES
from schema.shared.ids import open_id
from tests.schema.permissions.house import House, missing, open_house
from tests.schema.permissions.ids import EACH, KINDS, under
from tests.schema.permissions.paths import id_inputs, probes, root_and_way
from tests.schema.permissions.transports import TRANSPORTS, Answer
from tests.schema.shapes import tells_facts
from tests.shop import Shop

WITHOUT_NAMES = re.compile(r"^a\d+: |\$v\d+")
AT_ONCE = 12  # questions in one request
# Their refusal is the whole answer: nothing else is asked beside them.
REFUSING = ("auditTrail(", "couponValidate(", "promotionEvaluate(", "shippingQuotes(")
Probes = list[tuple[str, str]]  # a field with a variable for an id, and the id


def test_everything_that_takes_an_id_stands_in_the_table() -> None:
    assert sorted(KINDS) == sorted(id_inputs())


async def test_a_question_about_what_one_may_not_see_is_answered_as_if_it_were_not(
    shop: Shop, database: dict[str, Any]
) -> None:
    async with open_house(shop, database) as house:
        for person, door in house.doors.items():
            seen = await house.seen_through(door)
            for document, foreign in requests(house, seen):
                unknown = {name: missing(value) for name, value in foreign.items()}
                for transport in TRANSPORTS:
                    hidden = await door.ask(transport, document, **foreign)
                    nothing = await door.ask(transport, document, **unknown)
                    assert apart(hidden, nothing, document) == [], (person, transport)


async def test_whoever_may_see_it_is_told_by_every_one_of_these_questions(
    shop: Shop, database: dict[str, Any]
) -> None:
    telling, asked = set(), set()
    async with open_house(shop, database) as house:
        admin = house.doors["admin"]
        for document, known in requests(house, set(), most=60):
            unknown = {name: missing(value) for name, value in known.items()}
            told = await admin.ask("http", document, **known)
            nothing = await admin.ask("http", document, **unknown)
            telling |= {WITHOUT_NAMES.sub("", one) for one in apart(told, nothing, document)}
            asked |= {WITHOUT_NAMES.sub("", one) for one in document.splitlines()[1:-1]}

    assert asked - telling == set()


async def test_whatever_is_no_id_is_answered_as_one_behind_which_there_is_nothing(
    shop: Shop, database: dict[str, Any]
) -> None:
    async with open_house(shop, database) as house:
        admin = house.doors["admin"]
        for document, known in requests(house, set(), most=1):
            unknown = {name: missing(value) for name, value in known.items()}
            nothing = await admin.ask("http", document, **unknown)
            for spoil in SPOILT:
                wrong = {name: spoilt(spoil, value) for name, value in known.items()}
                answer = await admin.ask("http", document, **wrong)
                assert apart(answer, nothing, document) == [], answer.text


async def test_to_follow_what_one_may_not_see_is_refused_as_if_it_were_not(
    shop: Shop, database: dict[str, Any]
) -> None:
    async with open_house(shop, database) as house:
        for person, door in house.doors.items():
            seen = await house.seen_through(door)
            for path, kind in under("Subscription").items():
                for value in set(house.ids[kind]) - seen:
                    for transport in TRANSPORTS:
                        document = subscription(path)
                        hidden = await door.ask(transport, document, id=value)
                        nothing = await door.ask(transport, document, id=missing(value))
                        assert hidden == nothing, (person, transport, path)


def requests(
    house: House, seen: set[str], *, most: int = 2
) -> Iterator[tuple[str, dict[str, str]]]:
    """Documents that ask by every way there is for a few of each kind that are not among the
    seen, and what to put for their variables."""
    all_of_them = [
        probe
        for path, kind in under("Query").items()
        for probe in hidden(house, seen, path, [*NODES] if kind == EACH else [kind], most)
    ]
    refusing = [probe for probe in all_of_them if probe[0].startswith(REFUSING)]
    telling = [probe for probe in all_of_them if probe not in refusing]
    for some in (*batched(telling), *batched(refusing, 1)):
        given = {f"v{number}": value for number, (_, value) in enumerate(some)}
        declared = ", ".join(f"${name}: ID!" for name in given)
        asked = "\n".join(
            f"a{number}: {field.replace('$it', f'$v{number}')}"
            for number, (field, _) in enumerate(some)
        )
        yield f"query({declared}) {{\n{asked}\n}}", given


def batched(probes: Probes, size: int = AT_ONCE) -> Iterator[Probes]:
    for start in range(0, len(probes), size):
        yield probes[start : start + size]


def apart(one: Answer, other: Answer, document: str) -> list[str]:
    """The questions of a document that two answers to it differ in; all, if in something else."""
    asked = document.splitlines()[1:-1]
    if one == other:
        return []
    mine, theirs = one.said.get("data") or {}, other.said.get("data") or {}
    return [
        question
        for question in asked
        if (name := question.split(":")[0]) not in mine or mine[name] != theirs.get(name)
    ] or asked


def hidden(house: House, seen: set[str], path: str, kinds: list[str], most: int) -> Probes:
    """The ways to ask by a path for the first and the last of each kind that somebody does not
    see."""
    found = []
    for kind in kinds:
        unseen = [value for value in house.ids[kind] if value not in seen]
        found += [
            (field, value)
            for value in dict.fromkeys([*unseen[: most // 2], *unseen[-((most + 1) // 2) :]])
            for field in probes(path, "it")
        ]
    return found


def subscription(path: str) -> str:
    """Following by an id, with a cursor that is none: whoever may is told of a gap at once."""
    _, name, (*outer, last) = root_and_way(path)
    words = f"{last}: {{ eq: $id }}" if outer else f"{last}: $id"
    words = words.replace("Ids: $id", "Ids: [$id]")
    for step in reversed(outer):
        words = f"{step}: {{ {words} }}"
    if tells_facts(name):
        return f'subscription($id: ID!) {{ {name}({words}, after: "nowhere") {{ kind }} }}'
    return f"subscription($id: ID!) {{ {name}({words}) {{ viewers {{ name }} }} }}"


def spoilt(spoil: Callable[[str], str], value: str) -> str:
    """An id that is none any more."""
    return found if (found := spoil(value)) != value else "x"


def _of_another_kind(value: str) -> str:
    opened = open_id(value)
    assert opened is not None
    other = "Brand" if opened[0] != "Brand" else "Order"
    return _encoded(f"{other}:{opened[1]}")


def _plain(value: str) -> str:
    return base64.urlsafe_b64decode(value).decode()


def _encoded(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode()


# What is not quite an id of ours, made of one that is.
SPOILT: list[Callable[[str], str]] = [
    lambda value: " ",
    lambda value: "x",
    lambda value: "\x00",
    lambda value: f"{value}\x00",
    lambda value: f"{value}\n",
    lambda value: f" {value}",
    lambda value: f"{value}=",
    lambda value: value.rstrip("="),
    lambda value: value.lower(),
    lambda value: value.upper(),
    lambda value: value.swapcase(),
    lambda value: f"{value}{value}",
    _plain,
    lambda value: _encoded(_plain(value).upper()),
    lambda value: _encoded(_plain(value).replace("-", "")),
    lambda value: _encoded(f"{_plain(value)} "),
    lambda value: _encoded(f"{_plain(value)}\x00"),
    lambda value: _encoded(_plain(value).replace(":", ":{") + "}"),
    lambda value: _encoded(_plain(value).replace(":", "::")),
    lambda value: _plain(value).split(":")[1],
    lambda value: "9" * 1_000,
    lambda value: "٣" * 36,
    _of_another_kind,
]

"""Nobody changes what is not theirs, nor learns that it is there: every id in every input."""

from copy import deepcopy
from typing import Any

import pytest
from graphql import GraphQLInputObjectType, get_named_type

from tests.graph import run
from tests.schema.inputs import INPUTS
from tests.schema.permissions.house import missing, open_house
from tests.schema.permissions.ids import under
from tests.schema.permissions.paths import is_needed, least, root_and_way
from tests.schema.permissions.test_mutations import CODES, FORBIDDEN, MAY, NOT_FOUND, SIGN_IN
from tests.schema.permissions.transports import TRANSPORTS, Answer
from tests.schema.shapes import MUTATIONS, input_type
from tests.schema.stage import Input
from tests.shop import Shop

DEEP = 3  # steps from an input to an id, such as input.lines.variantId


async def test_an_id_of_what_one_may_not_see_changes_nothing_and_tells_nothing(
    shop: Shop, database: dict[str, Any]
) -> None:
    async with open_house(shop, database) as house:
        seen = {who: await house.seen_through(door) for who, door in house.doors.items()}
        for path, kind in under("Mutation").items():
            _, mutation, way = root_and_way(path)
            usual = await INPUTS[mutation](house.stage)
            before = await house.rows()
            for who, door in house.doors.items():
                unseen = [value for value in house.ids[kind] if value not in seen[who]]
                for value in unseen[-1:]:
                    anothers = naming(mutation, usual, way[1:], value)
                    nobodys = naming(mutation, usual, way[1:], missing(value))
                    # Terms within terms are many, and read by one reader: one way in will do.
                    for transport in TRANSPORTS[:1] if len(way) > DEEP else TRANSPORTS:
                        hidden = await door.ask(transport, run(mutation), input=anothers)
                        nothing = await door.ask(transport, run(mutation), input=nobodys)
                        assert hidden == nothing, (who, transport, path)
                        assert said(hidden, mutation) == expected(mutation, who), (who, path)
            assert await house.rows() == before, path


async def test_what_is_no_part_of_an_input_is_refused_whoever_asks(
    shop: Shop, database: dict[str, Any]
) -> None:
    async with open_house(shop, database) as house:
        before = await house.rows()
        for mutation in MUTATIONS:
            for more in ({"isAdmin": True}, {"id_": "1"}, {"__proto__": {}}, {"version": 1}):
                answer = await house.doors["admin"].ask("http", run(mutation), input=more)
                assert answer.codes
                assert set(answer.codes) == {"BAD_REQUEST"}, mutation
        assert await house.rows() == before


@pytest.mark.parametrize("transport", TRANSPORTS)
async def test_a_customer_cannot_write_what_is_the_houses_to_write(
    shop: Shop, database: dict[str, Any], transport: str
) -> None:
    async with open_house(shop, database) as house:
        owner = house.doors["owner"]
        ticket = {"subject": "Hello", "body": "Hello", "priority": "URGENT"}
        paid = await INPUTS["paymentCapture"](house.stage)
        before = await house.rows()

        told = [
            await owner.ask(transport, run("ticketCreate"), input=ticket),
            await owner.ask(transport, run("paymentCapture"), input={**paid, "method": "MANUAL"}),
            await owner.ask(
                transport,
                run("messageSend"),
                input={"ticketId": house.ids["Ticket"][0], "body": "!", "visibility": "INTERNAL"},
            ),
        ]

        assert [answer.codes for answer in told] == [["FORBIDDEN"]] * 3
        assert await house.rows() == before


def naming(mutation: str, usual: Input, way: list[str], value: str) -> Input:
    """The usual input with another id at a path, and no other id that it can do without."""
    input = deepcopy(usual)
    for path in under("Mutation"):
        _, name, (_, *other) = root_and_way(path)
        if name == mutation and other != way and not is_needed(mutation, ["input", other[0]]):
            input.pop(other[0], None)
    kind = get_named_type(input_type(mutation).fields[way[0]].type)
    if isinstance(kind, GraphQLInputObjectType) and kind.is_one_of:
        return {**input, way[0]: least(kind, way[1:], value)}
    inner: Any = input
    kind: Any = input_type(mutation)
    for step in way[:-1]:
        inner, kind = inner[step], get_named_type(kind.fields[step].type)
        inner = inner[0] if isinstance(inner, list) else inner
    if kind.is_one_of:
        inner.clear()
    inner[way[-1]] = value
    return input


def said(answer: Answer, mutation: str) -> str:
    """What an answer comes to, as the table of mutations has it."""
    if answer.codes:
        (code,) = answer.codes
        return CODES[code]
    errors = answer.said["data"][mutation]["userErrors"]
    assert [error["__typename"] for error in errors] == ["NotFoundError"]
    return NOT_FOUND


def expected(mutation: str, who: str) -> str:
    """What the table says; whoever may change the things that they see finds no other."""
    if who == "novice":  # signed in, and no more than nobody
        needs_more = FORBIDDEN in MAY[mutation].values()
        return FORBIDDEN if needs_more and MAY[mutation]["nobody"] == SIGN_IN else NOT_FOUND
    return NOT_FOUND if MAY[mutation][who] == "ok" else MAY[mutation][who]

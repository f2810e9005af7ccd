"""Every subscription over a real WebSocket: live, cut off, and taken up again without a hole."""

from datetime import UTC, datetime
from typing import Any

import asyncpg
import pytest

from domain.shared import sql
from domain.shared.ids import new_id
from realtime.relay import number
from schema.shared.ids import global_id
from tests.schema.stage import Stage, gid
from tests.schema.subscriptions.followed import FOLLOWED, Followed
from tests.shop import Shop
from tests.wire import Client, Refused, serving


@pytest.mark.parametrize("followed", FOLLOWED, ids=lambda each: each.name)
async def test_a_follower_that_was_cut_off_hears_every_fact_once_and_in_order(
    shop: Shop, database: dict[str, Any], followed: Followed
) -> None:
    shop.now = datetime.now(UTC)
    stage = await Stage.build(shop)
    thing = await followed.make(stage)
    await number_what_was_before(database)
    variables = {"id": gid(thing)} if followed.is_one else {}
    variables |= {"initial": False} if followed.has_initial else {}
    async with serving(database) as address:
        client = Client(address, shop.admin)

        async with client.follow(followed.document, after="nowhere", **variables) as live:
            gap = await live.next()
            for _ in range(2):
                await followed.act(stage, thing)
            heard = [await live.next()]
        await followed.act(stage, thing)
        async with client.follow(followed.document, after=heard[-1]["cursor"], **variables) as live:
            heard += [await live.next(), await live.next()]
            await followed.act(stage, thing)
            heard.append(await live.next())

    assert (gap["kind"], gap["gap"]["reason"]) == ("GAP", "CURSOR_UNKNOWN")
    told = await sql.rows(
        "SELECT type, version FROM event WHERE aggregate_type = $1 ORDER BY seq DESC LIMIT 4",
        followed.kind,
    )
    assert [item["event"] for item in heard] == list(reversed(told))


@pytest.mark.parametrize(
    "followed", [each for each in FOLLOWED if each.is_one], ids=lambda each: each.name
)
async def test_what_is_anothers_cannot_be_followed_and_neither_what_there_is_not(
    shop: Shop, database: dict[str, Any], followed: Followed
) -> None:
    stage = await Stage.build(shop)
    thing = await followed.make(stage)
    stranger = shop.as_customer(await shop.customer()).actor
    answers = []
    async with serving(database, with_worker=False) as address:
        for value in (gid(thing), global_id(type(thing).__name__, new_id())):
            async with Client(address, stranger).follow(
                followed.document, id=value, initial=True
            ) as live:
                with pytest.raises(Refused) as refused:
                    await live.next()
                with pytest.raises(StopAsyncIteration):
                    await live.next()
            answers.append(
                [(error["message"], error["extensions"]["code"]) for error in refused.value.errors]
            )

    assert answers[0] == answers[1]
    assert answers[0][0][1] == "NOT_FOUND"


async def number_what_was_before(database: dict[str, Any]) -> None:
    """So that whoever joins hears of nothing older."""
    relay = await asyncpg.connect(**database)
    await number(relay)
    await relay.close()

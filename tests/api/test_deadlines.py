"""Nothing runs for ever: what takes too long is broken off, and nothing of it is left."""

import asyncio
from contextlib import suppress
from typing import Any

import asyncpg
import httpx
import pytest

from api import deadlines
from tests.api.raw import opened
from tests.shop import Shop
from tests.wire import Client, serving

SOON = 0.5  # seconds, in place of thirty
BRANDS = {"query": "{ brands { nodes { name } } }"}
CREATE = """
mutation { brandCreate(input: {name: "Late"}) { brand { id } userErrors { code } } }
"""


@pytest.mark.parametrize("body", [BRANDS, {"query": CREATE}], ids=["query", "mutation"])
async def test_what_waits_too_long_is_broken_off(
    shop: Shop, database: dict[str, Any], monkeypatch: pytest.MonkeyPatch, body: dict[str, str]
) -> None:
    monkeypatch.setattr(deadlines, "EXECUTION_SECONDS_MAX", SOON)
    somebody = await asyncpg.connect(**database)
    async with (
        serving(database, with_worker=False) as address,
        httpx.AsyncClient(base_url=address, trust_env=False) as http,
    ):
        headers = Client(address, shop.admin).token()
        async with somebody.transaction():
            await somebody.execute("LOCK TABLE brand IN ACCESS EXCLUSIVE MODE")
            slow = await http.post("/graphql", json=body, headers=headers)
            waiting = await somebody.fetchval("SELECT count(*) FROM pg_locks WHERE NOT granted")
            quick = await http.post("/graphql", json={"query": "{ __typename }"}, headers=headers)
        after = await asyncio.gather(
            *(http.post("/graphql", json=BRANDS, headers=headers) for _ in range(30))
        )
    await somebody.close()

    (error,) = slow.json()["errors"]
    assert (slow.status_code, error["extensions"]["code"]) == (503, "TOO_SLOW")
    assert error["extensions"]["retryable"] is True
    assert quick.json()["data"] == {"__typename": "Query"}
    assert waiting == 0, "the database was told to stop, too"
    assert [each.json()["data"] for each in after] == [{"brands": {"nodes": []}}] * 30


def test_what_waits_for_nothing_needs_neither_a_clock_nor_a_loop() -> None:
    async def work() -> int:
        return 7

    with pytest.raises(StopIteration) as done:
        next(deadlines.InTime(work()).__await__())

    assert done.value.value == 7


async def test_what_ends_as_it_is_broken_off_leaves_no_cancellation_behind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(deadlines, "EXECUTION_SECONDS_MAX", 0.01)

    async def stubborn() -> str:
        with suppress(asyncio.CancelledError):
            await asyncio.Event().wait()
        return "done after all"

    assert await deadlines.InTime(stubborn()) == "done after all"
    task = asyncio.current_task()
    assert task is not None
    assert task.cancelling() == 0


async def test_who_goes_away_is_not_told_that_it_took_too_long() -> None:
    async def work() -> None:
        await asyncio.Event().wait()

    async def asking() -> None:
        await deadlines.InTime(work())

    task = asyncio.create_task(asking())
    await asyncio.sleep(0)
    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task


async def test_nor_does_it_on_a_socket(
    shop: Shop, database: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deadlines, "EXECUTION_SECONDS_MAX", SOON)
    somebody = await asyncpg.connect(**database)
    async with opened(database) as raw:
        async with somebody.transaction():
            await somebody.execute("LOCK TABLE brand IN ACCESS EXCLUSIVE MODE")
            await raw.say({"id": "1", "type": "subscribe", "payload": BRANDS})

            slow = await raw.hear()
        await raw.say({"id": "1", "type": "subscribe", "payload": BRANDS})
        answered = await raw.hear()
    await somebody.close()

    assert (slow["id"], slow["type"]) == ("1", "error")
    assert slow["payload"][0]["extensions"]["code"] == "TOO_SLOW"
    assert answered["payload"]["data"] == {"brands": {"nodes": []}}

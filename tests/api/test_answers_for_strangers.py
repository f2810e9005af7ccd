"""The catalog as strangers are shown it: kept for a moment here, and by whoever stands between."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import asyncpg
import httpx
import pytest

from api.embedded.valkey import EmbeddedValkey
from api.kept import CACHE_SECONDS, STOCK_SECONDS
from api.negotiation import GRAPHQL_JSON, JSON
from domain.catalog.set_price import set_price
from domain.shared.money import Money
from realtime.redis_backend import redis_bus
from schema.root import schema
from schema.shared.ids import global_id
from tests.servers import server_dir, valkey
from tests.shop import Shop
from tests.wire import DEADLINE_SECONDS, Client, serving

__all__ = ["server_dir", "valkey"]
ANSWERED = schema.engine.answered
PRICES = "{ products(first: 5) { nodes { name variants { id price { amount } } } } }"
STOCK = "{ products(first: 5) { nodes { variants { availableQuantity } } } }"
MOVES = "subscription { inventoryLevelUpdated { kind } }"
BRIEF_SECONDS = 0.5
LOOK_SECONDS = 0.01


@pytest.fixture
async def http(shop: Shop, database: dict[str, Any]) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody who talks to a server that keeps answers, and hears of no news."""
    async with (
        serving(database, with_worker=False, cache_seconds=60) as address,
        httpx.AsyncClient(base_url=address, trust_env=False, timeout=DEADLINE_SECONDS) as client,
    ):
        yield client


async def get(http: httpx.AsyncClient, query: str, **headers: str) -> httpx.Response:
    return await http.get(
        "/graphql",
        params={"query": query},
        headers={name.replace("_", "-"): value for name, value in headers.items()},
    )


async def asked(http: httpx.AsyncClient, **request: Any) -> tuple[bytes, int]:
    """The answer to a post, and how many operations were run for it."""
    before = ANSWERED.total()
    answer = await http.post("/graphql", **request)
    return answer.content, ANSWERED.total() - before


async def test_what_one_stranger_asked_is_told_to_the_next(
    shop: Shop, http: httpx.AsyncClient
) -> None:
    await shop.variant()

    first, ran = await asked(http, json={"query": PRICES})
    second, ran_again = await asked(http, json={"query": PRICES})

    assert (ran, ran_again) == (1, 0)
    assert second == first
    assert b'"amount":"12.50"' in first


async def test_others_are_not_told_what_was_said_to_a_stranger(
    shop: Shop, http: httpx.AsyncClient
) -> None:
    await shop.product("Draft", published=False)
    document = "query Q($n: Int) { products(first: $n) { totalCount } }"
    token = Client("", shop.admin).token()
    same = {"query": document, "variables": {"n": 5}}

    stranger, _ = await asked(http, json=same)
    staff, ran = await asked(http, json=same, headers=token)
    for other in (
        {"json": {**same, "variables": {"n": 6}}},
        {"json": {**same, "operationName": "Q"}},
        {"json": {**same, "query": document + " "}},
        {"json": same, "headers": {"accept-language": "zh"}},
    ):
        assert (await asked(http, **other))[1] == 1

    assert ran == 1
    assert b'"totalCount":0' in stranger
    assert b'"totalCount":1' in staff
    assert (await asked(http, json=same)) == (stranger, 0)


async def test_only_what_is_the_same_for_every_stranger_is_kept(
    shop: Shop, http: httpx.AsyncClient
) -> None:
    product = await shop.product()
    for document in (
        "{ viewer { kind } }",
        "{ products(first: 1) { nodes { eventCursor } } }",
        f'{{ node(id: "{global_id("Product", product.id)}") {{ id }} }}',
        "{ products(first: 1) { nodes { name } } viewer { kind } }",
        "{ orders(first: 1) { nodes { id } } }",
        "{ products(first: 101) { nodes { name } } }",
        "{ nobodyKnows }",
    ):
        answer = await get(http, document)

        assert answer.headers["cache-control"] == "private, no-store", document
        assert "etag" not in answer.headers
        assert (await asked(http, json={"query": document}))[1] == 1, document


async def test_variables_that_nobody_asks_for_change_nothing(
    shop: Shop, http: httpx.AsyncClient
) -> None:
    await shop.variant()
    deep = json.loads("[" * 60 + "]" * 60)

    answer, _ = await asked(http, json={"query": PRICES, "variables": {"nobodyAsks": deep}})

    assert b'"amount":"12.50"' in answer


async def test_an_answer_that_was_asked_for_by_its_address_may_be_kept_on_the_way(
    shop: Shop, http: httpx.AsyncClient
) -> None:
    await shop.variant()
    for _ in ("made", "kept"):
        answer = await get(http, PRICES)

        policy, _, age = answer.headers["cache-control"].partition("=")
        assert policy == "public, max-age"
        assert 0 <= int(age) <= 60
        assert answer.headers["vary"] == "Accept, Accept-Language, Authorization"

        again = await get(http, PRICES, if_none_match=f'"other", W/{answer.headers["etag"]}')
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == answer.headers["etag"]
        assert again.headers["cache-control"].startswith("public, max-age=")

    other = await get(http, PRICES, if_none_match='"other"')
    assert (other.status_code, other.content) == (200, answer.content)


async def test_the_two_kinds_of_json_are_two_texts(shop: Shop, http: httpx.AsyncClient) -> None:
    older, newer = [await get(http, PRICES, accept=kind) for kind in (JSON, GRAPHQL_JSON)]

    assert older.content == newer.content
    assert newer.headers["content-type"] == f"{GRAPHQL_JSON}; charset=utf-8"
    assert older.headers["etag"] != newer.headers["etag"]


async def test_what_was_posted_or_signed_for_is_kept_by_nobody(
    shop: Shop, http: httpx.AsyncClient
) -> None:
    token = Client("", shop.admin).token()
    posted = await http.post("/graphql", json={"query": PRICES})
    signed = await http.get("/graphql", params={"query": PRICES}, headers=token)
    refused = await http.get("/graphql", params={"query": PRICES}, headers={"accept": "image/png"})

    for answer in (posted, signed, refused):
        assert answer.headers["cache-control"] == "private, no-store"
        assert "etag" not in answer.headers


async def test_nothing_is_kept_anywhere_where_the_setting_says_so(
    shop: Shop, database: dict[str, Any]
) -> None:
    async with (
        serving(database, with_worker=False, cache_seconds=0) as address,
        httpx.AsyncClient(base_url=address, trust_env=False) as http,
    ):
        answer = await get(http, PRICES)

        assert answer.headers["cache-control"] == "private, no-store"
        assert (await asked(http, json={"query": PRICES}))[1] == 1


async def test_an_answer_during_which_something_happened_is_not_kept(
    shop: Shop, database: dict[str, Any]
) -> None:
    variant = await shop.variant()
    async with (
        connection(database) as locking,
        serving(database, cache_seconds=60) as address,
        httpx.AsyncClient(base_url=address, trust_env=False, timeout=DEADLINE_SECONDS) as http,
        Client(address, shop.admin).follow(
            "subscription { inventoryLevelUpdated { kind } }"
        ) as told,
    ):
        transaction = locking.transaction()
        await transaction.start()
        await locking.execute("LOCK TABLE product IN ACCESS EXCLUSIVE MODE")
        under_way = asyncio.create_task(asked(http, json={"query": PRICES + " # stock"}))
        stock = asyncio.create_task(asked(http, json={"query": STOCK}))
        await waiting_for_a_lock(database, 2)
        await shop.adjust(variant, 5)
        assert (await told.next())["kind"] == "EVENT"
        await transaction.rollback()
        await asyncio.gather(under_way, stock)

        assert (await asked(http, json={"query": STOCK}))[1] == 1
        assert (await asked(http, json={"query": PRICES + " # stock"}))[1] == 0


@asynccontextmanager
async def connection(database: dict[str, Any]) -> AsyncIterator[asyncpg.Connection]:
    """One that the server knows nothing of; whatever it locks is free again at the end."""
    found = await asyncpg.connect(**database)
    try:
        yield found
    finally:
        await found.close()


async def waiting_for_a_lock(database: dict[str, Any], count: int) -> None:
    """Return when so many statements wait."""
    waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'product'::regclass"
    async with connection(database) as watching, asyncio.timeout(DEADLINE_SECONDS):
        while await watching.fetchval(waiting) < count:  # noqa: ASYNC110 - only polling tells
            await asyncio.sleep(LOOK_SECONDS)


async def seen_until(http: httpx.AsyncClient, query: str, old: bytes, new: bytes) -> float:
    """Ask until the new is shown; when the old was last asked for and shown."""
    last = 0.0
    async with asyncio.timeout(DEADLINE_SECONDS):
        while True:
            began = time.monotonic()
            answer = (await http.post("/graphql", json={"query": query})).content
            if new in answer:
                return last
            assert old in answer
            last = began
            await asyncio.sleep(LOOK_SECONDS)


async def test_a_new_price_is_shown_in_time_though_nobody_tells_of_it(
    shop: Shop, database: dict[str, Any]
) -> None:
    variant = await shop.variant(price_minor=1_000)
    async with (
        serving(database, with_worker=False, cache_seconds=BRIEF_SECONDS) as address,
        httpx.AsyncClient(base_url=address, trust_env=False, timeout=DEADLINE_SECONDS) as http,
    ):
        await http.post("/graphql", json={"query": PRICES})
        await set_price(shop.ctx, variant.id, Money(900, "USD"))
        changed = time.monotonic()

        last = await seen_until(http, PRICES, b'"10.00"', b'"9.00"')

    assert last < changed + BRIEF_SECONDS


async def test_two_both_show_a_new_price_as_soon_as_they_hear_of_it(
    shop: Shop, database: dict[str, Any], valkey: EmbeddedValkey
) -> None:
    variant = await shop.variant(price_minor=1_000)
    await shop.stock(variant, 7)
    async with AsyncExitStack() as stack:
        both = []
        for with_worker in (True, False):
            address = await stack.enter_async_context(
                serving(
                    database, redis_bus(valkey.url), with_worker=with_worker, cache_seconds=3_600
                )
            )
            client = httpx.AsyncClient(base_url=address, trust_env=False, timeout=DEADLINE_SECONDS)
            both.append(await stack.enter_async_context(client))
        for http in both:
            assert b'"10.00"' in (await asked(http, json={"query": PRICES}))[0]
            assert b":7}" in (await asked(http, json={"query": STOCK}))[0]

        await set_price(shop.ctx, variant.id, Money(900, "USD"))
        await asyncio.gather(*(seen_until(http, PRICES, b'"10.00"', b'"9.00"') for http in both))
        for http in both:
            assert b":7}" in (await asked(http, json={"query": STOCK}))[0]
        await shop.adjust(variant, 5)
        await asyncio.gather(*(seen_until(http, STOCK, b":7}", b":12}") for http in both))


def test_the_limits_are_as_the_docs_say() -> None:
    assert (CACHE_SECONDS, STOCK_SECONDS) == (5, 1.0)

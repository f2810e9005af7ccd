"""What the engine answers goes out at once; whatever it leaves is answered as ever, and once."""

from typing import Any

import httpx
import pytest

from api.negotiation import GRAPHQL_JSON, JSON
from schema.root import schema
from tests.shop import Shop
from tests.wire import DEADLINE_SECONDS, Client, serving

ANSWERED = schema.engine.answered
CREATE = 'mutation { brandCreate(input: {name: "Leaf"}) { brand { name } userErrors { code } } }'


async def ask(
    database: dict[str, Any], method: str = "POST", shop: Shop | None = None, **request: Any
) -> tuple[httpx.Response, dict[str, int]]:
    """An answer, and how many operations each tier answered for it."""
    headers = request.pop("headers", {}) | (Client("", shop.admin).token() if shop else {})
    async with (
        serving(database, with_worker=False) as address,
        httpx.AsyncClient(trust_env=False, timeout=DEADLINE_SECONDS) as http,
    ):
        before = ANSWERED.copy()
        answer = await http.request(method, f"{address}/graphql", headers=headers, **request)
    return answer, dict(ANSWERED - before)


@pytest.mark.parametrize("media_type", [JSON, GRAPHQL_JSON])
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_query_is_answered_by_its_plan(
    shop: Shop, database: dict[str, Any], method: str, media_type: str
) -> None:
    fields = {"query": "{ brands { totalCount } }"}
    request = {"params": fields} if method == "GET" else {"json": fields}

    answer, tiers = await ask(database, method, headers={"accept": media_type}, **request)

    assert answer.json()["data"] == {"brands": {"totalCount": 0}}
    assert answer.headers["content-type"] == f"{media_type}; charset=utf-8"
    assert answer.headers["content-length"] == str(len(answer.content))
    assert tiers == {"plan": 1}


async def test_a_mutation_is_answered_by_its_plan(shop: Shop, database: dict[str, Any]) -> None:
    answer, tiers = await ask(database, shop=shop, json={"query": CREATE})

    assert answer.json()["data"]["brandCreate"] == {"brand": {"name": "Leaf"}, "userErrors": []}
    assert tiers == {"plan": 1}


async def test_what_a_plan_leaves_is_answered_all_the_same(
    shop: Shop, database: dict[str, Any]
) -> None:
    answer, tiers = await ask(database, json={"query": "{ __schema { queryType { name } } }"})

    assert answer.json()["data"] == {"__schema": {"queryType": {"name": "Query"}}}
    assert tiers == {"core": 1}


async def test_a_mutation_that_fails_has_been_tried_once(
    shop: Shop, database: dict[str, Any]
) -> None:
    before = await shop.rows()

    answer, tiers = await ask(database, json={"query": CREATE})

    assert answer.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    assert answer.json()["data"] is None
    assert tiers == {"core": 1}
    assert await shop.rows() == before | {"audit_entry": 1, "signing_key": 1}, (
        "only that somebody was refused"
    )


async def test_an_error_is_called_as_its_client_calls_the_request(
    shop: Shop, database: dict[str, Any]
) -> None:
    answer, _ = await ask(database, json={"query": CREATE}, headers={"x-request-id": "mine"})

    assert answer.json()["errors"][0]["extensions"]["requestId"] == "mine"


async def test_a_body_may_come_in_parts(shop: Shop, database: dict[str, Any]) -> None:
    async def parts() -> Any:
        for part in (b'{"query": ', b'"{ brands { totalCount } }"', b"}"):
            yield part

    answer, tiers = await ask(database, content=parts(), headers={"content-type": JSON})

    assert answer.json()["data"] == {"brands": {"totalCount": 0}}
    assert tiers == {"plan": 1}

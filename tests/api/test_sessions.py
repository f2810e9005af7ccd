"""Who asks: as the token says, for as long as it says; and what every request is called."""

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
import websockets

from domain.identity.scopes import ROLE_SCOPES, Role
from domain.identity.tokens import issue_token
from domain.shared import sql
from schema.shared.ids import global_id
from tests.api.raw import INIT, Raw, connected
from tests.shop import Shop, staff
from tests.wire import DEADLINE_SECONDS, SECRET, serving

AGENT = staff(*ROLE_SCOPES[Role.SERVICE_AGENT])
WHO = {"query": "{ viewer { kind } }"}
ORDER = "query($id: ID!) { order(id: $id) { status } }"


@pytest.fixture
async def address(shop: Shop, database: dict[str, Any]) -> AsyncIterator[str]:
    """Where a server listens."""
    async with serving(database, with_worker=False) as address:
        yield address


@pytest.fixture
async def http(address: str) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(
        base_url=address, trust_env=False, timeout=DEADLINE_SECONDS
    ) as client:
        yield client


def token(*, age: timedelta = timedelta(), lifetime: timedelta = timedelta(hours=1)) -> str:
    """An agent's, issued so long ago."""
    issued = issue_token(SECRET, AGENT, datetime.now(UTC) - age, lifetime=lifetime)
    return f"Bearer {issued}"


OLD = timedelta(days=1)


async def test_a_token_says_who_asks(http: httpx.AsyncClient) -> None:
    nobody = await http.post("/graphql", json=WHO)
    agent = await http.post("/graphql", json=WHO, headers={"Authorization": token()})

    assert nobody.json()["data"] == {"viewer": {"kind": "ANONYMOUS"}}
    assert agent.json()["data"] == {"viewer": {"kind": "STAFF"}}


async def test_a_token_that_is_none_or_old_is_401_with_a_code(http: httpx.AsyncClient) -> None:
    forged = issue_token("another secret, also long enough for it", AGENT, datetime.now(UTC))

    for header, code in [
        ("Bearer", "UNAUTHENTICATED"),
        (token().replace("Bearer", "Basic"), "UNAUTHENTICATED"),
        (f"Bearer {forged}", "UNAUTHENTICATED"),
        (token(age=OLD), "TOKEN_EXPIRED"),
    ]:
        answer = await http.post("/graphql", json=WHO, headers={"Authorization": header})
        (error,) = answer.json()["errors"]
        assert (answer.status_code, error["extensions"]["code"]) == (401, code), header
        assert error["extensions"]["requestId"]


async def test_a_refusal_comes_in_the_language_asked_for(http: httpx.AsyncClient) -> None:
    mutation = 'mutation { brandCreate(input: {name: "Leaf"}) { userErrors { code } } }'

    said = {}
    for wanted in ("zh-CN,zh;q=0.9", "zh-TW", "fr, zh;q=0.5", "en;q=0.5, zh", "en-GB", "*", ""):
        answer = await http.post(
            "/graphql", json={"query": mutation}, headers={"Accept-Language": wanted}
        )
        (error,) = answer.json()["errors"]
        assert error["extensions"]["code"] == "UNAUTHENTICATED"
        said[wanted] = error["message"]

    assert said == {
        "zh-CN,zh;q=0.9": "请先登录。",
        "zh-TW": "请先登录。",
        "fr, zh;q=0.5": "请先登录。",
        "en;q=0.5, zh": "请先登录。",
        "en-GB": "Sign in first.",
        "*": "Sign in first.",
        "": "Sign in first.",
    }


async def test_a_request_keeps_the_name_its_client_gave_it(http: httpx.AsyncClient) -> None:
    async def called(name: str) -> str:
        answer = await http.post(
            "/graphql", json={"query": "{ nothing }"}, headers={"X-Request-Id": name}
        )
        found: str = answer.json()["errors"][0]["extensions"]["requestId"]
        return found

    assert await called("checkout-17") == "checkout-17"
    for unfit in ("x" * 65, ""):
        assert await called(unfit) not in {unfit, ""}


async def test_a_failure_of_ours_is_logged_and_not_told(
    http: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    await sql.execute("ALTER TABLE brand RENAME TO brand_elsewhere")
    try:
        answer = await http.post("/graphql", json={"query": "{ brands { nodes { id } } }"})
    finally:
        await sql.execute("ALTER TABLE brand_elsewhere RENAME TO brand")

    (error,) = answer.json()["errors"]
    assert error["message"] == "Something went wrong on our side."
    assert error["extensions"]["code"] == "INTERNAL"
    assert "relation" not in answer.text
    (logged,) = [record for record in caplog.records if record.name == "tradegraph.graphql"]
    assert logged.levelno == logging.ERROR
    assert logged.exc_info is not None


@pytest.mark.parametrize("given", ["Bearer of bad news", token(age=OLD)], ids=["none", "old"])
async def test_a_socket_with_a_token_that_is_none_or_old_closes_with_4403(
    address: str, given: str
) -> None:
    async with connected(address, Authorization=given) as raw:
        by_header = await raw.closed()
    async with connected(address) as raw:
        await raw.say({**INIT, "payload": {"authorization": given}})
        by_hello = await raw.closed()

    assert by_header == by_hello == (4403, "Forbidden")


async def test_operations_on_one_socket_share_no_stale_rows(address: str, shop: Shop) -> None:
    order = await shop.order()
    operation = {"query": ORDER, "variables": {"id": global_id("Order", order.id)}}
    async with connected(address) as raw:
        await raw.say({**INIT, "payload": {"authorization": token()}})
        await raw.hear()

        before = await answered(raw, operation)
        await type(order).filter(id=order.id).update(status="canceled")
        after = await answered(raw, operation)

    assert (before, after) == ({"order": {"status": "PENDING"}}, {"order": {"status": "CANCELED"}})


async def test_nothing_begins_on_a_socket_whose_session_has_ended(address: str) -> None:
    short = timedelta(seconds=2)
    async with connected(address) as raw:
        await raw.say({**INIT, "payload": {"authorization": token(lifetime=short)}})
        await raw.hear()

        async with asyncio.timeout(DEADLINE_SECONDS):
            while raw.socket.close_code is None:
                await answered(raw, WHO)
        code, reason = await raw.closed()

    assert (code, reason) == (4403, "This token has expired. Sign in again.")


async def answered(raw: Raw, operation: dict[str, Any]) -> Any:
    """The data of one operation, once it is complete; None if the socket closed instead."""
    try:
        await raw.say({"id": "1", "type": "subscribe", "payload": operation})
        heard = await raw.hear()
        assert (await raw.hear())["type"] == "complete"
    except websockets.ConnectionClosed:
        return None
    return heard["payload"]["data"]

"""Pages of other sites: those that were named may ask and read, and no others."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from tests.shop import Shop
from tests.wire import serving

OURS, THEIRS = "https://shop.example", "https://elsewhere.example"
WHO = {"query": "{ __typename }"}
ASKING = {"access-control-request-method": "POST", "access-control-request-headers": "content-type"}


@pytest.fixture
async def http(shop: Shop, database: dict[str, Any]) -> AsyncIterator[httpx.AsyncClient]:
    async with (
        serving(database, with_worker=False, allowed_origins=(OURS,)) as address,
        httpx.AsyncClient(base_url=address, trust_env=False) as client,
    ):
        yield client


async def test_a_named_page_is_told_that_it_may_ask(http: httpx.AsyncClient) -> None:
    answer = await http.request("OPTIONS", "/graphql", headers={"origin": OURS, **ASKING})

    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == OURS
    assert "access-control-allow-credentials" not in answer.headers


async def test_and_may_read_the_answer(http: httpx.AsyncClient) -> None:
    answer = await http.post("/graphql", json=WHO, headers={"origin": OURS})

    assert answer.json()["data"] == {"__typename": "Query"}
    assert answer.headers["access-control-allow-origin"] == OURS
    assert "origin" in answer.headers["vary"].lower()


async def test_another_page_may_not(http: httpx.AsyncClient) -> None:
    asked = await http.request("OPTIONS", "/graphql", headers={"origin": THEIRS, **ASKING})
    answer = await http.post(
        "/graphql", json={"query": "{ __typename }"}, headers={"origin": THEIRS}
    )

    assert asked.status_code == 400
    assert "access-control-allow-origin" not in answer.headers


async def test_a_form_of_another_page_changes_nothing(http: httpx.AsyncClient) -> None:
    """Browsers send forms without asking first, in three media types; none of them is taken."""
    for kind in ("application/x-www-form-urlencoded", "multipart/form-data", "text/plain"):
        answer = await http.post(
            "/graphql", content=b'{"query": "{ __typename }"}', headers={"content-type": kind}
        )

        assert answer.status_code == 415

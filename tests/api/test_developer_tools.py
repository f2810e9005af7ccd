"""What helps whoever builds a front end helps whoever breaks in: off, unless it is wanted."""

from typing import Any

import httpx
import pytest

from tests.shop import Shop
from tests.wire import serving

TYPES = "{ __schema { types { name } } }"
ONE = '{ __type(name: "Order") { name } }'
IN_A_FRAGMENT = "{ ...A } fragment A on Query { __schema { types { name } } }"
MISSPELT = "{ viewr { kind } }"


async def asked(
    database: dict[str, Any], query: str, *, tools: bool, locale: str = "en"
) -> dict[str, Any]:
    async with (
        serving(database, with_worker=False, tools=tools) as address,
        httpx.AsyncClient(trust_env=False) as http,
    ):
        headers = {"accept-language": locale}
        answer = await http.post(f"{address}/graphql", json={"query": query}, headers=headers)
        found: dict[str, Any] = answer.json()
        return found


@pytest.mark.parametrize("query", [TYPES, ONE, IN_A_FRAGMENT])
async def test_the_schema_does_not_describe_itself(
    shop: Shop, database: dict[str, Any], query: str
) -> None:
    refused = await asked(database, query, tools=False)
    told = await asked(database, query, tools=True)

    assert [each["extensions"]["code"] for each in refused["errors"]] == ["INTROSPECTION_OFF"]
    assert "data" not in refused
    assert "errors" not in told


async def test_it_says_so_in_the_language_of_whoever_asks(
    shop: Shop, database: dict[str, Any]
) -> None:
    refused = await asked(database, TYPES, tools=False, locale="zh-CN")

    assert "内省" in refused["errors"][0]["message"]


async def test_the_name_of_a_type_may_be_asked_for(shop: Shop, database: dict[str, Any]) -> None:
    told = await asked(database, "{ viewer { __typename } }", tools=False)

    assert told["data"] == {"viewer": {"__typename": "Viewer"}}


async def test_nothing_is_suggested(shop: Shop, database: dict[str, Any]) -> None:
    silent = await asked(database, MISSPELT, tools=False)
    helpful = await asked(database, MISSPELT, tools=True)

    assert "viewer" not in silent["errors"][0]["message"]
    assert "Did you mean 'viewer'?" in helpful["errors"][0]["message"]


@pytest.mark.parametrize(("tools", "status"), [(True, 200), (False, 406)])
async def test_a_browser_gets_no_page(
    shop: Shop, database: dict[str, Any], tools: bool, status: int
) -> None:
    async with (
        serving(database, with_worker=False, tools=tools) as address,
        httpx.AsyncClient(trust_env=False) as http,
    ):
        answer = await http.get(f"{address}/graphql", headers={"accept": "text/html"})

    assert answer.status_code == status

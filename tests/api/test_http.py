"""GraphQL over HTTP to the letter: what cannot even begin is refused with a status and a reason."""

import json
from typing import Any

import httpx
import pytest

from api.negotiation import EVENT_STREAM, GRAPHQL_JSON, JSON
from api.requests import BODY_SIZE_MAX
from domain.fulfillment.states import FulfillmentStatus
from schema.shared.ids import global_id
from tests.shop import Shop
from tests.wire import DEADLINE_SECONDS, Client, serving

WHO = {"query": "{ viewer { kind } }"}
APOLLO = 'multipart/mixed;boundary="graphql";subscriptionSpec=1.0,application/json'
FOLLOW = """
subscription($id: ID!) {
  shipmentTrackingUpdated(id: $id, initial: true) { kind tracking { status } }
}
"""


async def send(database: dict[str, Any], method: str = "POST", **request: Any) -> httpx.Response:
    """One request to a server of its own; JSON unless `content` is given."""
    async with (
        serving(database, with_worker=False) as address,
        httpx.AsyncClient(trust_env=False, timeout=DEADLINE_SECONDS) as http,
    ):
        return await http.request(method, f"{address}/graphql", **request)


def as_json(content: str | bytes, **headers: str) -> dict[str, Any]:
    return {"content": content, "headers": {"content-type": JSON, **headers}}


def must_be_refused(answer: httpx.Response, status: int) -> None:
    body = answer.json()
    assert answer.status_code == status
    assert set(body) == {"errors"}
    for error in body["errors"]:
        assert error["message"]
        assert set(error["extensions"]) == {"code", "retryable", "requestId"}


NO_REQUESTS = {
    "no JSON": as_json("x"),
    "nothing": as_json(""),
    "null": as_json("null"),
    "a number": as_json("5"),
    "a batch": as_json(json.dumps([WHO])),
    "no UTF-8": as_json(b'{"query":"\xff"}'),
    "not a number": as_json('{"query":"{a}","variables":{"a":NaN}}'),
    "depths": as_json('{"query":"{a}","variables":' + "[" * 9_999 + "]" * 9_999 + "}"),
    "no query": {"json": {}},
    "an empty query": {"json": {"query": ""}},
    "a name that is a number": {"json": {**WHO, "operationName": 5}},
    "variables that are a list": {"json": {**WHO, "variables": []}},
    "a name nobody has": {"json": {**WHO, "operationName": "B"}},
    "fragments alone": {"json": {"query": "fragment F on Query { __typename }"}},
    "a subscription": {"json": {"query": "subscription { orderFeed { kind } }"}},
}


@pytest.mark.parametrize("request_", NO_REQUESTS.values(), ids=NO_REQUESTS.keys())
async def test_what_is_no_request_is_refused_with_400(
    shop: Shop, database: dict[str, Any], request_: dict[str, Any]
) -> None:
    must_be_refused(await send(database, **request_), 400)


OTHER_KINDS = {
    "text": {"content-type": "text/plain"},
    "nothing": {},
    "a form": {"content-type": "multipart/form-data; boundary=x"},
    "another charset": {"content-type": f"{JSON}; charset=utf-16"},
    "another encoding": {"content-type": JSON, "content-encoding": "gzip"},
}


@pytest.mark.parametrize("headers", OTHER_KINDS.values(), ids=OTHER_KINDS.keys())
async def test_another_kind_of_body_is_refused_with_415(
    shop: Shop, database: dict[str, Any], headers: dict[str, str]
) -> None:
    answer = await send(database, content=json.dumps(WHO), headers=headers)

    must_be_refused(answer, 415)


async def test_another_kind_of_answer_is_refused_with_406(
    shop: Shop, database: dict[str, Any]
) -> None:
    must_be_refused(await send(database, json=WHO, headers={"accept": "image/png"}), 406)


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
async def test_another_method_is_refused_with_405(
    shop: Shop, database: dict[str, Any], method: str
) -> None:
    answer = await send(database, method, json=WHO)

    must_be_refused(answer, 405)
    assert answer.headers["allow"] == "GET, POST"


async def test_an_address_changes_nothing(shop: Shop, database: dict[str, Any]) -> None:
    document = 'mutation { ticketCreate(input: {subject: "a", body: "b"}) { ticket { id } } }'
    await send(database, "GET", params={"query": "{ __typename }"})  # a first server makes its key
    before = await shop.rows()

    answer = await send(database, "GET", params={"query": document})

    must_be_refused(answer, 405)
    assert answer.headers["allow"] == "GET, POST"
    assert await shop.rows() == before


async def test_an_address_can_ask(shop: Shop, database: dict[str, Any]) -> None:
    document = "query Q($id: ID!) { node(id: $id) { id } }"

    answer = await send(database, "GET", params={"query": document, "variables": '{"id": "x"}'})

    assert answer.json()["data"] == {"node": None}


@pytest.mark.parametrize("query", ["{", "{ nobodyKnows }", "query Q($a: Int!) { __typename }"])
async def test_the_newer_media_type_says_with_its_status_whether_anything_was_run(
    shop: Shop, database: dict[str, Any], query: str
) -> None:
    older = await send(database, json={"query": query}, headers={"accept": JSON})
    newer = await send(database, json={"query": query}, headers={"accept": GRAPHQL_JSON})

    assert (older.status_code, newer.status_code) == (200, 400)
    assert "data" not in older.json()
    assert "data" not in newer.json()


async def test_an_error_while_running_is_no_refusal(shop: Shop, database: dict[str, Any]) -> None:
    document = 'mutation { ticketCreate(input: {subject: "a", body: "b"}) { ticket { id } } }'

    answer = await send(database, json={"query": document}, headers={"accept": GRAPHQL_JSON})

    assert answer.status_code == 200
    assert answer.json()["data"] is None
    assert answer.headers["content-type"] == f"{GRAPHQL_JSON}; charset=utf-8"


async def test_a_token_that_is_none_is_refused_with_401(
    shop: Shop, database: dict[str, Any]
) -> None:
    answer = await send(database, json=WHO, headers={"authorization": "Bearer of bad news"})

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


async def test_a_stream_is_for_those_who_ask_for_one_first(
    shop: Shop, database: dict[str, Any]
) -> None:
    listed = await send(database, json=WHO, headers={"accept": f"{JSON}, {EVENT_STREAM}"})
    first = await send(database, json=WHO, headers={"accept": f"{EVENT_STREAM}, {JSON}"})

    assert listed.headers["content-type"] == f"{JSON}; charset=utf-8"
    assert first.headers["content-type"].startswith(EVENT_STREAM)
    assert "\r" not in first.text
    assert first.text.startswith("event: next\ndata: {")
    assert first.text.endswith("event: complete\ndata: \n\n")


async def test_a_subscription_comes_in_parts_for_those_who_ask_so(
    shop: Shop, database: dict[str, Any]
) -> None:
    parcel = await shop.parcel(FulfillmentStatus.DELIVERED)
    variables = {"id": global_id("Fulfillment", parcel.id)}
    token = Client("", shop.admin).token()

    answer = await send(
        database,
        json={"query": FOLLOW, "variables": variables},
        headers={"accept": APOLLO, **token},
    )

    assert answer.headers["content-type"].startswith("multipart/mixed;boundary=graphql")
    assert '{"payload":{"data":{"shipmentTrackingUpdated":{"kind":"INITIAL"' in answer.text
    assert answer.text.endswith("\r\n--graphql--\r\n")


async def test_a_body_without_end_is_refused_with_413(shop: Shop, database: dict[str, Any]) -> None:
    answer = await send(database, **as_json(b"{" + b" " * BODY_SIZE_MAX))

    must_be_refused(answer, 413)


async def test_what_is_wrong_is_not_sent_back_whole(shop: Shop, database: dict[str, Any]) -> None:
    answer = await send(database, json={"query": "x" * 100_000})

    assert len(answer.content) < 2_000

"""graphql-transport-ws: a wrong message ends the connection, a wrong document only itself."""

from typing import Any

import pytest
import websockets
from strawberry.http.exceptions import WebSocketDisconnected

from api.app import create_app
from api.sockets import SocketHandler
from api.strictness import DEPTH_MAX
from realtime.bus import memory_bus
from tests.api.raw import INIT, Raw, opened
from tests.shop import Shop
from tests.wire import SECRET, answering, serving

BEGIN = {"id": "1", "type": "subscribe", "payload": {"query": "{ viewer { kind } }"}}


def subscribe(**changed: object) -> dict[str, object]:
    return {**BEGIN, **changed}


NO_MESSAGES = {
    "no JSON": "x",
    "a list": [],
    "null": None,
    "a string": '"ping"',
    "no type": {},
    "a type that is a list": {"type": []},
    "a type nobody knows, and a very long one": {"type": "x" * 1_000},
    "a message of the server's": {"type": "connection_ack"},
    "an id that is a number": subscribe(id=5),
    "an id that is a list": subscribe(id=[]),
    "an empty id": subscribe(id=""),
    "no payload": subscribe(payload=None),
    "a payload that is a list": subscribe(payload=[]),
    "no query": subscribe(payload={}),
    "a query that is a number": subscribe(payload={"query": 5}),
    "variables that are a list": subscribe(payload={"query": "{a}", "variables": []}),
    "a name that is a number": subscribe(payload={"query": "{a}", "operationName": 5}),
    "the end of nothing": {"type": "complete"},
    "the end of a list": {"type": "complete", "id": []},
    "a ping with a string": {"type": "ping", "payload": "x"},
}


@pytest.mark.parametrize("message", NO_MESSAGES.values(), ids=NO_MESSAGES.keys())
async def test_what_is_no_message_closes_with_4400_and_says_why(
    shop: Shop, database: dict[str, Any], message: object
) -> None:
    async with opened(database) as raw:
        await raw.say(message)

        code, reason = await raw.closed()

    assert code == 4400
    assert reason


async def test_an_id_in_use_closes_with_4409_however_long_it_is(
    shop: Shop, database: dict[str, Any]
) -> None:
    feed = {"query": "subscription { orderFeed { kind } }"}
    long = subscribe(id="x" * 1_000, payload=feed)
    async with opened(database) as raw:
        await raw.say(long, long)

        code, _ = await raw.closed()

    assert code == 4409


async def test_null_says_no_more_than_nothing(shop: Shop, database: dict[str, Any]) -> None:
    async with opened(database, acknowledged=False) as raw:
        await raw.say({**INIT, "payload": None})
        assert (await raw.hear())["type"] == "connection_ack"

        await raw.say({"type": "ping", "payload": None})

        assert (await raw.hear())["type"] == "pong"


async def test_a_second_hello_closes_with_4429(shop: Shop, database: dict[str, Any]) -> None:
    async with opened(database) as raw:
        await raw.say({**INIT, "payload": None})

        code, _ = await raw.closed()

    assert code == 4429


NO_OPERATIONS = {
    "a syntax error": {"query": "{"},
    "nothing": {"query": ""},
    "fragments alone": {"query": "fragment F on Query { __typename }"},
    "a field nobody knows": {"query": "{ nobodyKnows }"},
    "a name nobody has": {"query": "query A { __typename }", "operationName": "B"},
    "several, and none named": {"query": "query A { __typename } query B { __typename }"},
}


@pytest.mark.parametrize("payload", NO_OPERATIONS.values(), ids=NO_OPERATIONS.keys())
async def test_what_cannot_be_run_is_an_error_of_its_own_and_the_socket_lives(
    shop: Shop, database: dict[str, Any], payload: dict[str, str]
) -> None:
    async with opened(database) as raw:
        await raw.say(subscribe(id="bad", payload=payload))

        refused = await raw.hear()
        await raw.say(subscribe(id="good"))
        answered = await raw.hear()

    assert (refused["id"], refused["type"]) == ("bad", "error")
    assert [error["extensions"]["code"] for error in refused["payload"]] == ["BAD_REQUEST"]
    assert (answered["id"], answered["type"]) == ("good", "next")
    assert answered["payload"]["data"] == {"viewer": {"kind": "ANONYMOUS"}}


async def test_a_name_picks_one_of_several_operations(shop: Shop, database: dict[str, Any]) -> None:
    both = {"query": "query A { a: __typename } query B { b: __typename }", "operationName": "B"}
    async with opened(database) as raw:
        await raw.say(subscribe(payload=both))

        answered = await raw.hear()

    assert answered["payload"]["data"] == {"b": "Query"}


async def test_variables_that_nobody_declared_say_nothing_however_deep_they_are(
    shop: Shop, database: dict[str, Any]
) -> None:
    feed = {"query": "subscription { orderFeed { kind } }"}
    deep: list[Any] = []
    for _ in range(DEPTH_MAX - 5):
        deep = [deep]
    async with opened(database) as raw:
        await raw.say(subscribe(payload=feed | {"variables": {"deep": deep}}))

        refused = await raw.hear()

    assert refused["payload"]["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


TOKENS_THAT_ARE_NONE: dict[str, object] = {
    "a number": 5,
    "a list": ["Bearer x"],
    "an object": {},
    "another scheme": "Basic x",
    "nonsense": "Bearer x.y.z",
    "not ASCII": "Bearer 商店.商店.商店",
    "control characters": "Bearer \x00\n",
    "very long": "Bearer " + "x" * 100_000,
}


@pytest.mark.parametrize("token", TOKENS_THAT_ARE_NONE.values(), ids=TOKENS_THAT_ARE_NONE.keys())
async def test_a_token_that_is_none_closes_with_4403(
    shop: Shop, database: dict[str, Any], token: object
) -> None:
    async with opened(database, acknowledged=False) as raw:
        await raw.say({**INIT, "payload": {"authorization": token}})

        assert (await raw.closed())[0] == 4403


async def test_who_subscribes_before_the_hello_is_closed_with_4401(
    shop: Shop, database: dict[str, Any]
) -> None:
    async with opened(database, acknowledged=False) as raw:
        await raw.say(BEGIN)

        assert (await raw.closed())[0] == 4401


async def test_who_says_no_hello_is_closed_with_4408_within_five_seconds(
    shop: Shop, database: dict[str, Any]
) -> None:
    async with opened(database, acknowledged=False) as raw:
        assert (await raw.closed())[0] == 4408


@pytest.mark.parametrize("offered", [["graphql-ws"], None], ids=["the legacy one", "none"])
async def test_another_protocol_is_closed_with_4406(
    shop: Shop, database: dict[str, Any], offered: list[str] | None
) -> None:
    async with serving(database, with_worker=False) as address:
        raw = await dialled(address, subprotocols=offered)

        assert (await raw.closed())[0] == 4406


ORIGINS = {
    "one that is allowed": ("https://shop.example", True),
    "a stranger": ("https://elsewhere.example", False),
    "a name that begins the same": ("https://shop.example.elsewhere.example", False),
    "nobody": ("null", False),
}


@pytest.mark.parametrize(("origin", "is_welcome"), ORIGINS.values(), ids=ORIGINS.keys())
async def test_pages_of_other_places_are_refused(
    shop: Shop, database: dict[str, Any], origin: str, is_welcome: bool
) -> None:
    app = create_app(None, memory_bus(), secret=SECRET, allowed_origins=("https://shop.example",))
    async with answering(app) as address:
        if is_welcome:
            raw = await dialled(address, subprotocols=["graphql-transport-ws"], origin=origin)
            await raw.say(INIT)
            assert (await raw.hear())["type"] == "connection_ack"
            await raw.socket.close()
        else:
            with pytest.raises(websockets.InvalidStatus) as refusal:
                await dialled(address, subprotocols=["graphql-transport-ws"], origin=origin)
            assert refusal.value.response.status_code == 403


async def dialled(address: str, **options: Any) -> Raw:
    """A socket with a handshake of one's own."""
    url = address.replace("http", "ws") + "/graphql"
    return Raw(await websockets.connect(url, proxy=None, **options))


@pytest.mark.parametrize(("error", "lines"), [(WebSocketDisconnected(), 0), (OSError("disk"), 1)])
async def test_a_client_who_vanished_is_no_failure_of_ours(
    error: Exception, lines: int, caplog: pytest.LogCaptureFixture
) -> None:
    handler = SocketHandler.__new__(SocketHandler)  # what it logs depends on nothing else

    await handler.handle_task_exception(error)

    assert len(caplog.records) == lines

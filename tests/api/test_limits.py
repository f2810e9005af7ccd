"""What one client may take of a server that is there for all."""

import asyncio
import json
import os
import time
from typing import Any

import httpx
import pytest
import websockets

from api.server import MESSAGE_SIZE_MAX
from api.switchboard import SocketLimits, Switchboard
from api.wire import Wire, text_frame
from tests.api.raw import INIT, Raw, connected, opened
from tests.api.talking import Ends, talking
from tests.api.talking import connected as dialled
from tests.shop import Shop
from tests.wire import DEADLINE_SECONDS, serving

LIMITS = SocketLimits()
FLOOD = 5_000  # messages
ANSWER_SECONDS_MAX = 1.0
SUBSCRIBE = {"id": "1", "type": "subscribe", "payload": {"query": "{ viewer { kind } }"}}
FOLLOW = {"query": "subscription { orderFeed { kind } }"}
FLOODS: dict[str, list[dict[str, Any]]] = {
    "pings": [{"type": "ping"}] * FLOOD,
    "completes": [{"type": "complete", "id": "nobody"}] * FLOOD,
    "queries": [{**SUBSCRIBE, "id": str(number)} for number in range(FLOOD)],
    "subscribes and completes": [
        message
        for number in range(FLOOD // 2)
        for message in (
            {
                **SUBSCRIBE,
                "id": str(number),
                "payload": {"query": "subscription { orderFeed { kind } }"},
            },
            {"type": "complete", "id": str(number)},
        )
    ],
}


async def flood(raw: Raw, messages: list[dict[str, Any]]) -> None:
    for message in messages:
        await raw.socket.send(json.dumps(message))


async def slow_answer(address: str, times: int = 10) -> float:
    """How long a cheap query takes at worst but once, in seconds; this machine has other work."""
    seconds = []
    async with httpx.AsyncClient(trust_env=False, timeout=DEADLINE_SECONDS) as http:
        for _ in range(times):
            began = time.monotonic()
            answer = await http.post(f"{address}/graphql", json={"query": "{ viewer { kind } }"})
            assert answer.json()["data"] == {"viewer": {"kind": "ANONYMOUS"}}
            seconds.append(time.monotonic() - began)
            await asyncio.sleep(0.1)
    return sorted(seconds)[-2]


@pytest.mark.parametrize("messages", FLOODS.values(), ids=FLOODS.keys())
async def test_a_flood_slows_down_whoever_sends_it_and_nobody_else(
    shop: Shop, database: dict[str, Any], messages: list[dict[str, Any]]
) -> None:
    async with serving(database, with_worker=False) as address, connected(address) as raw:
        await raw.say(INIT)
        await raw.hear()
        task = asyncio.create_task(flood(raw, messages))

        slow = await slow_answer(address)

        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        raw.socket.transport.abort()

    assert slow < ANSWER_SECONDS_MAX


async def test_who_sends_too_much_is_read_at_the_rate_allowed() -> None:
    count = 3 * LIMITS.messages_at_once
    heard: list[float] = []

    async def talk(wire: Wire, ends: Ends) -> None:
        while (await ends.receive())["type"] == "websocket.receive":
            heard.append(time.monotonic())
            if len(heard) == count:
                wire.write(text_frame(b"all"))

    async with talking(talk) as address, dialled(address) as client:
        for _ in range(count):
            await client.send("x" * 100)
        async with asyncio.timeout(DEADLINE_SECONDS):
            assert await client.recv() == "all"

    seconds = heard[-1] - heard[0]
    assert seconds > (count - LIMITS.messages_at_once) / LIMITS.messages_per_second - 1.0


async def test_a_burst_that_is_allowed_is_read_at_once() -> None:
    count = LIMITS.messages_at_once - 1  # the handshake was one, too

    async def talk(wire: Wire, ends: Ends) -> None:
        for _ in range(count):
            await ends.receive()
        wire.write(text_frame(b"all"))
        await ends.until_gone()

    async with talking(talk) as address, dialled(address) as client:
        began = time.monotonic()
        for _ in range(count):
            await client.send("x")
        assert await client.recv() == "all"

    assert time.monotonic() - began < ANSWER_SECONDS_MAX


TOO_BIG = {
    "a little": MESSAGE_SIZE_MAX + 1,
    "ten megabytes": 10 * 1024 * 1024,
}


@pytest.mark.parametrize("size", TOO_BIG.values(), ids=TOO_BIG.keys())
async def test_a_message_too_big_closes_with_1009(
    shop: Shop, database: dict[str, Any], size: int
) -> None:
    async with serving(database, with_worker=False) as address:
        reader, writer = await shaken(address.replace("http", "ws"), "/graphql")
        writer.write(b"\x81\xff" + size.to_bytes(8, "big") + bytes(4 + size))
        async with asyncio.timeout(DEADLINE_SECONDS):
            heard = await close_frame(reader)
        writer.transport.abort()

    assert heard == 1009


async def test_a_message_as_big_as_allowed_is_read(shop: Shop, database: dict[str, Any]) -> None:
    query = {**SUBSCRIBE, "payload": {"query": "{ viewer { kind } }"}}
    query["payload"]["variables"] = {"a": ""}
    room = MESSAGE_SIZE_MAX - len(json.dumps(query))
    query["payload"]["variables"]["a"] = "x" * room
    async with opened(database) as raw:
        await raw.say(query)

        assert (await raw.hear())["id"] == "1"


async def test_a_message_in_endless_pieces_closes_with_1009() -> None:
    async def talk(wire: Wire, ends: Ends) -> None:
        await ends.until_gone()

    async with talking(talk, Switchboard(SocketLimits(messages_per_second=1e6))) as address:
        reader, writer = await shaken(address)
        writer.write(masked(0x01) + masked(0x00) * 100_000)
        async with asyncio.timeout(DEADLINE_SECONDS):
            heard = await close_frame(reader)
        writer.transport.abort()

    assert heard == 1009


async def test_a_flood_of_ping_frames_slows_down_nobody_else(
    shop: Shop, database: dict[str, Any]
) -> None:
    async with serving(database, with_worker=False) as address:
        _, writer = await shaken(address.replace("http", "ws"), "/graphql")
        writer.write(masked(0x89) * 200_000)

        slow = await slow_answer(address)

        writer.transport.abort()
    assert slow < ANSWER_SECONDS_MAX


BOMBS = {
    "lists": ("[" * 100_000, 4400),
    "objects": ('{"a":' * 50_000, 4400),
    "a payload": ('{"type":"ping","payload":' + '{"a":' * 20_000 + "1" + "}" * 20_000 + "}", 4400),
}


@pytest.mark.parametrize(("bomb", "code"), BOMBS.values(), ids=BOMBS.keys())
async def test_what_is_too_deep_to_be_read_is_no_message(
    shop: Shop, database: dict[str, Any], bomb: str, code: int
) -> None:
    async with opened(database) as raw:
        await raw.say(bomb)

        assert (await raw.closed())[0] == code


DOCUMENTS = {
    "deep": "{a" * 50_000,
    "deep and closed": "{a" * 20_000 + "}" * 20_000,
    "wide": "{" + " viewer { kind }" * 10_000 + "}",
    "aliases": "{" + " ".join(f"a{number}: viewer {{ kind }}" for number in range(8_000)) + "}",
}


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS.keys())
async def test_a_monstrous_document_hurts_only_itself(
    shop: Shop, database: dict[str, Any], document: str
) -> None:
    async with opened(database) as raw:
        await raw.say({**SUBSCRIBE, "id": "monster", "payload": {"query": document}})
        heard = await raw.hear()
        await raw.say({**SUBSCRIBE, "id": "after"})
        while heard["id"] == "monster":
            heard = await raw.hear()

    assert (heard["id"], heard["type"]) == ("after", "next")


async def test_a_full_server_says_so_and_has_room_again_when_somebody_leaves() -> None:
    async def talk(wire: Wire, ends: Ends) -> None:
        wire.write(text_frame(b"welcome"))
        await ends.until_gone()

    switchboard = Switchboard(SocketLimits(sockets_max=1))
    protocol = ["graphql-transport-ws"]
    async with talking(talk, switchboard) as address:
        async with dialled(address) as first:
            assert await first.recv() == "welcome"
            async with dialled(address, subprotocols=protocol) as second:
                with pytest.raises(websockets.ConnectionClosed):
                    await second.recv()
                assert (second.close_code, bool(second.close_reason)) == (1013, True)
        await emptied(switchboard)
        async with dialled(address) as third:
            assert await third.recv() == "welcome"


async def test_an_account_has_so_many_sockets_and_no_more() -> None:
    async def talk(wire: Wire, ends: Ends) -> None:
        wire.write(text_frame(str(wire.claim("Ada")).encode()))
        await ends.until_gone()

    switchboard = Switchboard(SocketLimits(sockets_per_actor_max=1))
    async with talking(talk, switchboard) as address:
        async with dialled(address) as first, dialled(address) as second:
            assert [await each.recv() for each in (first, second)] == ["True", "False"]
        await emptied(switchboard)

    assert not switchboard.actors


async def close_frame(reader: asyncio.StreamReader) -> int:
    """The code of the close frame that comes next."""
    assert await reader.readexactly(1) == b"\x88"
    length = (await reader.readexactly(1))[0]
    return int.from_bytes((await reader.readexactly(length))[:2], "big")


async def emptied(switchboard: Switchboard) -> None:
    """Return once the server has noticed that everybody left."""
    async with asyncio.timeout(DEADLINE_SECONDS):
        while True:
            if not switchboard.count:
                return
            await asyncio.sleep(0.01)


def masked(first: int) -> bytes:
    """An empty frame as clients send it."""
    return bytes((first, 0x80)) + os.urandom(4)


async def shaken(address: str, path: str = "/") -> tuple[asyncio.StreamReader, Any]:
    """A WebSocket connection in the raw, past its handshake."""
    host, port = address.removeprefix("ws://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(
        f"GET {path} HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: x3JJHMbDL1EzLkh9GBhXDw==\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n".encode()
    )
    await reader.readuntil(b"\r\n\r\n")
    return reader, writer

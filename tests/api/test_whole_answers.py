"""An answer in one piece is, byte for byte, the answer that a server without such a way gives."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from api.answers import say
from api.http import WHOLE
from api.negotiation import JSON
from tests.wire import DEADLINE_SECONDS, answering

BODY = b'{"data":{"a":1}}'
LONG = b"x" * 3_000_000


async def whole(scope: Any, receive: Any, send: Any) -> None:
    """As the product answers."""
    assert WHOLE in scope["extensions"]
    await say(scope, send, LONG if scope["path"] == "/long" else BODY, JSON)


async def in_parts(scope: Any, receive: Any, send: Any) -> None:
    """As it answers behind another server."""
    del scope["extensions"]
    await say(scope, send, LONG if scope["path"] == "/long" else BODY, JSON)


async def talk(app: Any, *lines: str, until: Callable[[bytes], bool]) -> bytes:
    """Everything that a server says to these words."""
    async with answering(app, lifespan="off") as address:
        host, port = address.removeprefix("http://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write("".join(f"{line}\r\n" for line in lines).encode())
        heard = b""
        async with asyncio.timeout(DEADLINE_SECONDS):
            while not until(heard) and (part := await reader.read(65_536)):
                heard += part
        writer.close()
        await writer.wait_closed()
    return heard


def head_of(answer: bytes) -> set[bytes]:
    head, _, _ = answer.partition(b"\r\n\r\n")
    return {line for line in head.split(b"\r\n") if not line.startswith(b"date: ")}


@pytest.mark.parametrize("version", ["1.0", "1.1"])
@pytest.mark.parametrize("body", [BODY, LONG], ids=["short", "long"])
async def test_it_says_the_same(version: str, body: bytes) -> None:
    path = "/long" if body is LONG else "/"
    words = [f"GET {path} HTTP/{version}", "host: here", ""]

    said = [
        await talk(app, *words, until=lambda heard: heard.endswith(body))
        for app in (whole, in_parts)
    ]

    assert head_of(said[0]) == head_of(said[1])
    assert {each.partition(b"\r\n\r\n")[2] for each in said} == {body}
    assert (b"connection: close" in head_of(said[0])) is (version == "1.0")


@pytest.mark.parametrize("app", [whole, in_parts])
async def test_a_connection_goes_on_with_the_next_request(app: Any) -> None:
    words = ["GET / HTTP/1.1", "host: here", ""]

    said = await talk(app, *words, *words, *words, until=lambda heard: heard.count(BODY) == 3)

    assert said.count(b"HTTP/1.1 200 OK\r\n") == 3


@pytest.mark.parametrize("app", [whole, in_parts])
async def test_who_wants_no_more_is_let_go(app: Any) -> None:
    words = ["GET / HTTP/1.1", "host: here", "connection: close", ""]

    said = await talk(app, *words, until=lambda heard: False)

    assert said.endswith(BODY)
    assert b"connection: close" in head_of(said)

"""Whoever says half of a request, or more than one should, is answered and hung up on."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from api import http
from tests.shop import Shop
from tests.wire import DEADLINE_SECONDS, serving

SOON = 0.3  # seconds, in place of ten and twenty
HEAD = "POST /graphql HTTP/1.1\r\nHost: shop.example\r\nContent-Type: application/json\r\n"
BODY = json.dumps({"query": "{ __typename }"})
SECURITY = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "deny",
    "referrer-policy": "no-referrer",
}


class Line:
    """A bare connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    def say(self, text: str | bytes) -> None:
        self.writer.write(text.encode() if isinstance(text, str) else text)

    async def hear(self) -> tuple[int, dict[str, str], dict[str, Any]]:
        """One answer, which must be the last."""
        async with asyncio.timeout(DEADLINE_SECONDS):
            whole = await self.reader.read()
        head, _, body = whole.partition(b"\r\n\r\n")
        first, *lines = head.decode().split("\r\n")
        headers = dict(line.lower().split(": ", 1) for line in lines)
        return int(first.split()[1]), headers, json.loads(body)


@pytest.fixture
async def line(
    shop: Shop, database: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Line]:
    monkeypatch.setattr(http, "HEADERS_SECONDS_MAX", SOON)
    monkeypatch.setattr(http, "BODY_SECONDS_MAX", SOON)
    async with serving(database, with_worker=False) as address:
        where = urlsplit(address)
        reader, writer = await asyncio.open_connection(where.hostname, where.port)
        yield Line(reader, writer)
        writer.close()


async def refused(line: Line, status: int, code: str) -> None:
    got, headers, body = await line.hear()
    (error,) = body["errors"]
    assert (got, error["extensions"]["code"]) == (status, code)
    assert set(error["extensions"]) == {"code", "retryable", "requestId"}
    assert headers["connection"] == "close"
    assert "server" not in headers
    assert headers.items() >= SECURITY.items()


async def test_headers_that_never_end_are_a_timeout(line: Line) -> None:
    line.say(HEAD + "X-Slow: ")

    await refused(line, 408, "REQUEST_TIMEOUT")


async def test_a_connection_that_says_nothing_is_closed_without_a_word(line: Line) -> None:
    async with asyncio.timeout(DEADLINE_SECONDS):
        assert await line.reader.read() == b""


async def test_a_body_that_never_ends_is_a_timeout(line: Line) -> None:
    line.say(f"{HEAD}Content-Length: {len(BODY)}\r\n\r\n{BODY[:5]}")

    await refused(line, 408, "REQUEST_TIMEOUT")


async def test_a_body_in_drops_is_a_timeout_too(line: Line) -> None:
    line.say(f"{HEAD}Transfer-Encoding: chunked\r\n\r\n")
    heard = asyncio.create_task(refused(line, 408, "REQUEST_TIMEOUT"))
    while not heard.done():
        line.say("1\r\n \r\n")
        await asyncio.wait([heard], timeout=SOON / 10)

    await heard


async def test_who_is_talking_at_that_very_moment_is_answered_all_the_same(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = http.refusal

    def meanwhile(status: int, headers: list[tuple[bytes, bytes]]) -> bytes:
        line.say("1\r\n \r\n")  # it arrives, and nobody will read it
        return answer(status, headers)

    monkeypatch.setattr(http, "refusal", meanwhile)
    line.say(f"{HEAD}Transfer-Encoding: chunked\r\n\r\n")

    await refused(line, 408, "REQUEST_TIMEOUT")


@pytest.mark.parametrize(
    "headers",
    [
        "X-Long: " + "x" * http.HEADERS_SIZE_MAX + "\r\n\r\n",
        "X-Endless: " + "x" * (http.HEADERS_SIZE_MAX + 1_000),
        "X-Many: 1\r\n" * (http.HEADERS_MAX + 1) + "\r\n",
    ],
    ids=["long", "endless", "many"],
)
async def test_headers_that_are_too_large_are_refused(line: Line, headers: str) -> None:
    line.say(HEAD + headers)

    await refused(line, 431, "HEADERS_TOO_LARGE")


async def test_what_follows_a_body_has_an_end_too(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "CHUNKING_MAX", 1_000)
    monkeypatch.setattr(http, "BODY_SECONDS_MAX", 2 * DEADLINE_SECONDS)
    line.say(f"{HEAD}Transfer-Encoding: chunked\r\n\r\n0\r\nX-Trailer: {'x' * 2_000}")

    await refused(line, 431, "HEADERS_TOO_LARGE")


async def test_an_address_that_is_too_long_is_refused(line: Line) -> None:
    line.say(f"GET /graphql?query={'x' * http.HEADERS_SIZE_MAX} HTTP/1.1\r\nHost: a\r\n\r\n")

    await refused(line, 431, "HEADERS_TOO_LARGE")


@pytest.mark.parametrize(
    "nonsense",
    [b"\x00\xff\r\n\r\n", b"GET / HTTP/9\r\n\r\n", b"GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n"],
)
async def test_what_is_no_http_is_refused_as_everything_else_is(
    line: Line, nonsense: bytes
) -> None:
    line.say(nonsense)

    await refused(line, 400, "BAD_REQUEST")


async def test_several_requests_in_a_row_have_each_their_own_time(line: Line) -> None:
    whole = f"{HEAD}Content-Length: {len(BODY)}\r\n\r\n{BODY}"
    for _ in range(4):
        line.say(whole)
        async with asyncio.timeout(DEADLINE_SECONDS):
            head = await line.reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().partition(b"content-length: ")[2].split()[0])
            assert b'"__typename":"Query"' in await line.reader.readexactly(length)
        await asyncio.sleep(SOON / 2)  # what is measured is time


UPGRADE = (
    "Host: shop.example\r\nConnection: upgrade\r\nUpgrade: websocket\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
)


@pytest.mark.parametrize(
    ("handshake", "status"),
    [
        (f"GET /graphql HTTP/1.1\r\n{UPGRADE}Content-Length: 5\r\n\r\nhello", 400),
        (f"GET /graphql HTTP/1.1\r\n{UPGRADE}Transfer-Encoding: chunked\r\n\r\n", 400),
        (f"GET /graphql?{'a' * 9_000} HTTP/1.1\r\n{UPGRADE}\r\n", 414),
        (f"GET /graphql HTTP/1.1\r\n{UPGRADE}X-Long: {'a' * 9_000}\r\n\r\n", 431),
    ],
    ids=["a body", "chunks", "a long address", "a long line"],
)
async def test_a_handshake_that_is_none_is_answered_and_hung_up_on(
    line: Line, handshake: str, status: int
) -> None:
    line.say(handshake)

    async with asyncio.timeout(DEADLINE_SECONDS):
        answer = await line.reader.read()

    assert answer.startswith(f"HTTP/1.1 {status} ".encode())

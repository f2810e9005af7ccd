"""Somebody with a token, or nobody, who talks to a server: HTTP, and subscriptions."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Self

import httpx
import orjson
import websockets
from websockets.typing import Subprotocol

from bench.answers import Refused, the_one_field
from bench.events import Events
from bench.narrow import NARROW, narrow_socket

DEADLINE_SECONDS = 30  # for one answer, or one item
IDLE_SECONDS = 2  # a connection is used again within them; servers close theirs after five
PROTOCOL = Subprotocol("graphql-transport-ws")


class Client:
    """One asker with one connection that is kept alive.

    A narrow one takes in no more than it reads: who talks to it soon notices that it is slow.
    """

    def __init__(self, address: str, token: str | None = None, *, narrow: bool = False) -> None:
        self.address = address
        self.authorization = f"Bearer {token}" if token else None
        self._narrow = narrow
        self._http = httpx.AsyncClient(
            trust_env=False,
            timeout=DEADLINE_SECONDS,
            headers={"authorization": self.authorization} if self.authorization else {},
            transport=httpx.AsyncHTTPTransport(
                socket_options=NARROW if narrow else None,
                limits=httpx.Limits(max_connections=None, keepalive_expiry=IDLE_SECONDS),
            ),
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Talk no more."""
        await self._http.aclose()

    async def post(self, query: str, **variables: Any) -> dict[str, Any]:
        """The whole answer, errors and all."""
        body = {"query": query, "variables": variables}
        answer = await self._http.post(f"{self.address}/graphql", json=body)
        shown: dict[str, Any] = answer.json()
        return shown

    async def fetch(self, path: str) -> bytes:
        """What lies at an address of the server.

        Raises:
            httpx.HTTPStatusError: it is not handed out.
        """
        answer = await self._http.get(f"{self.address}{path}")
        return answer.raise_for_status().content

    async def ask(self, query: str, **variables: Any) -> dict[str, Any]:
        """The data.

        Raises:
            Refused: there are top-level errors.
        """
        answer = await self.post(query, **variables)
        if answer.get("errors"):
            raise Refused(answer["errors"])
        data: dict[str, Any] = answer["data"]
        return data

    async def try_(self, mutation: str, input: dict[str, Any], show: str) -> dict[str, Any]:
        """A mutation's payload, whatever came of it."""
        payload: dict[str, Any] = (await self.ask(document(mutation, show), input=input))[mutation]
        return payload

    async def do(self, mutation: str, input: dict[str, Any], show: str) -> Any:
        """A mutation that must succeed; the one thing that its payload shows.

        Raises:
            Refused: it was not done.
        """
        payload = await self.try_(mutation, input, show)
        if refusals := payload.pop("userErrors"):
            raise Refused(refusals)
        (shown,) = payload.values()
        return shown

    @asynccontextmanager
    async def follow(self, query: str, **variables: Any) -> AsyncIterator["Items"]:
        """Subscribe over a WebSocket of its own."""
        address = self.address.replace("http", "ws", 1) + "/graphql"
        narrow = await narrow_socket(self.address) if self._narrow else None
        async with websockets.connect(
            address,
            subprotocols=[PROTOCOL],
            proxy=None,
            sock=narrow,
            max_queue=1 if self._narrow else 16,
            ping_interval=None,  # who reads slowly answers slowly: that is no reason to hang up
        ) as socket:
            items = Items(socket)
            hello = {"authorization": self.authorization} if self.authorization else {}
            await items.send("connection_init", hello)
            await items.receive("connection_ack")
            await items.send("subscribe", {"query": query, "variables": variables}, id="1")
            yield items

    @asynccontextmanager
    async def stream(
        self, query: str, *, last_event_id: str | None = None, **variables: Any
    ) -> AsyncIterator[Events]:
        """Subscribe to server-sent events; like a browser, with the id of the last one seen.

        Raises:
            Refused: the answer is no stream.
        """
        headers = {"accept": "text/event-stream"}
        if last_event_id is not None:
            headers["last-event-id"] = last_event_id
        async with self._http.stream(
            "POST",
            f"{self.address}/graphql",
            json={"query": query, "variables": variables},
            headers=headers,
            timeout=httpx.Timeout(DEADLINE_SECONDS, read=None),
        ) as response:
            if not response.headers["content-type"].startswith("text/event-stream"):
                raise Refused([{"message": (await response.aread()).decode()}])
            yield Events(response.aiter_lines())


class Items:
    """What a subscription sends."""

    def __init__(self, socket: websockets.ClientConnection) -> None:
        self.socket = socket

    async def send(self, kind: str, payload: dict[str, Any], **more: str) -> None:
        """One message of the protocol."""
        await self.socket.send(orjson.dumps({"type": kind, "payload": payload, **more}).decode())

    async def receive(self, kind: str) -> Any:
        """The payload of the next message, which must be of this kind; pings are answered.

        Raises:
            Refused: it is another one.
        """
        message = orjson.loads(await self.socket.recv())
        while message["type"] == "ping":
            await self.socket.send('{"type":"pong"}')
            message = orjson.loads(await self.socket.recv())
        if message["type"] != kind:
            raise Refused([message])
        return message.get("payload")

    async def next(self, within: float | None = DEADLINE_SECONDS) -> dict[str, Any]:
        """The next item of the one field; `within` seconds, or None to wait for ever.

        Raises:
            Refused: an error came instead, or the end.
            TimeoutError: nothing came.
        """
        async with asyncio.timeout(within):
            return the_one_field(await self.receive("next"))

    def cut(self) -> None:
        """Pull the plug: no farewell, and whatever is under way is lost."""
        self.socket.transport.abort()


def document(mutation: str, show: str) -> str:
    """The GraphQL document of a mutation, with every fact of its refusals."""
    kind = mutation[0].upper() + mutation[1:] + "Input"
    return (
        f"mutation($input: {kind}!) {{ {mutation}(input: $input) {{ {show} userErrors {{"
        " __typename message code field"
        " ... on InsufficientStockError { shortages { requested available variant { id } } }"
        " } } }"
    )

"""Somebody with a token, or nobody, who talks to a server: HTTP, and graphql-transport-ws."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Self

import httpx
import orjson
import websockets
from websockets.typing import Subprotocol

DEADLINE_SECONDS = 30  # for one answer, or one item
PROTOCOL = Subprotocol("graphql-transport-ws")


class Refused(RuntimeError):
    """The answer has top-level errors."""

    def __init__(self, errors: list[dict[str, Any]]) -> None:
        super().__init__(orjson.dumps(errors).decode())
        self.codes = [error.get("extensions", {}).get("code") for error in errors]


class Client:
    """One asker with one connection that is kept alive."""

    def __init__(self, address: str, token: str | None = None) -> None:
        self.address = address
        self.authorization = f"Bearer {token}" if token else None
        self._http = httpx.AsyncClient(
            trust_env=False,
            timeout=DEADLINE_SECONDS,
            headers={"authorization": self.authorization} if self.authorization else {},
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.aclose()

    async def post(self, query: str, **variables: Any) -> dict[str, Any]:
        """The whole answer, errors and all."""
        body = {"query": query, "variables": variables}
        answer = await self._http.post(f"{self.address}/graphql", json=body)
        shown: dict[str, Any] = answer.json()
        return shown

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
        async with websockets.connect(address, subprotocols=[PROTOCOL], proxy=None) as socket:
            items = Items(socket)
            hello = {"authorization": self.authorization} if self.authorization else {}
            await items.send("connection_init", hello)
            await items.receive("connection_ack")
            await items.send("subscribe", {"query": query, "variables": variables}, id="1")
            yield items


class Items:
    """What a subscription sends."""

    def __init__(self, socket: websockets.ClientConnection) -> None:
        self.socket = socket

    async def send(self, kind: str, payload: dict[str, Any], **more: str) -> None:
        """One message of the protocol."""
        await self.socket.send(orjson.dumps({"type": kind, "payload": payload, **more}).decode())

    async def receive(self, kind: str) -> Any:
        """The payload of the next message, which must be of this kind.

        Raises:
            Refused: it is another one.
        """
        message = orjson.loads(await self.socket.recv())
        if message["type"] != kind:
            raise Refused([message])
        return message.get("payload")

    async def next(self) -> dict[str, Any]:
        """The next item of the one field.

        Raises:
            Refused: an error came instead, or the end.
            TimeoutError: nothing came.
        """
        async with asyncio.timeout(DEADLINE_SECONDS):
            payload = await self.receive("next")
        if payload.get("errors"):
            raise Refused(payload["errors"])
        (item,) = payload["data"].values()
        shown: dict[str, Any] = item
        return shown

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

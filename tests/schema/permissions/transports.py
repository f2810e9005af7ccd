"""The three ways in, each kept open: what somebody hears on it, to the letter."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from typing import Any

import httpx
import orjson
import websockets

from domain.shared.context import Actor
from tests.wire import DEADLINE_SECONDS, Client, to_ourselves

TRANSPORTS = ("http", "ws", "sse")
OF_THE_MOMENT = {"date", "x-request-id"}  # headers that no two answers share
REQUEST_ID = re.compile(r'"requestId":"[^"]*"')


@dataclass(frozen=True)
class Answer:
    """All that answers can be told apart by; the request's id is left out of the text."""

    status: int
    headers: tuple[tuple[str, str], ...]
    text: str

    @property
    def said(self) -> Any:
        """The GraphQL answer in it, or in its first part."""
        return orjson.loads(self.text.split("\n", 1)[0])

    @property
    def codes(self) -> list[str]:
        """The codes of its top-level errors."""
        said = self.said
        errors = said if isinstance(said, list) else said.get("errors", [])
        return [error["extensions"]["code"] for error in errors]


class Door:
    """One person with a connection of each kind, kept for all they ask."""

    def __init__(self, http: httpx.AsyncClient, socket: Any) -> None:
        self._client = http
        self._socket = socket
        self._numbers = count(1)

    async def ask(self, transport: str, document: str, **variables: Any) -> Answer:
        """What comes back for one operation; of a subscription, up to its first item."""
        body = {"query": document, "variables": variables}
        async with asyncio.timeout(DEADLINE_SECONDS):
            match transport:
                case "http":
                    return await self._over_http(body)
                case "ws":
                    return await self._over_a_socket(body)
                case _:
                    return await self._as_events(body)

    async def _over_http(self, body: dict[str, Any]) -> Answer:
        answer = await self._client.post("/graphql", json=body)
        return _answer(answer, answer.text)

    async def _over_a_socket(self, body: dict[str, Any]) -> Answer:
        key = str(next(self._numbers))
        told = {"id": key, "type": "subscribe", "payload": body}
        await self._socket.send(orjson.dumps(told).decode())
        heard = []
        while True:
            message = orjson.loads(await self._socket.recv())
            if message.get("id") != key:
                continue  # the end of one that we left
            if message["type"] == "complete":
                return Answer(0, (), _without_id("\n".join(heard)))
            heard.append(orjson.dumps(message["payload"]).decode())
            if message["type"] == "error":
                return Answer(1, (), _without_id("\n".join(heard)))
            if body["query"].startswith("subscription"):
                leave = {"id": key, "type": "complete"}
                await self._socket.send(orjson.dumps(leave).decode())
                return Answer(0, (), _without_id("\n".join(heard)))

    async def _as_events(self, body: dict[str, Any]) -> Answer:
        accept = {"accept": "text/event-stream"}
        async with self._client.stream("POST", "/graphql", json=body, headers=accept) as answer:
            if "event-stream" not in answer.headers["content-type"]:
                return _answer(answer, (await answer.aread()).decode())
            heard, ended = [], False
            async for line in answer.aiter_lines():
                if line.startswith("data:") and line != "data:":
                    heard.append(line.removeprefix("data:").strip())
                    if body["query"].startswith("subscription"):
                        break
                ended = ended or line.startswith("event: complete")
            return _answer(answer, "\n".join([*heard, "complete" if ended else ""]))


def _answer(answer: httpx.Response, text: str) -> Answer:
    headers = sorted(
        (name, value) for name, value in answer.headers.items() if name not in OF_THE_MOMENT
    )
    return Answer(answer.status_code, tuple(headers), _without_id(text))


def _without_id(text: str) -> str:
    return REQUEST_ID.sub('"requestId":""', text)


@asynccontextmanager
async def at_the_door(address: str, actor: Actor | None) -> AsyncIterator[Door]:
    """Somebody with a token, or nobody: a client for HTTP and SSE, and a socket."""
    token = Client(address, actor).token()
    url = address.replace("http", "ws") + "/graphql"
    async with (
        to_ourselves(base_url=address, headers=token) as http,
        websockets.connect(
            url,
            subprotocols=["graphql-transport-ws"],  # type: ignore[list-item]
            proxy=None,
            additional_headers=token,
        ) as socket,
    ):
        await socket.send('{"type":"connection_init"}')
        assert orjson.loads(await socket.recv())["type"] == "connection_ack"
        yield Door(http, socket)

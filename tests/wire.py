"""The product as clients meet it: a real server on a real socket, HTTP, WebSocket and SSE."""

import asyncio
import json
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import httpx
import orjson
import websockets

from api.app import create_app
from api.server import make_server
from api.working import working
from domain.identity.tokens import LIFETIME, issue_token
from domain.shared.context import Actor
from realtime.bus import Bus, memory_bus

SECRET = "a secret for tests, long enough for HS256"  # opens nothing
# Nobody speaks TLS here; httpx would read every certificate of the machine for each client.
PLAIN = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
DEADLINE_SECONDS = 10


class Refused(AssertionError):
    """The answer has top-level errors."""

    def __init__(self, errors: list[dict[str, Any]]) -> None:
        super().__init__(json.dumps(errors, ensure_ascii=False, indent=1))
        self.errors = errors

    @property
    def codes(self) -> list[str]:
        """What kinds of errors."""
        return [error["extensions"]["code"] for error in self.errors]


def to_ourselves(**more: Any) -> httpx.AsyncClient:
    """A client for a server of this machine."""
    manners = {"trust_env": False, "verify": PLAIN, "timeout": DEADLINE_SECONDS}
    return httpx.AsyncClient(**(manners | more))


class Client:
    """Somebody with a token, or nobody, talking to the server."""

    def __init__(
        self,
        address: str,
        actor: Actor | None = None,
        *,
        lifetime: timedelta = LIFETIME,
        **headers: str,
    ) -> None:
        self.address = address
        self.actor = actor
        self.lifetime = lifetime
        self.headers = headers

    def token(self) -> dict[str, str]:
        if self.actor is None:
            return {}
        token = issue_token(SECRET, self.actor, datetime.now(UTC), lifetime=self.lifetime)
        return {"Authorization": f"Bearer {token}"}

    async def post(self, query: str, **variables: Any) -> httpx.Response:
        """The raw answer."""
        async with to_ourselves() as http:
            return await http.post(
                f"{self.address}/graphql",
                json={"query": query, "variables": variables},
                headers={**self.token(), **self.headers},
            )

    async def ask(self, query: str, **variables: Any) -> dict[str, Any]:
        """The data; raises `Refused` where there are errors."""
        answer = (await self.post(query, **variables)).json()
        if answer.get("errors"):
            raise Refused(answer["errors"])
        data: dict[str, Any] = answer["data"]
        return data

    async def do(self, mutation: str, input: dict[str, Any], show: str) -> dict[str, Any]:
        """Run one mutation, such as `orderCancel`; its payload, with `userErrors` beside."""
        kind = mutation[0].upper() + mutation[1:] + "Input"
        document = (
            f"mutation($input: {kind}!) {{ {mutation}(input: $input) {{ {show}"
            " userErrors { __typename message code field } } }"
        )
        payload: dict[str, Any] = (await self.ask(document, input=input))[mutation]
        return payload

    @asynccontextmanager
    async def follow(self, query: str, **variables: Any) -> AsyncIterator["Items"]:
        """Subscribe over a WebSocket. The items of the one field, as they come."""
        async with websockets.connect(
            self.address.replace("http", "ws") + "/graphql",
            subprotocols=["graphql-transport-ws"],  # type: ignore[list-item]
            proxy=None,
        ) as socket:
            token = self.token().get("Authorization")
            hello = {"type": "connection_init"} | (
                {"payload": {"authorization": token}} if token else {}
            )
            await socket.send(orjson.dumps(hello).decode())
            assert orjson.loads(await socket.recv())["type"] == "connection_ack"
            await socket.send(
                orjson.dumps(
                    {
                        "id": "1",
                        "type": "subscribe",
                        "payload": {"query": query, "variables": variables},
                    }
                ).decode()
            )
            yield Items(socket)


class Items:
    """What a subscription sends."""

    def __init__(self, socket: Any) -> None:
        self.socket = socket

    async def next(self) -> dict[str, Any]:
        """The next item; raises `Refused` on an error, StopAsyncIteration at the end."""
        async with asyncio.timeout(DEADLINE_SECONDS):
            message = orjson.loads(await self.socket.recv())
        if message["type"] == "complete":
            raise StopAsyncIteration
        if message["type"] == "error":
            raise Refused(message["payload"])
        payload = message["payload"]
        if payload.get("errors"):
            raise Refused(payload["errors"])
        (item,) = payload["data"].values()
        return item  # type: ignore[no-any-return]

    async def until(self, wanted: Any) -> list[dict[str, Any]]:
        """Every item up to the first that `wanted` says yes to, that one included."""
        seen = []
        while True:
            seen.append(await self.next())
            if wanted(seen[-1]):
                return seen


@asynccontextmanager
async def serving(
    credentials: dict[str, Any],
    bus: Bus | None = None,
    *,
    with_worker: bool = True,
    **options: Any,
) -> AsyncIterator[str]:
    """The application on a port of its own, in this process; its address."""
    bus = bus or memory_bus()
    companions = [partial(working, credentials, bus)] if with_worker else []
    app = create_app(None, bus, secret=SECRET, companions=companions, **options)
    async with answering(app) as address:
        yield address


@asynccontextmanager
async def answering(app: Any, **changed: Any) -> AsyncIterator[str]:
    """Any ASGI application, served as the product is, on a port of its own; its address."""
    server = make_server(app, **({"port": 0, "timeout_graceful_shutdown": 1} | changed))
    task = asyncio.create_task(server.serve())
    try:
        async with asyncio.timeout(DEADLINE_SECONDS):
            while not server.started:
                assert not task.done(), "the server did not start"
                await asyncio.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://{changed.get('host', '127.0.0.1')}:{port}"
    finally:
        server.should_exit = True
        await task

"""A process told to stop: what runs is finished, who follows is sent on and loses nothing."""

import asyncio
import time
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from typing import Any

import asyncpg
import httpx
import pytest
import websockets

from domain.orders.states import OrderStatus
from tests.api.processes import Process, running, url_of
from tests.api.test_events import stream
from tests.schema.stage import gid
from tests.shop import Shop
from tests.wire import DEADLINE_SECONDS, SECRET, Client

ORDER = """
subscription($id: ID!, $after: EventCursor) {
  orderUpdated(id: $id, after: $after, initial: true) { kind cursor aggregateVersion }
}
"""
FEED = "subscription { orderFeed { kind } }"
SERVICE_RESTART = 1012
EXIT_SECONDS_MAX = 3.0


def server_on(database: dict[str, Any]) -> Any:
    return running("serve", DATABASE_URL=url_of(database), TRADEGRAPH_SECRET=SECRET)


async def stopped(server: Process) -> tuple[int, float]:
    """Its exit code, and how many seconds it took."""
    began = time.monotonic()
    server.terminate()
    code = await server.ends()
    return code, time.monotonic() - began


async def test_followers_are_sent_on_to_another_process_and_nothing_is_lost_or_doubled(
    shop: Shop, database: dict[str, Any]
) -> None:
    shop.now = datetime.now(UTC)
    order = await shop.order()
    ends = []
    async with AsyncExitStack() as stack:
        old = await stack.enter_async_context(server_on(database))
        new = await stack.enter_async_context(server_on(database))
        clients = [Client(await server.address(), shop.admin) for server in (old, new)]
        request = {"json": {"query": ORDER, "variables": {"id": gid(order)}}}
        request["headers"] = clients[0].token()  # both servers know the same secret
        heard: dict[str, list[dict[str, Any]]] = {"socket": [], "events": []}

        async with (
            clients[0].follow(ORDER, id=gid(order)) as live,
            stream(clients[0].address, "POST", **request) as events,
        ):
            heard["socket"].append(await live.next())
            heard["events"].append((await anext(events)).item)
            await shop.capture(order.id, 100)
            heard["socket"].append(await live.next())
            heard["events"].append((await anext(events)).item)

            old.terminate()
            with pytest.raises(websockets.ConnectionClosed) as closed:
                await live.next()
            ends = [event async for event in events]
            code = await old.ends()

        for _ in range(2):
            await shop.capture(order.id, 100)
        last = {name: items[-1]["cursor"] for name, items in heard.items()}
        async with (
            clients[1].follow(ORDER, id=gid(order), after=last["socket"]) as live,
            stream(clients[1].address, "POST", last=last["events"], **request) as events,
        ):
            for _ in range(2):
                heard["socket"].append(await live.next())
                heard["events"].append((await anext(events)).item)
            await shop.capture(order.id, 100)
            heard["socket"].append(await live.next())
            heard["events"].append((await anext(events)).item)

    versions = list(range(order.version, order.version + 5))
    assert {name: [item["aggregateVersion"] for item in heard[name]] for name in heard} == {
        "socket": versions,
        "events": versions,
    }
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == SERVICE_RESTART
    assert ends == []  # not even `complete`: the story is not over
    assert code == 0
    assert "Traceback" not in old.output + new.output


def complaints(said: str) -> list[str]:
    """Every line but those that only say what goes on."""
    return [line for line in said.splitlines() if not line.startswith("INFO")]


async def test_it_is_gone_soon_and_quietly_however_many_follow(
    shop: Shop, database: dict[str, Any]
) -> None:
    followers = 100
    async with server_on(database) as server:
        address = await server.address()
        said_before = server.output
        client = Client(address, shop.admin)
        async with AsyncExitStack() as stack:
            lives = [
                await stack.enter_async_context(
                    client.follow("subscription { orderFeed { kind } }")
                )
                for _ in range(followers)
            ]
            code, seconds = await stopped(server)
            for live in lives:
                await live.socket.wait_closed()

    assert {live.socket.close_code for live in lives} == {SERVICE_RESTART}
    assert (code, complaints(server.output)) == (0, complaints(said_before))
    assert seconds < EXIT_SECONDS_MAX


async def test_a_stream_over_http_ends_with_when_to_come_back(
    shop: Shop, database: dict[str, Any]
) -> None:
    async with server_on(database) as server:
        address = await server.address()
        async with (
            httpx.AsyncClient(trust_env=False, timeout=DEADLINE_SECONDS) as http,
            http.stream(
                "POST",
                f"{address}/graphql",
                headers={"Accept": "text/event-stream", **Client(address, shop.admin).token()},
                json={"query": FEED},
            ) as answer,
        ):
            server.terminate()
            lines = [line async for line in answer.aiter_lines()]

        assert await server.ends() == 0
    assert [line.partition(":")[0] for line in lines if line] == ["retry"]


async def test_what_runs_is_finished(shop: Shop, database: dict[str, Any]) -> None:
    shop.now = datetime.now(UTC)  # or the order expires meanwhile
    order = await shop.order()
    holder = await asyncpg.connect(**database)
    try:
        async with server_on(database) as server:
            client = Client(await server.address(), shop.admin)
            async with holder.transaction():
                await holder.execute("SELECT FROM sales_order WHERE id = $1 FOR UPDATE", order.id)
                answer = asyncio.create_task(
                    client.do(
                        "orderCancel",
                        {"id": gid(order), "reason": "CUSTOMER"},
                        "order { status }",
                    )
                )
                await somebody_waits(holder)
                server.terminate()
                await refused(client.address)

            assert (await answer)["order"] == {"status": OrderStatus.CANCELED.name}
            assert await server.ends() == 0
    finally:
        await holder.close()
    assert "Traceback" not in server.output


async def test_what_cannot_be_finished_says_so_and_the_process_ends(
    shop: Shop, database: dict[str, Any]
) -> None:
    shop.now = datetime.now(UTC)  # or the order expires meanwhile
    order = await shop.order()
    holder = await asyncpg.connect(**database)
    try:
        async with server_on(database) as server:
            client = Client(await server.address(), shop.admin)
            async with holder.transaction():
                await holder.execute("SELECT FROM sales_order WHERE id = $1 FOR UPDATE", order.id)
                document = "mutation($input: OrderCancelInput!) { orderCancel(input: $input)"
                answer = asyncio.create_task(
                    client.post(
                        document + " { order { id } } }",
                        input={"id": gid(order), "reason": "CUSTOMER"},
                    )
                )
                await somebody_waits(holder)
                server.terminate()

                assert (await answer).status_code == 503
                assert await server.ends() == 0
    finally:
        await holder.close()
    assert "Traceback" not in server.output


async def somebody_waits(connection: Any) -> None:
    """Return once somebody waits for what this connection holds."""
    # Within a transaction pg_stat_activity is what it was when it was first looked at.
    waiting = (
        "SELECT count(*) FROM pg_locks"
        " WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
    )
    async with asyncio.timeout(DEADLINE_SECONDS):
        while not await connection.fetchval(waiting):
            await connection.execute("SELECT pg_sleep(0.01)")


async def refused(address: str) -> None:
    """Return once nobody is let in there any more."""
    host, port = address.removeprefix("http://").split(":")
    async with asyncio.timeout(DEADLINE_SECONDS):
        while True:
            try:
                _, writer = await asyncio.open_connection(host, int(port))
            except ConnectionRefusedError:
                return
            writer.close()
            await asyncio.sleep(0.01)

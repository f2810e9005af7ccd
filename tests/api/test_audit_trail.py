"""Over the wire: who is refused, changes or sees what is written down, wherever they ask."""

import asyncio
from datetime import timedelta
from typing import Any

import httpx
import orjson
import pytest
import websockets

from api.addresses import networks
from api.working import make_worker
from domain.audit.chain import SealKey
from domain.audit.verify import verify
from domain.identity.scopes import Scope
from domain.shared import sql
from realtime.bus import memory_bus
from schema.shared.ids import global_id
from tests.shop import Shop, staff
from tests.wire import SECRET, Client, Refused, serving

OURS = networks(["127.0.0.0/8"])
CARD = "query ($id: ID!) { customer(id: $id) { name } }"
HEAD = "{ auditHead { number } }"
NEWS = "subscription { stockAlerts { kind } }"
LATE = timedelta(seconds=-60)


async def entries(kind: str = "") -> list[dict[str, Any]]:
    """The trail, in the order of writing."""
    return await sql.rows(
        "SELECT kind, actor, address, request_id, operation, code, count, subjects::text"
        " FROM audit_entry WHERE kind = $1 OR $1 = '' ORDER BY id",
        kind,
    )


async def entry(kind: str) -> dict[str, Any]:
    """The one entry of a kind. Once the server has stopped, all are written."""
    (one,) = await entries(kind)
    return one


async def test_whoever_lacks_a_permission_is_noted_with_all_that_is_known(
    shop: Shop, database: dict[str, Any]
) -> None:
    sam = staff(Scope.ORDERS_READ)
    async with serving(database, with_worker=False) as address:
        answer = await Client(address, sam, **{"X-Request-Id": "a-request"}).post(HEAD)
        assert answer.json()["errors"][0]["extensions"]["code"] == "FORBIDDEN"

    assert await entry("refused") == {
        "kind": "refused",
        "actor": sam.key,
        "address": "127.0.0.1",
        "request_id": "a-request",
        "operation": "auditHead",
        "code": "FORBIDDEN",
        "count": 1,
        "subjects": "[]",
    }


@pytest.mark.parametrize("accept", ["application/json", "text/event-stream"])
async def test_a_token_that_is_none_is_noted(
    shop: Shop, database: dict[str, Any], accept: str
) -> None:
    headers = {"Authorization": "Bearer forged", "Accept": accept}
    async with serving(database, with_worker=False) as address:
        answer = await Client(address, **headers).post(NEWS)
        assert answer.status_code == 401

    noted = await entry("refused")
    assert (noted["actor"], noted["code"]) == ("anonymous", "UNAUTHENTICATED")


async def test_a_token_that_expired_is_noted(shop: Shop, database: dict[str, Any]) -> None:
    async with serving(database, with_worker=False) as address:
        answer = await Client(address, shop.admin, lifetime=LATE).post(HEAD)
        assert answer.status_code == 401

    assert (await entry("refused"))["code"] == "TOKEN_EXPIRED"


async def test_a_socket_that_is_turned_away_is_noted(shop: Shop, database: dict[str, Any]) -> None:
    async with (
        serving(database, with_worker=False) as address,
        websockets.connect(
            address.replace("http", "ws") + "/graphql",
            subprotocols=["graphql-transport-ws"],  # type: ignore[list-item]
            proxy=None,
        ) as socket,
    ):
        hello = {"type": "connection_init", "payload": {"authorization": "Bearer forged"}}
        await socket.send(orjson.dumps(hello).decode())
        with pytest.raises(websockets.ConnectionClosed):
            await socket.recv()

    noted = await entry("refused")
    assert (noted["operation"], noted["address"]) == ("connection_init", "127.0.0.1")


async def test_an_operation_on_a_socket_is_noted_as_any_other(
    shop: Shop, database: dict[str, Any]
) -> None:
    sam = staff(Scope.ORDERS_READ)
    async with (
        serving(database, with_worker=False) as address,
        Client(address, sam).follow(HEAD) as items,
    ):
        with pytest.raises(Refused):
            await items.next()

    noted = await entry("refused")
    assert (noted["actor"], noted["operation"]) == (sam.key, "auditHead")


async def test_what_is_anothers_looks_not_found_and_is_noted(
    shop: Shop, database: dict[str, Any]
) -> None:
    order, cleo = await shop.order(), await shop.customer()
    async with serving(database, with_worker=False) as address:
        client = Client(address, shop.as_customer(cleo).actor)
        key = global_id("Order", order.id)
        payload = await client.do("orderCancel", {"id": key, "reason": "OTHER"}, "order { id }")
        assert payload["userErrors"][0]["code"] == "NOT_FOUND"

    noted = await entry("refused")
    assert (noted["operation"], noted["code"]) == ("mutation orderCancel", "NOT_FOUND")
    assert await entries("acted") == []


async def test_the_flood_of_one_is_two_lines(shop: Shop, database: dict[str, Any]) -> None:
    async with (
        serving(database, with_worker=False) as address,
        httpx.AsyncClient(trust_env=False, base_url=address) as http,
    ):
        for _ in range(30):
            await http.post("/graphql", headers={"Authorization": "Bearer x"}, json={})

    assert [each["count"] for each in await entries()] == [1, 29], "an orderly stop loses nothing"


async def test_a_change_is_noted_with_where_it_was_asked_for(
    shop: Shop, database: dict[str, Any]
) -> None:
    order = await shop.order()
    headers = {"X-Forwarded-For": "198.51.100.66, 203.0.113.5", "X-Request-Id": "a-change"}
    async with serving(database, with_worker=False, trusted_proxies=OURS) as address:
        client = Client(address, shop.admin, **headers)
        key = global_id("Order", order.id)
        await client.do("orderCancel", {"id": key, "reason": "OTHER"}, "order { id }")

    [noted] = await entries()
    assert (noted["kind"], noted["operation"]) == ("acted", "mutation orderCancel")
    assert (noted["request_id"], noted["address"]) == ("a-change", "203.0.113.5")
    facts = await sql.rows("SELECT request_id FROM event WHERE type = 'orders.order_canceled'")
    assert facts == [{"request_id": "a-change"}]


async def test_nobody_says_by_themselves_where_they_come_from(
    shop: Shop, database: dict[str, Any]
) -> None:
    headers = {"X-Forwarded-For": "203.0.113.5", "Forwarded": "for=203.0.113.5"}
    async with serving(database, with_worker=False) as address:
        await Client(address, staff(), **headers).post(HEAD)

    assert [each["address"] for each in await entries()] == ["127.0.0.1"]


@pytest.mark.parametrize("how", ["http", "socket"])
async def test_who_was_shown_personal_data_is_written_down_before_the_answer(
    shop: Shop, database: dict[str, Any], how: str
) -> None:
    cleo = await shop.customer()
    async with serving(database, with_worker=False) as address:
        client, key = Client(address, shop.admin), global_id("Customer", cleo.id)
        if how == "http":
            await client.ask(CARD, id=key)
        else:
            async with client.follow(CARD, id=key) as items:
                await items.next()

        [noted] = await entries()
        assert (noted["kind"], noted["actor"]) == ("personal_data_read", shop.admin.key)
        assert orjson.loads(noted["subjects"]) == [
            {"of": ["name"], "type": "customer", "id": str(cleo.id)}
        ]


async def test_what_cannot_be_written_down_is_not_shown(
    shop: Shop, database: dict[str, Any]
) -> None:
    cleo = await shop.customer()
    await sql.execute("ALTER TABLE audit_entry RENAME TO audit_entry_away")
    try:
        async with serving(database, with_worker=False) as address:
            client = Client(address, shop.admin)
            answer = (await client.post(CARD, id=global_id("Customer", cleo.id))).json()
    finally:
        await sql.execute("ALTER TABLE audit_entry_away RENAME TO audit_entry")

    assert "Cleo" not in str(answer)
    assert answer["errors"][0]["extensions"]["code"] == "INTERNAL"


async def test_many_who_read_at_once_are_written_down_together(
    shop: Shop, database: dict[str, Any]
) -> None:
    cleo = await shop.customer()
    async with serving(database, with_worker=False) as address:
        client = Client(address, shop.admin)
        key = global_id("Customer", cleo.id)
        await asyncio.gather(*(client.ask(CARD, id=key) for _ in range(20)))

        assert len(await entries("personal_data_read")) == 20


async def test_the_worker_seals_what_the_server_wrote(shop: Shop, database: dict[str, Any]) -> None:
    cleo = await shop.customer()
    async with serving(database, with_worker=False) as address:
        await Client(address, shop.admin).ask(CARD, id=global_id("Customer", cleo.id))
    worker = make_worker(database, memory_bus(), secret=SECRET)
    (timer,) = (each for each in worker.timers if each.name == "seal")

    await timer.run(shop.now)

    verdict = await verify([SealKey.of(SECRET)])
    assert (verdict.finding, verdict.entries, verdict.waiting) == (None, 1, 0)


def test_without_the_secret_nothing_is_sealed() -> None:
    worker = make_worker({}, memory_bus())

    assert "seal" not in {timer.name for timer in worker.timers}

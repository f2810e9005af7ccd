"""A file of orders is asked for in the graph, followed there, and fetched over HTTP."""

from typing import Any

import httpx

from domain.identity.scopes import Scope
from domain.shared import sql
from tests.shop import Shop, staff
from tests.wire import DEADLINE_SECONDS, Client, serving

JOB = "query($id: ID!) { job(id: $id) { status percentDone download { url expiresAt } } }"


async def fetch(client: Client, url: str) -> httpx.Response:
    async with httpx.AsyncClient(trust_env=False, timeout=DEADLINE_SECONDS) as http:
        return await http.get(f"{client.address}{url}", headers=client.token())


async def test_whoever_asked_fetches_it_and_nobody_else(
    shop: Shop, database: dict[str, Any]
) -> None:
    shop.now = await sql.value("SELECT now()")
    order = await shop.order()
    async with serving(database) as address:
        anna = Client(address, staff(Scope.ORDERS_READ))
        asked = await anna.do(
            "orderExport", {"format": "CSV", "statuses": ["PENDING"]}, "job { id }"
        )
        assert asked["userErrors"] == []
        key = asked["job"]["id"]
        assert (await anna.ask(JOB, id=key))["job"]["download"] is None
        await shop.run_jobs()
        told = (await anna.ask(JOB, id=key))["job"]
        assert (told["status"], told["percentDone"]) == ("COMPLETED", 100)
        url = told["download"]["url"]

        answer = await fetch(anna, url)
        assert answer.status_code == 200
        assert answer.headers["content-disposition"].startswith('attachment; filename="orders-')
        assert answer.headers["cache-control"] == "no-store"
        head, row = answer.text.split("\r\n")[:2]
        assert head.startswith("number,channel,")
        assert row.startswith(f"{order.number},web,")

        ben = Client(address, staff(Scope.ORDERS_READ))
        assert (await ben.ask(JOB, id=key))["job"]["download"] is None
        assert (await fetch(ben, url)).status_code == 404
        assert (await fetch(anna, f"{url[:-1]}!")).status_code == 404
        assert (await fetch(Client(address), url)).status_code == 401

"""The operations in the docs: sent to a real server as they stand there, and answered."""

import json
import re
import shlex
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from domain.catalog.reindex import reindex
from domain.identity.scopes import ROLE_SCOPES, Role
from domain.inventory.set_alert_rule import set_alert_rule
from domain.shared.context import Actor, ActorKind
from domain.support.open_ticket import open_ticket
from schema.shared.ids import global_id
from tests.architecture.project import read
from tests.shop import Shop, staff
from tests.wire import DEADLINE_SECONDS, Client, serving

OPERATIONS: dict[str, str] = {
    document.split("(")[0].split()[1]: document
    for document in re.findall(r"^```graphql\n(.*?)^```", read("docs/schema.md"), re.M | re.S)
}
COMMANDS = [
    block.replace("\\\n", " ")
    for block in re.findall(r"^```sh\n(.*?)^```", read("README.md"), re.M | re.S)
    if "curl" in block
]
AGENT = staff(*ROLE_SCOPES[Role.SERVICE_AGENT], name="Sam")


def test_the_guide_has_three_operations_in_six_documents() -> None:
    assert set(OPERATIONS) == {
        "OrderPage",
        "OrderPageLive",
        "WallBoard",
        "ServiceQueue",
        "ServiceDesk",
        "HoldOrder",
    }


async def test_an_order_page_reads_and_then_follows(shop: Shop, database: dict[str, Any]) -> None:
    parcel = await shop.send(await shop.parcel())
    async with serving(database) as address:
        agent = Client(address, AGENT)
        order = global_id("Order", parcel.order_id)

        shown = (await agent.ask(OPERATIONS["OrderPage"], id=order))["order"]

        assert shown["shipments"][0]["waybillNumber"] == parcel.waybill_number
        live = agent.follow(OPERATIONS["OrderPageLive"], id=order, cursor=shown["eventCursor"])
        async with live as items:
            await shop.capture(parcel.order_id)
            seen = await items.until(
                lambda item: item["event"]["type"] == "orders.payment_recorded"
            )
            assert seen[-1]["aggregateVersion"] == shown["version"] + 1
            assert seen[-1]["order"]["paymentStatus"] == "PAID"


async def test_a_wall_board_shows_warnings_and_takes_them_off(
    shop: Shop, database: dict[str, Any]
) -> None:
    variant = await shop.variant()
    await shop.stock(variant, 3)
    await set_alert_rule(shop.ctx, low=5, high=None, hysteresis=1)
    async with serving(database) as address:
        board = Client(address, staff(*ROLE_SCOPES[Role.WAREHOUSE_OPERATOR]))
        where = global_id("Warehouse", shop.main.id)

        async with board.follow(OPERATIONS["WallBoard"], warehouse=where) as items:
            first = await items.next()
            assert (first["kind"], first["alert"]["level"]["available"]) == ("INITIAL", 3)

            await shop.adjust(variant, 20)
            gone = await items.until(lambda item: item["alert"]["status"] == "RESOLVED")
            assert gone[-1]["event"]["type"] == "inventory.stock_alert_resolved"


async def test_a_service_console_listens_reads_and_acts(
    shop: Shop, database: dict[str, Any]
) -> None:
    shop.now = datetime.now(UTC)  # the server's clock is the real one, and orders expire
    buyer = await shop.customer()
    variant = await shop.variant()
    await shop.stock(variant, 3)
    order = await shop.place((variant, 2), customer=buyer)
    async with serving(database) as address:
        agent = Client(address, AGENT)

        async with agent.follow(OPERATIONS["ServiceQueue"]) as queue:
            asker = shop.as_customer(buyer)
            await open_ticket(asker, subject="Late", body="Where is it?", order_id=order.id)
            ticket = (await queue.next())["ticket"]
        shown = (await agent.ask(OPERATIONS["ServiceDesk"], id=ticket["id"]))["ticket"]
        held = await agent.ask(
            OPERATIONS["HoldOrder"], order=shown["order"]["id"], version=shown["order"]["version"]
        )
        refused = await agent.ask(
            OPERATIONS["HoldOrder"], order=shown["order"]["id"], version=shown["order"]["version"]
        )

        (line,) = shown["customer"]["orders"]["nodes"][0]["lines"]["nodes"]
        assert line["variant"]["inventoryLevels"][0]["available"] == 1
        assert held["orderHold"]["order"]["status"] == "ON_HOLD"
        assert held["orderHold"]["userErrors"] == []
        assert refused["orderHold"]["order"] is None
        assert refused["orderHold"]["userErrors"][0]["code"] == "VERSION_CONFLICT"


def _curl(command: str, **variables: str) -> dict[str, Any]:
    """A `curl` as pasted into a shell: what it would send."""
    line = next(line for line in command.splitlines() if line.startswith("curl"))
    for name, value in variables.items():
        line = line.replace(f"${name}", value)
    assert "$" not in line.replace("($input", "").replace(": $input", "")
    _, *words = shlex.split(line)
    headers = dict(words[at + 1].split(": ", 1) for at, word in enumerate(words) if word == "-H")
    body = json.loads(words[words.index("-d") + 1])
    return {"headers": {name.lower(): value for name, value in headers.items()}, "json": body}


@pytest.fixture
def bearer() -> Any:
    """The token of somebody, as the shell's variables hold it."""

    def token(actor: Actor) -> str:
        return Client("", actor).token()["Authorization"].removeprefix("Bearer ")

    return token


async def test_the_commands_of_the_readme_look_listen_and_buy(
    shop: Shop, database: dict[str, Any], bearer: Any
) -> None:
    look, listen, buy = COMMANDS
    product = await shop.product("Honey, 500 g")
    await shop.stock(await shop.variant(product), 10)
    await reindex([product.id])
    customer = Actor(ActorKind.CUSTOMER, (await shop.customer()).id, "Cleo")
    async with (
        serving(database) as address,
        httpx.AsyncClient(trust_env=False, timeout=DEADLINE_SECONDS) as http,
    ):
        there = f"{address}/graphql"
        found = (await http.post(there, **_curl(look))).json()["data"]["products"]["nodes"]
        (variant,) = found[0]["variants"]
        assert (found[0]["name"], variant["availableQuantity"]) == ("Honey, 500 g", 10)
        async with http.stream("POST", there, **_curl(listen, AGENT=bearer(AGENT))) as live:
            assert live.headers["content-type"].startswith("text/event-stream")
            order = _curl(buy, CUSTOMER=bearer(customer), VARIANT=variant["id"])
            bought = (await http.post(there, **order)).json()["data"]["orderCreate"]
            again = (await http.post(there, **order)).json()["data"]["orderCreate"]
            heard = [line async for line in _until_data(live)]

        assert bought["userErrors"] == []
        assert again["order"]["id"] == bought["order"]["id"]
        assert bought["order"]["number"] in heard[-1]
        assert any(line.startswith("id: ") for line in heard)


async def _until_data(live: httpx.Response) -> Any:
    async for line in live.aiter_lines():
        yield line
        if line.startswith("data: {"):
            return

"""Who takes part, and the shop as they find it: set up through the graph, as anybody would."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from random import Random
from typing import Any

from bench.client import Client
from bench.life.people import AT_ONCE, Counts, Person
from bench.server import Server, customer, staff
from domain.identity.scopes import Role, Scope
from domain.shared.context import Actor, ActorKind
from domain.shared.ids import new_id
from schema.shared.ids import key_of

CURRENCY = "USD"
WEB, APP = "web", "app"  # orders go where nothing is taxed, and where tax comes on top
FLASH = "flash"  # where orders wait a minute for their money
CARRIER = "swift"
CUSTOMERS, VARIANTS, WAREHOUSES = 40, 12, 3
AWAITED = 3  # of the variants: sold beyond what is there
OPENING, FEW = 60, 8  # units of each variant in each warehouse; of those that are awaited
OPENED = "opening stock"
MARK = "complete"
BRITAIN = {
    "recipient": "Cleo Cook",
    "line1": "1 Mill Lane",
    "city": "Leeds",
    "country": "GB",
    "postalCode": "LS1 4AB",
}
GERMANY = {
    "recipient": "Cleo Koch",
    "line1": "Mühlweg 1",
    "city": "Leipzig",
    "country": "DE",
    "postalCode": "04103",
}
HOMES = {WEB: GERMANY, APP: BRITAIN, FLASH: BRITAIN}


@dataclass
class Cast:
    """Everybody, and what they need to know of the shop. `placed` are the numbers of all orders
    that customers placed, `made_good` of those that were made for them by others; `brought` are
    the units that went on which shelf; `said` is what machines said, by their names for it;
    `filed` are the rows of the file of all orders.
    """

    server: Server
    chance: Random
    counts: Counts
    stack: AsyncExitStack
    doors: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))
    customers: list[Person] = field(default_factory=list)
    variants: list[str] = field(default_factory=list)
    warehouses: list[str] = field(default_factory=list)
    placed: list[str] = field(default_factory=list)
    made_good: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    filed: list[dict[str, Any]] = field(default_factory=list)
    robots: dict[str, str] = field(default_factory=dict)
    brought: Counter[tuple[str, str]] = field(default_factory=Counter)
    shipping: dict[str, str] = field(default_factory=dict)
    admin: Person = None  # type: ignore[assignment]  # set before anybody asks
    agent: Person = None  # type: ignore[assignment]
    cashier: Person = None  # type: ignore[assignment]
    picker: Person = None  # type: ignore[assignment]
    hall: Person = None  # type: ignore[assignment]  # who speaks for machines
    _numbers: int = 0

    def key(self, what: str) -> str:
        """A key that nobody has used."""
        self._numbers += 1
        return f"{what}-{self._numbers}"

    async def person(self, actor: Actor | None) -> Person:
        """Somebody with a connection of their own."""
        client: Client = await self.stack.enter_async_context(self.server.client(actor))
        return Person(client, self.doors, self.counts, Random(self.chance.random()))

    async def stock(self, variant: str, warehouse: str, units: int, reason: str) -> None:
        """Units come in, or turn out not to be there."""
        change = {
            "variantId": variant,
            "warehouseId": warehouse,
            "delta": units,
            "reason": reason,
            "idempotencyKey": self.key("stock"),
        }
        await self.picker.do("inventoryAdjust", change, "level { id }")
        self.brought[variant, warehouse] += units


def money(amount: Any) -> dict[str, str]:
    """An amount as an input."""
    return {"amount": str(amount), "currencyCode": CURRENCY}


@asynccontextmanager
async def cast(server: Server, seed: int) -> AsyncIterator[Cast]:
    """Everybody at their places, for as long as the block runs."""
    async with AsyncExitStack() as stack:
        all_ = Cast(server, Random(seed), Counts(), stack)
        all_.admin = await all_.person(staff(Role.ADMIN, "Ada"))
        all_.agent = await all_.person(staff(Role.SERVICE_AGENT, "Abel"))
        all_.cashier = await all_.person(staff(Role.SERVICE_AGENT, "Cato"))
        all_.picker = await all_.person(staff(Role.WAREHOUSE_OPERATOR, "Pia"))
        hall = Actor(ActorKind.INTEGRATION, new_id(), "Hall", frozenset({Scope.DEVICES_INGEST}))
        all_.hall = await all_.person(hall)
        await _channels(all_)
        await _goods(all_)
        await _routes(all_)
        await _machines(all_)
        for number in range(CUSTOMERS):
            who = {"name": f"Cleo {number}", "email": f"cleo-{number}@example.test"}
            card = await all_.admin.do("customerCreate", who, "customer { id }")
            actor = customer(key_of("Customer", card["id"]))
            all_.customers.append(replace(await all_.person(actor), id=card["id"]))
        yield all_


async def _channels(all_: Cast) -> None:
    do = all_.admin.do
    channels = {}
    for code in (WEB, APP, FLASH):
        words = {"code": code, "name": code.title(), "currency": CURRENCY}
        channels[code] = (await do("channelCreate", words, "channel { id }"))["id"]
    times = {"id": channels[FLASH], "unpaidMinutes": 1, "warningMinutes": 0}
    await do("channelSetPaymentTime", times, "channel { id }")
    class_ = {"code": "standard", "name": "Standard", "isDefault": True}
    class_ |= {"idempotencyKey": all_.key("tax")}
    tax = (await do("taxClassCreate", class_, "taxClass { id }"))["id"]
    for name, rate in (("VAT", "0.2"), ("Levy", "0.0075")):
        rates = {"taxClassId": tax, "country": "GB", "name": name, "rate": rate}
        rates |= {"startsAt": "2020-01-01T00:00:00Z", "idempotencyKey": all_.key("rate")}
        await do("taxRateUpsert", rates, "taxRate { id }")
    taxes = {"id": channels[APP], "pricesIncludeTax": False, "country": "GB"}
    await do("channelSetTaxes", taxes, "channel { id }")
    zone = {"name": "Nearby", "places": [{"country": "GB"}, {"country": "DE"}]}
    zone |= {"idempotencyKey": all_.key("zone")}
    zone_id = (await do("shippingZoneUpsert", zone, "zone { id }"))["id"]
    bands = [
        {"worthFrom": money(0), "charge": money("4.99")},
        {"worthFrom": money(50), "charge": money("2.49")},
    ]
    for code in (WEB, APP):
        method = {"channelId": channels[code], "zoneId": zone_id, "name": "Parcel", "bands": bands}
        method |= {"currency": CURRENCY, "daysMin": 1, "daysMax": 3, "taxClassId": tax}
        method |= {"idempotencyKey": all_.key("method")}
        shown = await do("shippingMethodUpsert", method, "method { id }")
        all_.shipping[code] = shown["id"]


async def _goods(all_: Cast) -> None:
    do = all_.admin.do
    for number in range(WAREHOUSES):
        house = {"code": f"house-{number}", "name": f"House {number}", "priority": number}
        shown = await do("warehouseCreate", house, "warehouse { id }")
        all_.warehouses.append(shown["id"])
    for number in range(VARIANTS):
        tea = await do("productCreate", {"name": f"Green tea {number}"}, "product { id }")
        sku = {"productId": tea["id"], "sku": f"TEA-{number:02}", "name": "100 g"}
        variant = (await do("variantAdd", sku, "variant { id }"))["id"]
        price = {"variantId": variant, "price": money(f"{3 + number * 2}.{(37 * number) % 100:02}")}
        await do("priceSet", price, "variant { id }")
        await do("productPublish", {"id": tea["id"]}, "product { id }")
        all_.variants.append(variant)
        is_awaited = number < AWAITED
        if is_awaited:
            policy = {"variantId": variant, "policy": "BACKORDER", "unitsMax": 10_000}
            await do("stockPolicySet", policy, "policy { id }")
        for warehouse in all_.warehouses:
            await all_.stock(variant, warehouse, FEW if is_awaited else OPENING, OPENED)
    ten_off = {
        "name": "A seventh off from three units",
        "effects": [{"percentOff": {"percent": "14.29"}}],
        "conditions": [{"unitsAtLeast": {"units": 3}}],
        "idempotencyKey": all_.key("promotion"),
    }
    made = await do("promotionCreate", ten_off, "promotion { id }")
    await do("promotionActivate", {"id": made["id"]}, "promotion { status }")


async def _routes(all_: Cast) -> None:
    await all_.admin.do("carrierCreate", {"code": CARRIER, "name": "Swift"}, "carrier { id }")
    for kind in ("FEWEST_PARCELS", "HIGHEST_STOCK"):
        rule = {"name": kind.replace("_", " ").capitalize(), "kind": kind}
        await all_.admin.do("routingRuleUpsert", rule, "rule { id }")


async def _machines(all_: Cast) -> None:
    """A robot in each warehouse; and each complete order is marked, by a rule."""
    for number, warehouse in enumerate(all_.warehouses):
        robot = {"code": f"robot-{number}", "kind": "ROBOT", "warehouseId": warehouse}
        await all_.admin.do("deviceUpsert", robot, "device { id }")
        all_.robots[warehouse] = robot["code"]
    mark = {
        "name": "Mark what is complete",
        "event": "ORDER_COMPLETED",
        "actions": [{"kind": "ADD_TAGS", "tags": [MARK]}],
    }
    await all_.admin.do("automationRuleUpsert", mark, "rule { id }")


def now() -> str:
    """This moment, as an input."""
    return datetime.now(UTC).isoformat()

"""Worlds that can be compared: the same goods each time, and everything written about them."""

import random
import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from domain.customers.create_group import create_group
from domain.customers.join_group import join_group
from domain.customers.states import GroupKind
from domain.identity.scopes import Scope
from domain.inventory.models import InventoryLevel, StockAlertRule, Warehouse
from domain.orders.placing import Placing
from domain.orders.request import LineRequest, PlaceOrder, ShippingAddress
from domain.pricing.activate_price_list import activate_price_list
from domain.pricing.create_price_list import create_price_list
from domain.pricing.set_list_prices import ListPrice, set_list_prices
from domain.shared import sql
from domain.shared.context import Actor, ActorKind, Context
from domain.shared.errors import DomainError
from domain.shared.money import AMOUNT_MINOR_MAX, Money
from domain.shared.personal import SHIPPING_ADDRESS
from domain.shared.sealing import opened
from tests.shop import Shop

SAM = Actor(ActorKind.STAFF, UUID(int=1), "Sam", frozenset({Scope.ORDERS_WRITE}))
HOME = ShippingAddress(
    recipient="Cleo 'Park'",
    line1="1 {Tea} Lane",
    city="杭州市",
    region="浙江",
    district="西湖区",
    country="CN",
)
STOCK = {
    "tea": {"main": 19, "north": 24, "closed": 50},
    "pot": {"main": 11, "north": 12},
    "cup": {"north": 13},
    "gift": {"main": 5},
    "gold": {"main": 9},
    "hidden": {"main": 9},
    "euro": {"main": 9},
}
PRICES = {"tea": 1250, "pot": 4000, "cup": 700, "gift": 0, "gold": AMOUNT_MINOR_MAX // 2}
ODD = ["gift", "gift", "gold", "hidden", "euro", "unknown"]
LIKELY = ["tea"] * 24 + ["pot"] * 16 + ["cup"] * 12 + ODD
UNKNOWN = UUID(int=2)
IDS = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|ORD-[0-9]+|v1\.[0-9]+\.[^\"]+")
WRITTEN = (
    *("sales_order", "order_line", "inventory_level", "stock_movement", "stock_reservation"),
    *("stock_alert", "idempotency_record", "event", "aggregate_version"),
)
# Every level has one fact before anybody orders: that goods were put there.
UNDO = [
    *(f"DELETE FROM {table}" for table in ("stock_alert", "stock_reservation", "order_line")),
    *(f"DELETE FROM {table}" for table in ("sales_order", "idempotency_record")),
    "DELETE FROM stock_movement WHERE level_version > 1",
    "DELETE FROM event WHERE aggregate_type <> 'inventory_level' OR version > 1",
    "DELETE FROM aggregate_version WHERE aggregate_type <> 'inventory_level'",
    "UPDATE aggregate_version SET version = 1",
    "UPDATE inventory_level SET version = 1, reserved = 0",
]


@dataclass(slots=True)
class World:
    """A shop, and what its ids are called; an order is called by its note."""

    shop: Shop
    variants: dict[str, UUID] = field(default_factory=lambda: {"unknown": UNKNOWN})
    buyers: list[Actor] = field(default_factory=list)

    @classmethod
    async def open(cls, shop: Shop) -> "World":
        """The same shelves, in the same order of their ids."""
        world = cls(shop)
        places = {"main": shop.main, "north": await shop.warehouse("north", priority=1)}
        places["closed"] = await shop.warehouse("closed")
        for name, shelves in STOCK.items():
            variant = await shop.variant(
                sku=name,
                price_minor=PRICES.get(name, 1),
                currency="EUR" if name == "euro" else "USD",
                published=name != "hidden",
            )
            world.variants[name] = variant.id
            for place, units in shelves.items():
                await shop.adjust(variant, units, warehouse=places[place])
        await Warehouse.filter(code="closed").update(is_active=False)
        for name, low in (("tea", 7), ("pot", 2)):
            await StockAlertRule.create(
                variant_id=world.variants[name], low=low, created_at=shop.now, updated_at=shop.now
            )
        for _ in range(2):
            world.buyers.append(shop.as_customer(await shop.customer()).actor)
        return world

    async def list_prices(self) -> None:
        """Prices for the channel, for a group, for many units, for later, and some for nobody."""
        ctx = self.shop.ctx
        group = await create_group(ctx, kind=GroupKind.TIER, code="gold", name="Gold")
        assert self.buyers[0].id is not None
        await join_group(ctx, group.id, self.buyers[0].id)
        soon, later = (self.shop.now + timedelta(seconds=each) for each in (15, 35))
        web, moon = self.shop.web, await self.shop.channel("mars")
        lists: list[tuple[dict[str, Any], dict[str, list[tuple[int, int]]]]] = [
            ({"channel_id": web.id}, {"tea": [(1, 1200), (3, 1100)], "euro": [(1, 5)]}),
            ({"group_id": group.id, "priority": 5}, {"tea": [(2, 900)], "pot": [(1, 3900)]}),
            ({"priority": 9, "starts_at": soon, "ends_at": later}, {"cup": [(1, 500), (5, 400)]}),
            ({"channel_id": moon.id, "priority": 99}, {"tea": [(1, 1)]}),
            ({"priority": 99, "ends_at": self.shop.now}, {"tea": [(1, 2)]}),
        ]
        for given, prices in lists:
            made = await create_price_list(ctx, "List", "USD", **given)
            written = [
                ListPrice(self.variants[name], Money(minor, "USD"), least)
                for name, tiers in prices.items()
                for least, minor in tiers
            ]
            await set_list_prices(ctx, made.id, written)
            if given.get("ends_at") != self.shop.now:
                await activate_price_list(ctx, made.id)
        await sql.execute("DELETE FROM event WHERE aggregate_type <> 'inventory_level'")
        await sql.execute("DELETE FROM aggregate_version WHERE aggregate_type <> 'inventory_level'")

    def placing(self, dice: random.Random, number: int) -> Placing:
        """Something that somebody may ask for: sensible mostly, a repetition at times."""
        actor = dice.choice([SAM, SAM, *self.buyers])
        ctx = Context(
            actor=actor,
            now=self.shop.now + timedelta(seconds=number),
            request_id=f"request-{number}",
            cause_id=dice.choice([None, "cause"]),
        )
        lines = [
            LineRequest(self.variants[name], dice.choice([1, 1, 1, 2, 3, 5, 8]))
            for name in dice.choices(LIKELY, k=dice.choice([1, 1, 1, 2, 3]))
        ]
        request = PlaceOrder(
            channel=dice.choice(["web"] * 30 + ["moon"]),
            currency="USD",
            lines=lines,
            customer_id=dice.choice([None] * 20 + [UNKNOWN]) if actor is SAM else None,
            address=dice.choice([None, HOME]),
            external_id=dice.choice([None] * 4 + [f"X-{number % 11}"]),
            note=f"order {number}",
        )
        key = dice.choice([None, f"key-{number}", f"key-{number}", f"key-{number % 11}"])
        return Placing.of(ctx, request, key)

    async def undo(self) -> None:
        """As if nobody had ordered anything."""
        for statement in UNDO:
            await sql.execute(statement)

    async def names(self) -> dict[str, str]:
        """What each id that means something is called."""
        names = {str(id): name for name, id in self.variants.items()}
        names |= {str(row.id): row.code for row in await Warehouse.all()}
        names |= {str(row.id): f"buyer {place}" for place, row in enumerate(self.buyers)}
        names[str(self.shop.web.id)] = "web"
        names[self.shop.admin.key.split(":")[1]] = "admin"
        for level in await InventoryLevel.all():
            variant, place = names[str(level.variant_id)], names[str(level.warehouse_id)]
            names[str(level.id)] = f"{variant} in {place}"
        for row in await sql.rows("SELECT id, number, note, shipping_address FROM sales_order"):
            names[str(row["id"])] = names[row["number"]] = row["note"]
            if sealed := row["shipping_address"]:
                names[sealed] = opened(SHIPPING_ADDRESS, row["id"], sealed)
        return names

    async def written(self) -> dict[str, list[str]]:
        """Everything in the books, with names instead of ids, whatever the order of the rows."""
        names = await self.names()
        tables = {}
        for table in WRITTEN:
            key = "" if table == "aggregate_version" else " - 'id'"
            rows = await sql.rows(f"SELECT (to_jsonb(t){key})::text AS row FROM {table} AS t")
            told = (IDS.sub(lambda id: names.get(id[0], "…"), row["row"]) for row in rows)
            tables[table] = sorted(told)
        return tables


def said(answer: object) -> object:
    """What somebody is told, as it can be compared."""
    if isinstance(answer, DomainError):
        facts = {name: str(fact) for name, fact in answer.facts.items()}
        return type(answer).__name__, answer.message, facts
    return answer.note

"""A shop set up as anybody would set it up: through the graph."""

from contextlib import AsyncExitStack
from itertools import count
from typing import Self
from uuid import UUID

from bench.client import Client
from bench.server import Server, customer, staff
from domain.identity.scopes import Role
from domain.shared.context import Actor
from schema.shared.ids import key_of

CURRENCY = "USD"
CHANNEL = "web"


class Shop:
    """One channel, one warehouse, and goods as they are asked for. `admin` may do anything."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.warehouse_id = ""
        self._numbers = count(1)
        self._stack = AsyncExitStack()
        self.admin: Client

    async def __aenter__(self) -> Self:
        self.admin = await self.as_(staff(Role.ADMIN, "Ada"))
        channel = {"code": CHANNEL, "name": "Web", "currency": CURRENCY}
        await self.admin.do("channelCreate", channel, "channel { id }")
        self.warehouse_id = await self.warehouse("main")
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    async def as_(self, actor: Actor | None) -> Client:
        """Somebody at the counter, until the shop closes."""
        return await self._stack.enter_async_context(self.server.client(actor))

    def number(self) -> int:
        """A number that this shop has not given out yet."""
        return next(self._numbers)

    async def warehouse(self, code: str) -> str:
        """One more place for goods; its id."""
        place = {"code": code, "name": code.title()}
        shown = await self.admin.do("warehouseCreate", place, "warehouse { id }")
        return str(shown["id"])

    async def product(self, **more: object) -> str:
        """A product that nobody can buy yet; its id."""
        words = {"name": f"Green tea {self.number()}", **more}
        return str((await self.admin.do("productCreate", words, "product { id }"))["id"])

    async def variant(self, units: int = 0, **more: object) -> str:
        """A published variant with a price, and so many units of it; its id."""
        product = await self.product(**more)
        sku = {"productId": product, "sku": f"SKU-{self.number()}", "name": "100 g"}
        variant = str((await self.admin.do("variantAdd", sku, "variant { id }"))["id"])
        price = {"amount": "12.50", "currencyCode": CURRENCY}
        await self.admin.do("priceSet", {"variantId": variant, "price": price}, "variant { id }")
        await self.admin.do("productPublish", {"id": product}, "product { id }")
        if units:
            await self.admin.do("inventoryAdjust", self.change(variant, units), "level { id }")
        return variant

    def change(self, variant_id: str, delta: int) -> dict[str, object]:
        """Units on or off the shelf, as an input."""
        return {
            "variantId": variant_id,
            "warehouseId": self.warehouse_id,
            "delta": delta,
            "reason": "counted",
            "idempotencyKey": f"change-{self.number()}",
        }

    def order(self, *lines: tuple[str, int], **more: object) -> dict[str, object]:
        """An order, as an input."""
        return {
            "channel": CHANNEL,
            "currency": CURRENCY,
            "lines": [{"variantId": variant, "quantity": units} for variant, units in lines],
            "idempotencyKey": f"order-{self.number()}",
            **more,
        }

    async def customer(self) -> tuple[str, UUID]:
        """One more customer; the id on the wire, and the key."""
        who = {"name": f"Cleo {self.number()}", "email": f"c{self.number()}@example.test"}
        shown = await self.admin.do("customerCreate", who, "customer { id }")
        return shown["id"], key_of("Customer", shown["id"])

    async def signed_in(self, key: UUID) -> Client:
        """That customer at the counter."""
        return await self.as_(customer(key))

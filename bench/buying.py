"""Buying in a rush, and what the shop answers, in words."""

from bench.answers import Refused
from bench.client import Client
from bench.rush import CLIENTS
from bench.shop import Shop

SOLD, SOLD_OUT = "sold", "InsufficientStockError with its facts"
AVAILABLE = "query($id: ID!) { variant(id: $id) { inventoryLevels { available } } }"


async def crowd(shop: Shop) -> list[Client]:
    """So many customers, each with a connection of their own."""
    return [await shop.signed_in((await shop.customer())[1]) for _ in range(CLIENTS)]


async def buy(shop: Shop, client: Client, *variants: str) -> str:
    """Order one unit of each. A refusal counts as one only if it names what is short of what."""
    order = shop.order(*((variant, 1) for variant in variants))
    try:
        payload = await client.try_("orderCreate", order, "order { id lines { totalCount } }")
    except Refused as refused:
        return f"other: {refused}"
    if not payload["userErrors"]:
        lines = payload["order"]["lines"]["totalCount"]
        return SOLD if lines == len(variants) else f"other: {lines} lines of {len(variants)}"
    (error,) = payload["userErrors"]
    facts = [
        shortage["variant"]["id"] in variants
        and shortage["requested"] == 1
        and shortage["available"] < 1
        for shortage in error.get("shortages", [])
    ]
    return SOLD_OUT if facts and all(facts) else f"other: {error}"


async def available(shop: Shop, variant: str) -> int:
    """How many units the graph says are free."""
    shown = (await shop.admin.ask(AVAILABLE, id=variant))["variant"]
    return sum(level["available"] for level in shown["inventoryLevels"])

"""Whoever sees to the shelves: brings what orders wait for, and fills up what runs low."""

from collections import Counter

from bench.life.cast import Cast
from bench.life.seeing import all_of

LOW, MORE = 12, 30  # units available of a variant in a warehouse; how many come then
WAITING = """
query($after: String) { backorders(where: {status: {eq: WAITING}}, first: 100, after: $after) {
  nodes { waiting variant { id } } pageInfo { hasNextPage endCursor } } }
"""
LEVELS = """
query($after: String) { inventoryLevels(first: 100, after: $after) {
  nodes { available variant { id } warehouse { id } } pageInfo { hasNextPage endCursor } } }
"""


async def bring(all_: Cast) -> None:
    """One round. What is awaited is brought to any warehouse; of other goods, some may be lost."""
    waiting: Counter[str] = Counter()
    for each in await all_of(all_.picker, WAITING, "backorders"):
        waiting[each["variant"]["id"]] += each["waiting"]
    for variant, units in waiting.items():
        await all_.stock(variant, all_.chance.choice(all_.warehouses), units, "it came")
    for level in await all_of(all_.picker, LEVELS, "inventoryLevels"):
        variant, warehouse = level["variant"]["id"], level["warehouse"]["id"]
        if variant in all_.variants[3:] and level["available"] < LOW:
            await all_.stock(variant, warehouse, MORE, "filled up")
        elif level["available"] > LOW and all_.chance.random() < 0.01:
            await all_.stock(variant, warehouse, -1, "counted, and one was missing")

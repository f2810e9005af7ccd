"""Whoever sees to the shelves: brings what orders wait for, and fills up what runs low."""

import asyncio
from collections import Counter
from typing import Any

from bench.life.cast import Cast

EVERY_SECONDS = 1.5
LOW, MORE = 12, 30  # units available of a variant in a warehouse; how many come then
WAITING = """
query($after: String) { backorders(where: {status: {eq: WAITING}}, first: 100, after: $after) {
  nodes { waiting variant { id } } pageInfo { hasNextPage endCursor } } }
"""
LEVELS = """
query($after: String) { inventoryLevels(first: 100, after: $after) {
  nodes { available variant { id } warehouse { id } } pageInfo { hasNextPage endCursor } } }
"""


async def keep(all_: Cast, stop: asyncio.Event) -> None:
    """Until told to stop, whatever goes wrong in a round: others wait for the goods."""
    while not stop.is_set():
        try:
            await bring(all_)
        except Exception as error:
            all_.counts.faults.append(f"stockkeeper: {error!r}")
        try:
            async with asyncio.timeout(EVERY_SECONDS):
                await stop.wait()
        except TimeoutError:
            continue


async def bring(all_: Cast) -> None:
    """One round. What is awaited is brought to any warehouse; of other goods, some may be lost."""
    waiting: Counter[str] = Counter()
    for each in await _all(all_, WAITING, "backorders"):
        waiting[each["variant"]["id"]] += each["waiting"]
    for variant, units in waiting.items():
        await all_.stock(variant, all_.chance.choice(all_.warehouses), units, "it came")
    for level in await _all(all_, LEVELS, "inventoryLevels"):
        variant, warehouse = level["variant"]["id"], level["warehouse"]["id"]
        if variant in all_.variants[3:] and level["available"] < LOW:
            await all_.stock(variant, warehouse, MORE, "filled up")
        elif level["available"] > LOW and all_.chance.random() < 0.01:
            await all_.stock(variant, warehouse, -1, "counted, and one was missing")


async def _all(all_: Cast, query: str, name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    after = None
    while True:
        page = (await all_.picker.ask(query, after=after))[name]
        rows += page["nodes"]
        if not page["pageInfo"]["hasNextPage"]:
            return rows
        after = page["pageInfo"]["endCursor"]

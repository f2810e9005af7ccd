"""Followers whose line is cut again and again, and who come back with the last cursor they saw."""

import asyncio
import random
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

import websockets

from bench.client import Client

LINE_SECONDS = (0.05, 1.0)  # how long a line lasts, at least and at most
LINE_ITEMS = (1, 40)  # or how many items it carries
Fact = tuple[str, int]  # whose fact, and which version of it
LEVELS = """
subscription($after: EventCursor) {
  inventoryLevelUpdated(after: $after) { kind cursor aggregateVersion subject: level { id } }
}
"""
ORDERS = """
subscription($after: EventCursor) {
  orderFeed(after: $after) { kind cursor aggregateVersion subject: order { id } }
}
"""


@dataclass
class Follower:
    """One client, and what it was told over all its lines, in the order of arrival."""

    client: Client
    document: str
    cursor: str
    dice: random.Random
    told: list[Fact] = field(default_factory=list)
    cuts: int = 0
    gaps: int = 0

    async def follow(self, last: Collection[Fact]) -> None:
        """Until one of these facts has come. No line lasts long."""
        while not any(fact in last for fact in self.told):
            await self._line(self.dice.uniform(*LINE_SECONDS), self.dice.randint(*LINE_ITEMS))
            self.cuts += 1

    async def _line(self, seconds: float, most: int) -> None:
        """One connection, cut after so long or so many items, whichever comes first."""
        async with self.client.follow(self.document, after=self.cursor) as items:
            cut = asyncio.get_running_loop().call_later(seconds, items.cut)
            try:
                for _ in range(most):
                    self._note(await items.next())
                items.cut()
            except websockets.ConnectionClosed:
                pass  # what was under way is lost, and has to come again
            finally:
                cut.cancel()

    def _note(self, item: dict[str, Any]) -> None:
        self.cursor = item["cursor"]
        if item["kind"] == "GAP":
            self.gaps += 1
        else:
            self.told.append((item["subject"]["id"], item["aggregateVersion"]))

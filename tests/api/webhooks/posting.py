"""The dispatcher by hand: facts are numbered, one look is taken, and time is what the shop says."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import asyncpg

from api.adapters.receivers import HttpSender
from api.webhooks.dispatcher import Dispatcher
from domain.webhooks.addresses import Policy
from domain.webhooks.models import WebhookDelivery
from realtime.relay import number
from schema.webhooks.payload import compose
from tests.shop import Shop
from tests.world.webhooks import HERE, SEALING


@dataclass
class Post:
    """A worker that does nothing unasked."""

    shop: Shop
    dispatcher: Dispatcher
    log: asyncpg.Connection

    async def number(self) -> None:
        """Give every fact its number, as the relay does."""
        while (await number(self.log))[0]:
            pass

    async def look(self) -> int:
        """One look, and all attempts that it begins to their end; how many."""
        await self.number()
        begun = await self.dispatcher.begin()
        await self.dispatcher.finish()
        return begun

    async def deliver(self) -> int:
        """Look until nothing is due any more; how many attempts that took."""
        begun = 0
        while more := await self.look():
            begun += more
        return begun

    async def states(self) -> list[str]:
        """What has become of all deliveries, in the order of facts."""
        rows = await WebhookDelivery.all().order_by("seq", "created_at")
        return [str(row.state) for row in rows]


@asynccontextmanager
async def posting(
    shop: Shop,
    database: dict[str, Any],
    *,
    policy: Policy = HERE,
    chance: float = 1.0,
    **given: Any,
) -> AsyncIterator[Post]:
    """A dispatcher whose clock is the shop's, and whose jitter is none."""
    log = await asyncpg.connect(**database)
    try:
        async with HttpSender(policy, **given) as sender:
            dispatcher = Dispatcher(
                sender, compose, SEALING, clock=lambda: shop.now, chance=lambda: chance
            )
            yield Post(shop, dispatcher, log)
    finally:
        await log.close()

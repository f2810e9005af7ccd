"""An echo on the bus: what was published is published again, late and out of order."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from realtime.bus import Bus, BusUnavailable
from realtime.messages import Batch, Message
from realtime.redis_backend import redis_bus

CHANCE = 0.15  # of a message to be heard again
LATE_SECONDS = 1.0  # at most


class Echo:
    """Says again what it hears. A fact that every hub has told already must not be told again."""

    def __init__(self, bus: Bus, dice: random.Random) -> None:
        self._bus = bus
        self._dice = dice
        self._saying: set[asyncio.Task[None]] = set()
        self.facts = 0

    def hear(self, message: Message) -> None:
        """Perhaps say it again."""
        if isinstance(message, Batch) and self._dice.random() < CHANCE:
            task = asyncio.create_task(self._say_again(message))
            self._saying.add(task)
            task.add_done_callback(self._saying.discard)

    async def fall_silent(self) -> None:
        """What was not said again by now is not."""
        for task in self._saying:
            task.cancel()
        await asyncio.gather(*self._saying, return_exceptions=True)

    async def _say_again(self, batch: Batch) -> None:
        await asyncio.sleep(self._dice.uniform(0, LATE_SECONDS))
        try:
            await self._bus.publish(batch)
        except BusUnavailable:
            return  # an echo may be lost, like everything on the bus
        self.facts += len(batch.events)


@asynccontextmanager
async def echoing(url: str, dice: random.Random) -> AsyncIterator[Echo]:
    """An echo on the bus of that server, for as long as the block runs."""
    bus = redis_bus(url)
    echo = Echo(bus, dice)
    bus.attach(echo.hear)
    await bus.start()
    try:
        yield echo
    finally:
        bus.detach(echo.hear)
        await echo.fall_silent()
        await bus.stop()

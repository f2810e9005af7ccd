"""What a process does unasked: relay facts, run what the time of day calls for, and serve."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from realtime.relay import Relay
from realtime.tasks import end

Service = Callable[[], Coroutine[Any, Any, None]]
logger = logging.getLogger(__name__)


@dataclass
class Timer:
    """Something to do every so often. It is told what time it is, and may fail."""

    name: str
    every_seconds: float
    run: Callable[[datetime], Coroutine[Any, Any, object]]
    runs: int = 0
    failures: int = 0


class Worker:
    """A relay, timers and services, in the server's process or in one of their own.

    A service runs until it is cancelled, and sees to its own failures.
    """

    def __init__(
        self,
        relay: Relay,
        timers: Sequence[Timer] = (),
        *,
        services: Sequence[Service] = (),
        clock: Callable[[], datetime],
    ) -> None:
        self.relay = relay
        self._services = services
        self.timers = timers
        self._clock = clock

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set; a timer under way is cut short, its transaction undone."""
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(self.relay.run(), name="relay")]
            tasks += [
                group.create_task(self._repeat(timer), name=timer.name) for timer in self.timers
            ]
            tasks += [group.create_task(service()) for service in self._services]
            await stop.wait()
            await end(*tasks)

    async def _repeat(self, timer: Timer) -> None:
        while True:
            try:
                # In a task of its own: a transaction that could not begin, for the database was
                # gone, stays in its task's context, and would fail there for ever.
                await asyncio.create_task(timer.run(self._clock()), name=timer.name)
                timer.runs += 1
            except Exception:  # it is tried again; one failing timer must not stop the others
                timer.failures += 1
                logger.exception("The timer %s failed", timer.name)
            await asyncio.sleep(timer.every_seconds)

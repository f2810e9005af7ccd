"""What somebody does again and again while others live their orders."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from bench.life.cast import Cast

EVERY_SECONDS = 1.5
Chore = Callable[[Cast], Awaitable[None]]


@asynccontextmanager
async def done_meanwhile(all_: Cast, *chores: Chore) -> AsyncIterator[None]:
    """Each chore, round after round, for as long as the block runs; and once more when it ends."""
    stop = asyncio.Event()
    at_work = [asyncio.create_task(_keep(all_, chore, stop)) for chore in chores]
    try:
        yield
    finally:
        stop.set()
        await asyncio.gather(*at_work)
    for chore in chores:
        await chore(all_)


async def _keep(all_: Cast, chore: Chore, stop: asyncio.Event) -> None:
    """Until told to stop, whatever goes wrong in a round: others wait for it."""
    while not stop.is_set():
        try:
            await chore(all_)
        except Exception as error:
            all_.counts.faults.append(f"{chore.__name__}: {error!r}")
        try:
            async with asyncio.timeout(EVERY_SECONDS):
                await stop.wait()
        except TimeoutError:
            continue

"""Ending tasks for certain."""

import asyncio
from typing import Any

AGAIN_SECONDS = 0.5


async def end(*tasks: asyncio.Task[Any] | None) -> None:
    """Cancel them and wait until all are over; None is over already.

    They are asked again and again: a cancellation that comes while `asyncio.wait_for` has its
    answer already is swallowed in Python 3.11, and libraries call it. Who asked only once would
    wait for ever.
    """
    left = {task for task in tasks if task is not None}
    while left:
        for task in left:
            task.cancel()
        _, left = await asyncio.wait(left, timeout=AGAIN_SECONDS)

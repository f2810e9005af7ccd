"""Ending tasks for certain, and letting what must not be cut short come to its end."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

AGAIN_SECONDS = 0.5
STOP_SECONDS = 2.0  # for a transaction to end, when the worker stops

T = TypeVar("T")


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


async def whole(work: Coroutine[Any, Any, T]) -> T:
    """Let a transaction come to its end, also when who waits for it is told to stop: one that is
    cut short keeps its connection from the pool, and whoever closes that waits for it.

    In a task of its own: a transaction that could not begin stays in its task's context.
    """
    task = asyncio.create_task(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task], timeout=STOP_SECONDS)
        task.cancel()
        raise

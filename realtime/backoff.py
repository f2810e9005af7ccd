"""Waiting longer after each failure in a row, and never in step with others."""

import asyncio
import random


class Backoff:
    """From `base` seconds up to `cap` seconds; `reset` after a success."""

    def __init__(self, base: float, cap: float) -> None:
        self._base = base
        self._cap = cap
        self._next = base

    def reset(self) -> None:
        """The next failure is a first one again."""
        self._next = self._base

    async def wait(self) -> None:
        """Let between half and all of the present pause pass, then double it."""
        pause = self._next
        self._next = min(self._cap, pause * 2)
        await asyncio.sleep(random.uniform(pause / 2, pause))

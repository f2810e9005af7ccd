"""The worker's part: takes up files that came in, has them opened, and keeps what was made.

Several may run, in one process or in many. Of one that dies the leases end, and another begins the
same files again; what it had kept by then is written over with the same.
"""

import asyncio
import logging
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from api.media.scratch import clear
from domain.catalog.media.claim_files import Claimed, claim_files
from domain.catalog.media.rendering import Render, Rendered
from domain.catalog.media.settle_file import settle_file
from domain.catalog.media.states import MediaFailure
from domain.catalog.media.storage import NothingThere, Store, place_of
from domain.catalog.media.sweep_files import forget_source, sweep_files
from domain.shared.context import SYSTEM, Context

POLL_SECONDS = 1.0  # between two looks, where there was nothing to do
PAUSE_SECONDS = 2.0  # after a look that failed
SWEEP_SECONDS = 600.0

logger = logging.getLogger(__name__)


class Processing:
    """One worker's part of all files; one at a time, for a picture takes a core."""

    def __init__(
        self, store: Store, render: Render, scratch: Path, *, clock: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._render = render
        self._scratch = scratch
        self._clock = clock

    async def run(self) -> None:
        """Go on for ever. What is under way at the end is begun again by another."""
        await asyncio.to_thread(clear, self._scratch)
        swept = float("-inf")
        loop = asyncio.get_running_loop()
        while True:
            pause = POLL_SECONDS
            try:
                # In a task of its own: a transaction that could not begin stays in its context.
                if await asyncio.create_task(self.once()):
                    pause = 0.0
                elif loop.time() - swept > SWEEP_SECONDS:
                    await asyncio.create_task(self.sweep())
                    swept = loop.time()
            except Exception:  # whatever it is, the other files must not wait for good
                logger.exception("Could not process media")
                pause = PAUSE_SECONDS
            await asyncio.sleep(pause)

    async def once(self) -> bool:
        """Take up one file, if one is due, and settle it; whether there was one."""
        claimed = await claim_files(self._clock(), 1)
        for each in claimed:
            await self._process(each)
        return bool(claimed)

    async def sweep(self) -> int:
        """Take out what nobody needs; how many files went."""
        return await sweep_files(self._clock(), self._store)

    async def _process(self, claimed: Claimed) -> None:
        self._scratch.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=self._scratch, prefix="opening-") as name:
            rendered = await self._made(claimed, Path(name))
            for shown, path in rendered.files.items():
                await self._store.put(f"{place_of(claimed.hash, claimed.id)}/{shown}", path)
        ctx = Context(actor=SYSTEM, now=self._clock())
        if await settle_file(ctx, claimed, rendered):
            await forget_source(claimed.source, self._store)

    async def _made(self, claimed: Claimed, directory: Path) -> Rendered:
        if claimed.is_hopeless:
            return Rendered(failure=MediaFailure.TOO_HARD)
        source, target = directory / "source", directory / "made"
        target.mkdir()
        try:
            with source.open("wb") as file:
                size = await self._store.size(claimed.source)
                async for part in self._store.read(claimed.source, 0, size):
                    await asyncio.to_thread(file.write, part)
        except NothingThere:
            return Rendered(failure=MediaFailure.LOST)
        return await self._render(claimed.type, source, target)

"""The worker's part: takes up files of rows, and goes through them batch by batch.

Several may run, in one process or in many; a file is in one pair of hands at a time. Of one that
dies the lease ends, and another goes on with the first row that is not done.
"""

import asyncio
import logging
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from api.bulk.reading import Header, Reading, header_of
from domain.catalog.bulk.claim_import import Claimed, claim_import
from domain.catalog.bulk.columns import must_be_known
from domain.catalog.bulk.items import Refused
from domain.catalog.bulk.limits import BATCH_ROWS
from domain.catalog.bulk.planning import Imagined
from domain.catalog.bulk.states import ImportFailure, ImportFormat, ImportStatus
from domain.catalog.bulk.sweep_imports import sweep_imports
from domain.catalog.media.storage import NothingThere, Store
from domain.processes.run_import import LeaseLost, fail_import, run_batch
from domain.shared.errors import InvalidInput

POLL_SECONDS = 1.0  # between two looks, where there was nothing to do
PAUSE_SECONDS = 2.0  # after a look that failed
SWEEP_SECONDS = 600.0

logger = logging.getLogger(__name__)


class BadHeader(Exception):
    """The file cannot be read by its header; `refused` says what is wrong with it."""

    def __init__(self, refused: list[Refused]) -> None:
        super().__init__("bad header")
        self.refused = refused


class Importing:
    """One worker's part of all files; one at a time."""

    def __init__(self, store: Store, scratch: Path, *, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._scratch = scratch
        self._clock = clock

    async def run(self) -> None:
        """Go on for ever. What is under way at the end is gone on with by another."""
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
                logger.exception("Could not import")
                pause = PAUSE_SECONDS
            await asyncio.sleep(pause)

    async def once(self) -> bool:
        """Take up one file, if one is due, and go through it; whether there was one."""
        claimed = await claim_import(self._clock())
        if claimed is None:
            return False
        try:
            await self._import(claimed)
        except LeaseLost:
            logger.info("An import was canceled, or is in other hands: %s", claimed.id)
        await self.sweep()
        return True

    async def sweep(self) -> None:
        """Take out files that nobody needs."""
        await sweep_imports(self._clock(), self._store)

    async def _import(self, claimed: Claimed) -> None:
        self._scratch.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=self._scratch, prefix="importing-") as name:
            path = Path(name) / "rows"
            try:
                await self._fetch(claimed, path)
                header = await asyncio.to_thread(_checked_header, claimed, path)
            except NothingThere:
                await fail_import(self._clock(), claimed, ImportFailure.FILE_LOST)
                return
            except BadHeader as bad:
                await fail_import(self._clock(), claimed, ImportFailure.BAD_HEADER, bad.refused)
                return
            await self._read(claimed, path, header)

    async def _fetch(self, claimed: Claimed, path: Path) -> None:
        size = await self._store.size(claimed.source)
        with path.open("wb") as file:
            async for part in self._store.read(claimed.source, 0, size):
                await asyncio.to_thread(file.write, part)

    async def _read(self, claimed: Claimed, path: Path, header: Header | None) -> None:
        reading = Reading(
            path,
            claimed.format,
            header,
            rows_done=claimed.rows_done,
            bytes_done=claimed.bytes_done,
            total_bytes=claimed.total_bytes,
        )
        imagined, status = Imagined(), ImportStatus.RUNNING
        try:
            while status is ImportStatus.RUNNING:
                batch = await asyncio.to_thread(reading.batch, BATCH_ROWS)
                status = await run_batch(self._clock(), claimed, batch, imagined)
        finally:
            reading.close()


def _checked_header(claimed: Claimed, path: Path) -> Header | None:
    """The header of a CSV file; lines of JSON have none.

    Raises:
        BadHeader: it names columns that there are not, or not those that there must be.
    """
    if claimed.format is ImportFormat.JSONL:
        return None
    try:
        header = header_of(path)
    except InvalidInput as refusal:
        raise BadHeader([Refused((), refusal)]) from None
    if refused := must_be_known(claimed.kind, header.columns):
        raise BadHeader(refused)
    return header

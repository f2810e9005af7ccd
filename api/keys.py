"""The keys of this process, kept as their table has them: nobody restarts when a key is changed.

What was read is believed for a few seconds. A token under a key that is not known yet waits until
the table was read once more; that is done a few times a second at most, so that inventing names
costs us little.
"""

import asyncio
import logging
from datetime import UTC, datetime

from domain.identity.keys import KeyRing
from domain.identity.signing_keys import ensure_key, kept_keys
from realtime.tasks import end

BELIEVED_SECONDS = 5.0  # a key that was retired counts no longer than that
ASKED_SECONDS = 0.25  # between two readings for the sake of keys that are not known

logger = logging.getLogger(__name__)


class Keys:
    """Start it before anybody asks. One for each process."""

    def __init__(self, secret: str) -> None:
        self.ring = KeyRing(secret)
        self._read_at = float("-inf")  # on the loop's clock
        self._reading: asyncio.Task[None] | None = None
        self._keeping: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """See to it that there is a key, and know all that count."""
        await ensure_key(self.ring.secret, datetime.now(UTC))
        await self._read()
        self._keeping = asyncio.create_task(self._keep(), name="keys")

    async def stop(self) -> None:
        """Look no more. Repeating it is harmless."""
        tasks = [task for task in (self._keeping, self._reading) if task is not None]
        self._keeping = self._reading = None
        await end(*tasks)

    async def look_again(self) -> None:
        """Read the table for the sake of a key that is not known: it may have been made since."""
        if self._keeping is None:  # not started: the secret is all there is
            return
        if self._reading is None:
            self._reading = asyncio.create_task(self._read_soon(), name="keys read")
        await asyncio.shield(self._reading)

    async def _read_soon(self) -> None:
        left = self._read_at + ASKED_SECONDS - asyncio.get_running_loop().time()
        try:
            await asyncio.sleep(max(left, 0))
        finally:
            self._reading = None  # whoever comes from now on needs a later reading
        await self._read()

    async def _read(self) -> None:
        self._read_at = asyncio.get_running_loop().time()
        kept = await kept_keys(self.ring.secret)
        self.ring.take(kept.keys, with_secret=kept.with_secret)

    async def _keep(self) -> None:
        while True:
            await asyncio.sleep(BELIEVED_SECONDS)
            try:
                # A task of its own: one that lost its connection would never recover.
                await asyncio.create_task(self._read(), name="keys read")
            except Exception as error:  # the keys of before go on counting meanwhile
                logger.warning("Could not read the keys: %r", error)

"""The keys of a process: from the settings and the database to the door where the domain asks."""

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import asyncpg

from api.personal_data.keys import ensure_keys
from domain.shared import master_keys, sealing
from domain.shared.master_keys import MasterKeys
from domain.shared.sealing import DataKey, Ring

CONNECT_TIMEOUT_SECONDS = 10


def hold_keys(credentials: Mapping[str, Any], masters: Callable[[], MasterKeys]) -> None:
    """Seal and open what is in this database, with these master keys, from now on.

    Nothing is read before it is needed. Then whoever needs it waits for one short connection,
    once for a process, and once more for each rotation of the keys.
    """
    master_keys.use(masters)
    sealing.use(Ring(lambda: read_keys(credentials, masters())))


def read_keys(credentials: Mapping[str, Any], masters: MasterKeys) -> list[DataKey]:
    """The data keys of a database; the first ones are made. Waits, with an event loop or without.

    Raises:
        CannotOpen: one is wrapped under a master key that is not among these.
    """
    with ThreadPoolExecutor(1, "keys") as thread:
        return thread.submit(asyncio.run, _keys(dict(credentials), masters)).result()


async def _keys(credentials: dict[str, Any], masters: MasterKeys) -> list[DataKey]:
    connection = await asyncpg.connect(**credentials, timeout=CONNECT_TIMEOUT_SECONDS)
    try:
        async with connection.transaction():
            return await ensure_keys(connection.fetch, masters, now=datetime.now(UTC))
    finally:
        await connection.close()

"""The database of this process: the one that was named, or the embedded one."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import asyncpg
import fasteners

from api.database_urls import credentials_of
from api.embedded.postgres import EmbeddedPostgres, start_postgres
from api.personal_data import hold_keys
from api.settings import DATABASE, BadSetting, Settings

CONNECT_TIMEOUT_SECONDS = 10


@contextmanager
def database(settings: Settings) -> Iterator[dict[str, Any]]:
    """Credentials of a database that answers, for as long as the block runs.

    What is sealed in it this process can open from then on.

    Raises:
        BadSetting: DATABASE_URL names none that answers.
    """
    if settings.database_url is not None:
        credentials = credentials_of(settings.database_url)
        asyncio.run(_must_answer(credentials))
        hold_keys(credentials, settings.masters)
        yield credentials
        return
    with _shared_use(settings.data_dir) as use:
        server = start_postgres(settings.data_dir)
        use.server = server
        server.create_database(DATABASE)
        credentials = server.credentials(DATABASE)
        hold_keys(credentials, settings.masters)
        yield credentials


class _Use:
    server: EmbeddedPostgres | None = None


@contextmanager
def _shared_use(data_dir: Path) -> Iterator[_Use]:
    """Use the embedded server together with others; whoever leaves last stops it.

    The locks are the operating system's, so a killed process leaves none behind.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    lock = fasteners.InterProcessReaderWriterLock(str(data_dir / "users.lock"))
    use = _Use()
    lock.acquire_read_lock()
    try:
        yield use
    finally:
        lock.release_read_lock()
        if use.server is not None and lock.acquire_write_lock(blocking=False):
            try:
                use.server.stop()
            finally:
                lock.release_write_lock()


async def _must_answer(credentials: dict[str, Any]) -> None:
    place = f"{credentials['host']}:{credentials['port']}/{credentials['database']}"
    try:
        connection = await asyncpg.connect(**credentials, timeout=CONNECT_TIMEOUT_SECONDS)
        await connection.close()
    except (OSError, TimeoutError, asyncpg.PostgresError) as error:
        reason = str(error) or type(error).__name__
        raise BadSetting(f"DATABASE_URL: no PostgreSQL answers at {place}: {reason}") from None

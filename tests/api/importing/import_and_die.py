"""A process that imports the small year and is killed on the way, as if the power failed.

    python -m tests.api.importing.import_and_die CREDENTIALS NOW TABLES YEAR

It dies right after the given number of tables was written, committed or not. YEAR is a file with
the pickled year.
"""

import asyncio
import json
import os
import pickle
import signal
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import asyncpg

from api.importing.import_completejourney import import_completejourney
from tests import databases
from tests.api.importing.small_year import WEEKS


def die_after(tables: int) -> None:
    """Kill this process when so many tables have been written."""
    write, written = asyncpg.Connection.copy_records_to_table, 0

    async def write_and_die(*arguments: Any, **options: Any) -> str:
        nonlocal written
        status: str = await write(*arguments, **options)
        written += 1
        if written == tables:
            os.kill(os.getpid(), signal.SIGKILL)
        return status

    asyncpg.Connection.copy_records_to_table = write_and_die  # type: ignore[method-assign]  # on purpose


if __name__ == "__main__":
    credentials, now, tables, year = sys.argv[1:]
    databases.hold(json.loads(credentials))
    die_after(int(tables))
    asyncio.run(
        import_completejourney(
            json.loads(credentials),
            weeks=WEEKS,
            now=datetime.fromisoformat(now),
            read=lambda: pickle.loads(Path(year).read_bytes()),
        )
    )

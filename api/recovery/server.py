"""What a server says of itself: its version, which log it writes, what it lets us do."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

import asyncpg

from api.recovery.errors import CannotRecover
from api.recovery.programs import OURS

TIMEOUT_SECONDS: Final = 10
HAS_STATE: Final = "SELECT to_regclass('relay_state') IS NOT NULL"
STATE: Final = "SELECT epoch::text, last_seq FROM relay_state"
REVISION: Final = "SELECT name FROM tortoise_migrations ORDER BY name DESC LIMIT 1"
# One in partitions is one table.
TABLES: Final = """
SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition
    AND relnamespace = 'public'::regnamespace ORDER BY relname
"""
WRITES_LOG: Final = """
SELECT current_setting('wal_level') IN ('replica', 'logical') AS is_whole,
    current_setting('wal_level') AS level,
    current_setting('max_wal_senders')::int AS senders,
    current_setting('wal_segment_size') AS segment,
    (SELECT rolreplication OR rolsuper FROM pg_roles WHERE rolname = current_user) AS may,
    current_user::text AS who
"""
FOLLOWED: Final = "SELECT EXISTS (SELECT FROM pg_replication_slots WHERE slot_name = $1 AND active)"
Connection = Any  # asyncpg's own stubs make it generic over the row


@dataclass(frozen=True, slots=True)
class Place:
    """How far the shop had come when it was looked at."""

    revision: str
    epoch: str
    last_seq: int


@asynccontextmanager
async def connected(credentials: Mapping[str, Any]) -> AsyncIterator[Connection]:
    """A connection, for as long as the block runs.

    Raises:
        CannotRecover: nobody answers there, or not to us; or it refused what was asked.
    """
    try:
        connection = await asyncpg.connect(
            **credentials, timeout=TIMEOUT_SECONDS, server_settings={"application_name": OURS}
        )
    except (OSError, TimeoutError, asyncpg.PostgresError) as problem:
        place = f"{credentials['host']}:{credentials['port']}/{credentials['database']}"
        reason = str(problem) or type(problem).__name__
        raise CannotRecover(f"No PostgreSQL answers at {place}: {reason}") from None
    try:
        yield connection
    except (asyncpg.PostgresError, asyncpg.InterfaceError) as problem:
        raise CannotRecover(f"The server refused: {problem}.") from None
    finally:
        if not connection.is_closed():
            connection.terminate()


async def major_of(connection: Connection) -> int:
    """The major version of the server."""
    number: int = await connection.fetchval("SELECT current_setting('server_version_num')::int")
    return number // 10_000


async def place_of(connection: Connection) -> Place:
    """How far this shop has come.

    Raises:
        CannotRecover: it is no database of ours.
    """
    if not await connection.fetchval(HAS_STATE):
        raise CannotRecover("This database holds no shop: `python -m api migrate` makes one.")
    state = await connection.fetchrow(STATE)
    revision = await connection.fetchval(REVISION)
    return Place(revision, state["epoch"], state["last_seq"])


async def counts_of(connection: Connection) -> dict[str, int]:
    """How many rows each table has."""
    names = [row["relname"] for row in await connection.fetch(TABLES)]
    return {name: await connection.fetchval(f'SELECT count(*) FROM "{name}"') for name in names}


async def must_give_its_log(connection: Connection) -> None:
    """Refuse, in words, a server that cannot be copied while it runs.

    Raises:
        CannotRecover: with what would have to be set.
    """
    found = await connection.fetchrow(WRITES_LOG)
    missing = []
    if not found["is_whole"]:
        missing.append(f"wal_level is {found['level']} and must be replica")
    if not found["senders"]:
        missing.append("max_wal_senders is 0 and must be 3 or more")
    if found["segment"] != "16MB":
        missing.append(f"wal_segment_size is {found['segment']}, and only 16MB is read here")
    if not found["may"]:
        missing.append(f"the role {found['who']} has no REPLICATION right")
    if missing:
        raise CannotRecover(
            "This server gives no base copy and no log, so there is no recovery to a point in"
            f" time: {'; '.join(missing)}. A dump is possible: leave out --base."
        )


async def is_followed(connection: Connection) -> bool:
    """Whether somebody receives its log for us at this moment."""
    return bool(await connection.fetchval(FOLLOWED, OURS))


async def system_of(connection: Connection) -> str:
    """The number that a cluster has from its making on, and all copies of it too."""
    found: int = await connection.fetchval("SELECT system_identifier FROM pg_control_system()")
    return str(found)

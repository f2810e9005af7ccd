"""Restoring a dump: into a database beside, which gets its name only once all is well."""

from collections.abc import Mapping
from typing import Any, Final

import asyncpg

from api.recovery import server
from api.recovery.errors import CannotRecover
from api.recovery.finishing import Restored, finish
from api.recovery.programs import fitting, running
from api.recovery.progress import Phase
from api.recovery.vault import Backup, Vault

MEANWHILE: Final = "_restoring"  # how the database is called before it is whole
NAME_BYTES_MAX: Final = 63
DOORS: Final = ("postgres", "template1")  # databases to be in while others are made
ALONE: Final = "SELECT pg_try_advisory_lock(hashtextextended('restore ' || $1, 0))"
EXISTS: Final = "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)"
IS_EMPTY: Final = """
SELECT NOT EXISTS (SELECT FROM pg_class WHERE relnamespace NOT IN (
    SELECT oid FROM pg_namespace WHERE nspname LIKE 'pg\\_%' OR nspname = 'information_schema'))
"""


async def restore_dump(
    vault: Vault,
    backup: Backup,
    credentials: Mapping[str, Any],
    phase: Phase,
    *,
    anyway: bool = False,
) -> Restored:
    """The database of these credentials, which must be empty or not there yet, as it was dumped.

    Dying in between leaves a database whose name ends in `_restoring`; the next try removes it.

    Raises:
        CannotRecover: it holds something, or the dump is damaged, or the server does not let us.
    """
    name = str(credentials["database"])
    if len((name + MEANWHILE).encode()) > NAME_BYTES_MAX:
        raise CannotRecover(f"The name {name} is too long: choose one under 50 characters.")
    door = await _door(credentials)
    async with server.connected(door) as guard:
        if not await guard.fetchval(ALONE, name):
            raise CannotRecover(f"Another restore into {name} is at work: wait for it.")
        return await _restore(vault, backup, credentials, door, phase, anyway=anyway)


async def _restore(
    vault: Vault,
    backup: Backup,
    credentials: Mapping[str, Any],
    door: Mapping[str, Any],
    phase: Phase,
    *,
    anyway: bool,
) -> Restored:
    name = str(credentials["database"])
    meanwhile = name + MEANWHILE
    await _must_be_empty(door, name)
    await _command(door, f"DROP DATABASE IF EXISTS {_quoted(meanwhile)} WITH (FORCE)")
    await _command(door, f"CREATE DATABASE {_quoted(meanwhile)} TEMPLATE template0")
    inside = {**credentials, "database": meanwhile}
    try:
        await _fill(vault, backup, inside, phase)
        phase("checking", None)
        await _must_have_every_row(backup, inside)
        noted = backup.manifest
        restored = await finish(
            inside, noted.id, noted.ended_at, f"the database {name}", anyway=anyway
        )
        await _must_be_empty(door, name)
        await _command(door, f"DROP DATABASE IF EXISTS {_quoted(name)}")
        await _command(door, f"ALTER DATABASE {_quoted(meanwhile)} RENAME TO {_quoted(name)}")
        return restored
    except BaseException:
        await _command(door, f"DROP DATABASE IF EXISTS {_quoted(meanwhile)} WITH (FORCE)")
        raise


async def _fill(vault: Vault, backup: Backup, inside: Mapping[str, Any], phase: Phase) -> None:
    async with server.connected(inside) as connection:
        major = await server.major_of(connection)
    pg_restore = fitting(max(major, backup.manifest.server_major), "pg_restore")
    command = (
        *(pg_restore.path("pg_restore"), f"--dbname={inside['database']}", "--no-password"),
        *("--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction"),
    )
    moved = phase("restoring", backup.manifest.plain_bytes)
    async with running(command, inside, reads=True) as program:
        for piece in backup.opened(vault.keys):
            await program.write(piece)
            moved(len(piece))
        await program.well()


async def _must_have_every_row(backup: Backup, inside: Mapping[str, Any]) -> None:
    async with server.connected(inside) as connection:
        counts = await server.counts_of(connection)
    if counts != backup.manifest.counts:
        wrong = [
            f"{name} has {counts.get(name, 0):,} rows instead of {wanted:,}"
            for name, wanted in backup.manifest.counts.items()
            if counts.get(name) != wanted
        ]
        raise CannotRecover(f"Not everything came back: {'; '.join(wrong) or 'other tables'}.")


async def _door(credentials: Mapping[str, Any]) -> dict[str, Any]:
    for name in DOORS:
        door = {**credentials, "database": name}
        try:
            async with server.connected(door):
                return door
        except CannotRecover as problem:
            reason = problem
    raise CannotRecover(f"{reason}. A restore makes a database, and does so from another one.")


async def _must_be_empty(door: Mapping[str, Any], name: str) -> None:
    async with server.connected(door) as connection:
        if not await connection.fetchval(EXISTS, name):
            return
    async with server.connected({**door, "database": name}) as connection:
        if not await connection.fetchval(IS_EMPTY):
            raise CannotRecover(
                f"The database {name} is not empty, and is left as it is: name another one with"
                " --into, or drop it yourself."
            )


async def _command(door: Mapping[str, Any], command: str) -> None:
    async with server.connected(door) as connection:
        try:
            await connection.execute(command)
        except asyncpg.PostgresError as problem:
            raise CannotRecover(f"The server refused: {problem}. ({command})") from None


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'

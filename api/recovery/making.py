"""Making a backup: a dump of the database, or a base copy of the whole cluster.

Everything is sealed on its way: nothing lies in plain on a disk, and memory stays small.
"""

from collections.abc import AsyncIterator, Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from api.recovery import server
from api.recovery.programs import fitting, running
from api.recovery.progress import Phase, watched
from api.recovery.sealing import Sealer
from api.recovery.server import Place
from api.recovery.vault import SEALED, Backup, Kind, Manifest, Vault, flush

Clock = Callable[[], datetime]
DUMPED: Final = "database.dump"
COPIED: Final = "cluster.tar"
DUMP_SIZE: Final = """
SELECT coalesce(sum(pg_table_size(oid)), 0)::bigint FROM pg_class
WHERE relkind IN ('r', 'm') AND relnamespace = 'public'::regnamespace
"""
COPY_SIZE: Final = "SELECT sum(pg_database_size(oid))::bigint FROM pg_database"
# What was committed before this has its log in this segment or an earlier one.
SEGMENT: Final = "SELECT pg_walfile_name(pg_current_wal_insert_lsn())"


async def dump(
    credentials: Mapping[str, Any], vault: Vault, phase: Phase, *, clock: Clock
) -> Backup:
    """One database as of one instant, with the number of rows that each table had then.

    Raises:
        CannotRecover: nothing was kept; the sentence says why.
    """
    async with server.connected(credentials) as connection:
        major = await server.major_of(connection)
        pg_dump = fitting(major, "pg_dump").path("pg_dump")
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            snapshot = await connection.fetchval("SELECT pg_export_snapshot()")
            at = clock()
            place, counts = await server.place_of(connection), await server.counts_of(connection)
            about = await connection.fetchval(DUMP_SIZE)
            command = (
                *(pg_dump, "--format=custom", "--compress=none", "--no-password"),
                *("--no-owner", "--no-privileges", f"--snapshot={snapshot}"),
            )
            with vault.alone(), vault.making(Kind.DUMP, at) as (name, draft):
                moved = phase("dumping", about)
                async with running(command, credentials) as program:
                    sealed = await _sealed(
                        vault, draft, f"{name}/{DUMPED}", watched(program.pieces(), moved)
                    )
                manifest = _manifest(
                    credentials,
                    name,
                    Kind.DUMP,
                    place,
                    sealed,
                    began_at=at,
                    ended_at=at,
                    server_major=major,
                    system=await server.system_of(connection),
                    counts=counts,
                )
                return vault.keep(draft, manifest)


async def base(
    credentials: Mapping[str, Any], vault: Vault, phase: Phase, *, clock: Clock
) -> Backup:
    """The whole cluster, copied while it works, with the log that makes the copy whole.

    Raises:
        CannotRecover: the server does not let us, or nothing was kept; the sentence says why.
    """
    async with server.connected(credentials) as connection:
        await server.must_give_its_log(connection)
        major = await server.major_of(connection)
        pg_basebackup = fitting(major, "pg_basebackup").path("pg_basebackup")
        began, place = clock(), await server.place_of(connection)
        segment = await connection.fetchval(SEGMENT)
        command = (
            *(pg_basebackup, "--pgdata=-", "--format=tar", "--wal-method=fetch"),
            *("--checkpoint=fast", "--manifest-checksums=SHA256", "--no-password"),
        )
        with vault.alone(), vault.making(Kind.BASE, began) as (name, draft):
            moved = phase("copying", await connection.fetchval(COPY_SIZE))
            async with running(command, credentials) as program:
                sealed = await _sealed(
                    vault, draft, f"{name}/{COPIED}", watched(program.pieces(), moved)
                )
            manifest = _manifest(
                credentials,
                name,
                Kind.BASE,
                place,
                sealed,
                began_at=began,
                ended_at=clock(),
                server_major=major,
                system=await server.system_of(connection),
                first_segment=segment,
            )
            return vault.keep(draft, manifest)


async def _sealed(
    vault: Vault, draft: Path, name: str, pieces: AsyncIterator[bytes]
) -> tuple[Sealer, str]:
    with (draft / (Path(name).name + SEALED)).open("wb") as file:
        sealer = Sealer(file, vault.keys, name)
        async for piece in pieces:
            sealer.write(piece)
        sha256 = sealer.finish()
        flush(file.fileno())
        return sealer, sha256


def _manifest(
    credentials: Mapping[str, Any],
    name: str,
    kind: Kind,
    place: Place,
    sealed: tuple[Sealer, str],
    **more: Any,
) -> Manifest:
    sealer, sha256 = sealed
    return Manifest(
        id=name,
        kind=kind,
        user=credentials["user"],
        database=credentials["database"],
        revision=place.revision,
        epoch=place.epoch,
        last_seq=place.last_seq,
        content=DUMPED if kind is Kind.DUMP else COPIED,
        sealed_bytes=sealer.sealed_bytes,
        plain_bytes=sealer.plain_bytes,
        sha256=sha256,
        key="",
        **more,
    )

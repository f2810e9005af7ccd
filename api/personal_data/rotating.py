"""Changing keys while the shop is open: a new master key, or a new data key and all of its work.

A new data key seals from the moment it is there; what older ones sealed is sealed anew in batches,
each a transaction of its own. A process that dies leaves no row unreadable, and the next one goes
on: what is left to do shows in the rows themselves.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

import asyncpg

from api.personal_data.keys import LOCK, add_key, data_keys, ensure_keys
from domain.shared.master_keys import MasterKeys
from domain.shared.personal import columns_under_data_keys
from domain.shared.sealing import VERSION, CannotOpen, KeyPurpose, Ring

BATCH: Final = 1_000  # rows
PASSES_MAX: Final = 20  # over what busy processes sealed meanwhile with the key they knew

Connection = Any  # an asyncpg connection; its stubs know rows of one kind only
Progress = Callable[[str], None]


async def rewrap(credentials: Mapping[str, Any], masters: MasterKeys) -> int:
    """Wrap every data key under the newest master key; how many were under another."""
    connection: Connection = await asyncpg.connect(**credentials)
    try:
        async with connection.transaction():
            await connection.execute("SELECT pg_advisory_xact_lock($1)", LOCK)
            stale = await connection.fetch(
                "SELECT id, purpose, master, wrapped FROM data_key WHERE master <> $1",
                masters.newest,
            )
            for row in stale:
                secret = masters.unwrap(row["master"], row["wrapped"], row["purpose"])
                master, wrapped = masters.wrap(secret, row["purpose"])
                await connection.execute(
                    "UPDATE data_key SET master = $2, wrapped = $3 WHERE id = $1",
                    *(row["id"], master, wrapped),
                )
            return len(stale)
    finally:
        await connection.close()


async def rotate(
    credentials: Mapping[str, Any],
    masters: MasterKeys,
    *,
    progress: Progress = lambda _: None,
    batch: int = BATCH,
) -> int:
    """Seal everything with a new data key, and retire the others; how many rows were sealed anew.

    Where a rotation was broken off, its key is taken up again rather than another one made. The
    index key stays: what is found by it would have to be looked for under two.
    """
    connection: Connection = await asyncpg.connect(**credentials)
    try:
        ring = await _newest(connection, masters)
        done = 0
        for _ in range(PASSES_MAX):
            moved = 0
            for table, columns in columns_under_data_keys().items():
                moved += await _table(connection, ring, table, columns, progress, batch)
            done += moved
            if not moved:
                break
        await connection.execute(
            "UPDATE data_key SET retired_at = $1"
            " WHERE purpose = 'seal' AND id < $2 AND retired_at IS NULL",
            *(datetime.now(UTC), ring.sealing_id),
        )
        return done
    finally:
        await connection.close()


async def _newest(connection: Connection, masters: MasterKeys) -> Ring:
    """The keys, the new one among them."""
    async with connection.transaction():
        known = await ensure_keys(connection.fetch, masters, now=datetime.now(UTC))
        seals = [key for key in known if key.purpose is KeyPurpose.SEAL and not key.is_retired]
        if len(seals) == 1:
            await add_key(connection.fetch, masters, KeyPurpose.SEAL, now=datetime.now(UTC))
        keys = await data_keys(connection.fetch, masters)
    ring = Ring(lambda: keys)
    ring.load()
    return ring


async def _table(
    connection: Connection,
    ring: Ring,
    table: str,
    columns: list[str],
    progress: Progress,
    batch: int,
) -> int:
    """One walk through a table; how many rows were sealed anew."""
    last, moved = UUID(int=0), 0
    ours = f"{VERSION}.{ring.sealing_id}.%"
    stale = " OR ".join(f"({each} LIKE 'v_.%' AND {each} NOT LIKE $2)" for each in columns)
    while True:
        rows = await connection.fetch(
            f"SELECT id, {', '.join(columns)} FROM {table} WHERE id > $1 AND ({stale})"
            " ORDER BY id LIMIT $3",
            *(last, ours, batch),
        )
        if not rows:
            return moved
        await _seal_anew(connection, ring, table, columns, rows)
        last, moved = rows[-1]["id"], moved + len(rows)
        progress(f"{table}: {moved} rows are sealed anew")


async def _seal_anew(
    connection: Connection, ring: Ring, table: str, columns: list[str], rows: list[Any]
) -> None:
    """A batch, column by column; what somebody wrote meanwhile is theirs and stays."""
    async with connection.transaction():
        keys = [row["id"] for row in rows]
        await connection.execute(
            f"SELECT FROM {table} WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE", keys
        )
        for column in columns:
            changed = [
                (row["id"], row[column], _anew(ring, f"{table}.{column}", row["id"], row[column]))
                for row in rows
                if row[column]
            ]
            ids, olds, news = zip(*changed, strict=True) if changed else ((), (), ())
            await connection.execute(
                f"UPDATE {table} SET {column} = made.new"
                " FROM unnest($1::uuid[], $2::text[], $3::text[]) AS made (id, old, new)"
                f" WHERE {table}.id = made.id AND {table}.{column} = made.old",
                *(list(ids), list(olds), list(news)),
            )


def _anew(ring: Ring, place: str, key: UUID, sealed: str) -> str:
    try:
        return ring.seal(place, key, ring.open(place, key, sealed))
    except CannotOpen:
        if sealed.startswith(f"{VERSION}."):
            raise
        return sealed  # a colleague's name, in clear; a secret under TRADEGRAPH_SECRET

"""Data keys in their table: read, made where there are none, wrapped under a master key."""

import os
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from domain.shared.master_keys import MasterKeys
from domain.shared.sealing import KEY_BYTES, DataKey, KeyPurpose

LOCK = 0x7365_616C  # one at a time makes keys, whatever host it runs on

# Runs a statement with `$1`, `$2` … in whatever transaction there is, and returns its rows.
Rows = Callable[..., Awaitable[Sequence[Mapping[str, Any]]]]


async def data_keys(rows: Rows, masters: MasterKeys) -> list[DataKey]:
    """All data keys, in the clear.

    Raises:
        CannotOpen: one is wrapped under a master key that is not among these.
    """
    found = await rows("SELECT id, purpose, master, wrapped, retired_at FROM data_key ORDER BY id")
    return [
        DataKey(
            row["id"],
            KeyPurpose(row["purpose"]),
            masters.unwrap(row["master"], row["wrapped"], row["purpose"]),
            is_retired=row["retired_at"] is not None,
        )
        for row in found
    ]


async def ensure_keys(rows: Rows, masters: MasterKeys, *, now: datetime) -> list[DataKey]:
    """The same, and the first two are made if there are none. Belongs into a transaction."""
    await rows("SELECT pg_advisory_xact_lock($1)", LOCK)
    known = await data_keys(rows, masters)
    if known:
        return known
    for purpose in KeyPurpose:
        await add_key(rows, masters, purpose, now=now)
    return await data_keys(rows, masters)


async def add_key(rows: Rows, masters: MasterKeys, purpose: KeyPurpose, *, now: datetime) -> int:
    """One more data key; its id."""
    master, wrapped = masters.wrap(os.urandom(KEY_BYTES), purpose)
    (row,) = await rows(
        "INSERT INTO data_key (purpose, master, wrapped, created_at) VALUES ($1, $2, $3, $4)"
        " RETURNING id",
        *(purpose.value, master, wrapped, now),
    )
    return int(row["id"])

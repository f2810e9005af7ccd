"""Registering a file by its hash, before any of its bytes are kept: so nothing lies anywhere that
no row knows of, and what is wanted just now is not swept away."""

from dataclasses import dataclass
from uuid import UUID

from domain.catalog.media.kinds import FileType
from domain.catalog.media.states import MediaStatus
from domain.shared import sql
from domain.shared.context import Context
from domain.shared.ids import new_id

REGISTER = """
INSERT INTO media_file (id, version, hash, kind, type, extension, byte_size, status, attempts,
    wanted_at, created_at, updated_at)
VALUES ($1, 1, $2, $3, $4, $5, $6, 'pending', 0, $7, $7, $7)
ON CONFLICT (hash) WHERE retired_at IS NULL
DO UPDATE SET wanted_at = greatest(media_file.wanted_at, excluded.wanted_at)
RETURNING id, status, source
"""


@dataclass(frozen=True, slots=True)
class Registered:
    """A file, and whether its bytes must be brought: nothing was made of them, nor do they lie
    where something could be."""

    id: UUID
    needs_bytes: bool


async def register_file(ctx: Context, hash_: str, type_: FileType, byte_size: int) -> Registered:
    """The file of this content; new, if there is none. Of two at once, both get the same."""
    row = await sql.row(
        REGISTER,
        new_id(),
        hash_,
        type_.kind.value,
        type_.name,
        type_.extension,
        byte_size,
        ctx.now,
    )
    assert row is not None, "RETURNING returns it"
    is_new = row["status"] == MediaStatus.PENDING and row["source"] is None
    return Registered(row["id"], needs_bytes=is_new or row["status"] == MediaStatus.FAILED)

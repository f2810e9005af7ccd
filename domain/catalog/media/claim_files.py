"""Taking up files whose bytes are here: each for one worker alone, while its lease lasts."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.catalog.media.kinds import FILE_TYPES, FileType
from domain.catalog.media.models import ProductMedia
from domain.catalog.media.states import MediaStatus
from domain.shared import sql
from domain.shared.ids import new_id

LEASE = timedelta(seconds=90)  # well beyond what looking into one may take; see `api/media`
ATTEMPTS_MAX = 3  # a file at which three workers died is given up
CLAIM = """
WITH due AS (
    SELECT id FROM media_file
    WHERE source IS NOT NULL AND retired_at IS NULL
        AND (status = 'pending' OR (status = 'processing' AND lease_until <= $1))
    ORDER BY updated_at, id LIMIT $2 FOR UPDATE SKIP LOCKED
)
UPDATE media_file f SET status = 'processing', lease_id = $3, lease_until = $4,
    attempts = attempts + 1, version = version + 1, updated_at = $1
FROM due WHERE f.id = due.id
RETURNING f.id, f.hash, f.type, f.source, f.attempts
"""


@dataclass(frozen=True, slots=True)
class Claimed:
    """One file in hand until its lease ends. One that is `hopeless` was tried often enough."""

    id: UUID
    hash: str
    type: FileType
    source: str
    lease_id: UUID
    is_hopeless: bool


async def claim_files(now: datetime, most: int) -> list[Claimed]:
    """Take up to `most` files, the oldest first: new ones, and those whose worker died."""
    lease = new_id()
    async with in_transaction():
        taken = await sql.rows(CLAIM, now, most, lease, now + LEASE)
        if taken:
            await ProductMedia.filter(
                file_id__in=[row["id"] for row in taken], status=MediaStatus.PENDING
            ).update(status=MediaStatus.PROCESSING)
    return [
        Claimed(
            id=row["id"],
            hash=row["hash"],
            type=FILE_TYPES[row["type"]],
            source=row["source"],
            lease_id=lease,
            is_hopeless=row["attempts"] > ATTEMPTS_MAX,
        )
        for row in taken
    ]

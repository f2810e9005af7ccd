"""Sweeping: bytes of which all was made that is shown, files that nobody shows, old ways in.

Objects are taken out first, outside of any transaction, and then the row that knew of them: who
dies in between leaves a row, and the next sweep goes on with it.
"""

from datetime import datetime, timedelta

from domain.catalog.media.models import MediaFile, MediaUpload
from domain.catalog.media.states import MediaStatus
from domain.catalog.media.storage import Store, place_of
from domain.shared import sql

UNWANTED = timedelta(hours=24)  # for which a file that nobody shows is kept
UPLOADS_KEPT = timedelta(hours=24)
BATCH = 100  # files in one sweep
# Whoever is about to show a file has said so in `wanted_at`, in a transaction of its own, before.
RETIRE = """
UPDATE media_file SET retired_at = $1 WHERE id = ANY(ARRAY(
    SELECT id FROM media_file f
    WHERE retired_at IS NULL AND wanted_at < $2
        AND NOT EXISTS (SELECT FROM product_media m WHERE m.file_id = f.id)
    ORDER BY wanted_at LIMIT $3 FOR UPDATE SKIP LOCKED
)) AND wanted_at < $2
"""


async def sweep_files(now: datetime, store: Store) -> int:
    """Take out what nobody needs any more; how many files went. Two at once are harmless."""
    settled = MediaFile.filter(
        source__isnull=False, status__in=[MediaStatus.READY, MediaStatus.FAILED]
    )
    for file in await settled.order_by("updated_at").limit(BATCH):
        await forget_source(file.source or "", store)
    await sql.execute(RETIRE, now, now - UNWANTED, BATCH)
    retired = await MediaFile.filter(retired_at__isnull=False).order_by("retired_at").limit(BATCH)
    for file in retired:
        await store.delete(place_of(file.hash, file.id))
        await MediaFile.filter(id=file.id).delete()
    await MediaUpload.filter(expires_at__lt=now - UPLOADS_KEPT).delete()
    return len(retired)


async def forget_source(source: str, store: Store) -> None:
    """Take out the bytes that came in: all that is shown was made of them, or nothing ever is."""
    await store.delete(source)
    await MediaFile.filter(
        source=source, status__in=[MediaStatus.READY, MediaStatus.FAILED]
    ).update(source=None)

"""Taking up an import whose file is here: each for one worker alone, while its lease lasts."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.catalog.bulk.limits import ATTEMPTS_MAX, LEASE
from domain.catalog.bulk.models import CatalogImport, CatalogImportFault
from domain.catalog.bulk.moving import move_import
from domain.catalog.bulk.states import ImportAction, ImportFailure, ImportFormat, ImportKind
from domain.shared import sql
from domain.shared.context import SYSTEM, Context
from domain.shared.ids import new_id

DUE = """
SELECT id FROM catalog_import
WHERE status IN ('queued', 'running') AND (status = 'queued' OR lease_until <= $1)
ORDER BY created_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
"""


@dataclass(frozen=True, slots=True)
class Claimed:
    """An import in hand, and how far it was."""

    id: UUID
    lease_id: UUID
    kind: ImportKind
    format: ImportFormat
    is_preview: bool
    source: str
    rows_done: int
    bytes_done: int
    total_bytes: int


async def claim_import(now: datetime) -> Claimed | None:
    """Take up the oldest import that waits, or whose worker died; None where there is none.

    A preview whose worker died begins anew: what it imagined died with it, and it wrote nothing.
    One at which several died, at the same batch, is given up.
    """
    ctx = Context(actor=SYSTEM, now=now)
    async with in_transaction():
        found = await sql.value(DUE, now)
        if found is None:
            return None
        row = await CatalogImport.get(id=found)
        if row.attempts >= ATTEMPTS_MAX:
            await move_import(ctx, row, ImportAction.FAIL, failure=ImportFailure.STUCK)
            return None
        anew = {}
        if row.is_preview and row.rows_done:
            anew = {"rows_done": 0, "bytes_done": 0, "rows_faulty": 0, "faults_found": 0} | {
                "items_created": 0,
                "items_updated": 0,
                "items_unchanged": 0,
            }
            await CatalogImportFault.filter(job_id=row.id).delete()
        lease = new_id()
        await move_import(
            ctx,
            row,
            ImportAction.BEGIN,
            lease_id=lease,
            lease_until=now + LEASE,
            attempts=row.attempts + 1,
            **anew,
        )
        return Claimed(
            row.id,
            lease,
            row.kind,
            row.format,
            row.is_preview,
            row.source or "",
            row.rows_done,
            row.bytes_done,
            row.total_bytes,
        )

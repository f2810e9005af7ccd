"""Applying a preview: the same file is gone through once more, and now written."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.catalog.bulk.models import CatalogImport, CatalogImportFault
from domain.catalog.bulk.moving import move_import
from domain.catalog.bulk.queries import get_import, require_bulk
from domain.catalog.bulk.states import ImportAction
from domain.shared.context import Context
from domain.shared.states import expect_version

ANEW = {
    "bytes_done": 0,
    "rows_done": 0,
    "items_created": 0,
    "items_updated": 0,
    "items_unchanged": 0,
    "rows_faulty": 0,
    "faults_found": 0,
    "attempts": 0,
}


async def apply_import(
    ctx: Context, import_id: UUID, *, expected_version: int | None = None
) -> CatalogImport:
    """Have a file that was previewed written, in the name of whoever says so. Rows with faults are
    left out; what is said of them is said anew, for the shop may have changed since.

    Raises:
        NotPermitted: the actor may not read and change the catalog.
        NotFound: no such import.
        InvalidTransition: it is no preview that came to its end, or was applied already.
        VersionConflict: it moved since `expected_version`.
    """
    require_bulk(ctx)
    async with in_transaction():
        row = await get_import(ctx, import_id, hold=True)
        expect_version(row, "catalog import", expected_version)
        await move_import(
            ctx, row, ImportAction.APPLY, is_preview=False, actor=ctx.actor.key, **ANEW
        )
        await CatalogImportFault.filter(job_id=row.id).delete()
        return row

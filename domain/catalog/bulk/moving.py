"""Moving an import: the step in the table, and its fact."""

from typing import Any

from domain.catalog.bulk.events import CatalogImportMoved
from domain.catalog.bulk.models import CatalogImport
from domain.catalog.bulk.states import CATALOG_IMPORT, ImportAction
from domain.shared.context import Context
from domain.shared.outbox import append


async def move_import(
    ctx: Context, row: CatalogImport, action: ImportAction, **changes: Any
) -> None:
    """Move an import that the caller's transaction holds.

    Raises:
        InvalidTransition: the table has no such arrow from here.
        VersionConflict: somebody else moved it first.
    """
    source = await CATALOG_IMPORT.move(row, action, at=ctx.now, **changes)
    await append(
        ctx,
        CatalogImportMoved(
            aggregate_id=row.id,
            version=row.version,
            source=source,
            status=row.status,
            action=action,
            rows_done=row.rows_done,
            rows_faulty=row.rows_faulty,
        ),
    )

"""Canceling an import: it goes no further. What it wrote by then stays."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.catalog.bulk.models import CatalogImport
from domain.catalog.bulk.moving import move_import
from domain.catalog.bulk.queries import get_import, require_bulk
from domain.catalog.bulk.states import ImportAction, ImportStatus
from domain.shared.context import Context


async def cancel_import(ctx: Context, import_id: UUID) -> CatalogImport:
    """Stop an import, between two batches where it is under way. Once more changes nothing.

    There is no version to expect: whoever cancels wants it to end, however far it has come.

    Raises:
        NotPermitted: the actor may not read and change the catalog.
        NotFound: no such import.
        InvalidTransition: it has come to its end.
    """
    require_bulk(ctx)
    async with in_transaction():
        row = await get_import(ctx, import_id, hold=True)
        if row.status is not ImportStatus.CANCELED:
            await move_import(ctx, row, ImportAction.CANCEL, lease_id=None, lease_until=None)
        return row

"""Bringing the file of an import: whether the way in is open, and that the file is here."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.catalog.bulk.models import CatalogImport
from domain.catalog.bulk.moving import move_import
from domain.catalog.bulk.queries import require_bulk
from domain.catalog.bulk.states import CATALOG_IMPORT, ImportAction
from domain.catalog.media.errors import UploadExpired
from domain.shared.context import Context
from domain.shared.errors import NotFound


async def begin_receiving(
    ctx: Context, import_id: UUID, *, lock: bool = False, late: bool = False
) -> CatalogImport:
    """An import whose file may come; with `lock` it is held until the transaction ends. What set
    out in time may be `late` when it is here.

    Raises:
        NotPermitted: the actor may not change the catalog, or may no longer.
        NotFound: there is no such import, or it is somebody else's.
        InvalidTransition: a file came, or it was canceled.
        UploadExpired: the way in was open for some minutes, and they are over.
    """
    require_bulk(ctx)
    rows = CatalogImport.filter(actor=ctx.actor.key)
    row = await (rows.select_for_update() if lock else rows).get_or_none(id=import_id)
    if row is None:
        raise NotFound("upload", import_id)
    CATALOG_IMPORT.target(row.status, ImportAction.RECEIVE)
    if row.expires_at <= ctx.now and not late:
        raise UploadExpired
    return row


async def receive_import(ctx: Context, import_id: UUID, source: str) -> CatalogImport:
    """The bytes lie at `source`: the import waits for its turn. Of two files the first counts.

    Raises:
        NotPermitted, NotFound, InvalidTransition: see `begin_receiving`.
    """
    async with in_transaction():
        row = await begin_receiving(ctx, import_id, lock=True, late=True)
        await move_import(ctx, row, ImportAction.RECEIVE, source=source)
        return row

"""Sweeping: ways in that nobody took, files that nobody needs any more, imports of long ago.

Objects are taken out first, outside of any transaction, and then the row that knew of them: who
dies in between leaves a row, and the next sweep goes on with it.
"""

from datetime import datetime

from tortoise.transactions import in_transaction

from domain.catalog.bulk.limits import IMPORTS_KEPT, OPEN, PREVIEWS_KEPT
from domain.catalog.bulk.models import CatalogImport
from domain.catalog.bulk.moving import move_import
from domain.catalog.bulk.states import OVER, ImportAction, ImportFailure, ImportStatus
from domain.catalog.media.storage import Store
from domain.shared.context import SYSTEM, Context

BATCH = 100  # imports in one sweep
GRACE = OPEN  # what set out in time may be on its way for as long again


async def sweep_imports(now: datetime, store: Store) -> None:
    """Take out what nobody needs any more. Two at once are harmless."""
    ctx = Context(actor=SYSTEM, now=now)
    late = CatalogImport.filter(status=ImportStatus.AWAITING_FILE, expires_at__lte=now - GRACE)
    old = CatalogImport.filter(status=ImportStatus.PREVIEWED, updated_at__lte=now - PREVIEWS_KEPT)
    for rows, action, changes in (
        (late, ImportAction.FAIL, {"failure": ImportFailure.NO_FILE}),
        (old, ImportAction.CANCEL, {}),
    ):
        async with in_transaction():
            due = rows.order_by("id").limit(BATCH).select_for_update(skip_locked=True)
            for row in await due:
                await move_import(ctx, row, action, **changes)
    over = CatalogImport.filter(status__in=OVER)
    for row in await over.filter(source__isnull=False).order_by("updated_at").limit(BATCH):
        await store.delete(row.source or "")
        await CatalogImport.filter(id=row.id, source=row.source).update(source=None)
    gone = over.filter(source__isnull=True, updated_at__lte=now - IMPORTS_KEPT)
    for row in await gone.order_by("updated_at").limit(BATCH):
        await row.delete()

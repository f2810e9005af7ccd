"""Beginning an import: somebody is about to bring a file, and is told where to."""

from tortoise.transactions import in_transaction

from domain.catalog.bulk.events import CatalogImportCreated
from domain.catalog.bulk.limits import FILE_BYTES_MAX, OPEN
from domain.catalog.bulk.models import CatalogImport
from domain.catalog.bulk.queries import require_bulk
from domain.catalog.bulk.states import ImportFormat, ImportKind
from domain.shared import inputs
from domain.shared.context import Context
from domain.shared.idempotency import claim
from domain.shared.outbox import append


async def create_import(
    ctx: Context,
    *,
    kind: ImportKind,
    format: ImportFormat,
    byte_size: int,
    is_preview: bool = False,
    idempotency_key: str | None = None,
) -> CatalogImport:
    """Open a way in for a file of rows. It is the actor's alone, takes just so many bytes, once.

    A preview is gone through in the same way, and writes nothing: what is wrong with the file is
    said, and then it can be applied.

    Raises:
        NotPermitted: the actor may not read and change the catalog.
        InvalidInput: no bytes, or more than a file may have.
        IdempotencyKeyReused, IdempotencyInProgress: see `claim`.
    """
    require_bulk(ctx)
    byte_size = inputs.count(byte_size, "byteSize", highest=FILE_BYTES_MAX)
    request = [kind, format, byte_size, is_preview]
    async with in_transaction():
        claimed = await claim(ctx, "catalog.create_import", idempotency_key, request)
        if claimed.replay_of:
            return await CatalogImport.get(id=claimed.replay_of)
        row = await CatalogImport.create(
            version=1,
            kind=kind,
            format=format,
            is_preview=is_preview,
            actor=ctx.actor.key,
            total_bytes=byte_size,
            created_at=ctx.now,
            updated_at=ctx.now,
            expires_at=ctx.now + OPEN,
        )
        await append(
            ctx,
            CatalogImportCreated(
                aggregate_id=row.id,
                version=row.version,
                kind=kind,
                format=format,
                is_preview=is_preview,
            ),
        )
        await claimed.settle(row.id)
        return row

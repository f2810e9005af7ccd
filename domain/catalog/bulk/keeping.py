"""What came of a write of many, kept with its key for whoever sends it again."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from domain.catalog.bulk.models import BulkWrite
from domain.catalog.bulk.results import ItemResult
from domain.shared.context import Context
from domain.shared.idempotency import KEPT, claim

FORGOTTEN_AT_ONCE = 100  # rows


@dataclass(slots=True)
class Kept:
    """What came of it the first time; None if this is that."""

    results: list[ItemResult] | None = None


@asynccontextmanager
async def replayed(
    ctx: Context, operation: str, key: str | None, request: object
) -> AsyncIterator[Kept]:
    """What is already known of a request, else what the block finds out; inside a transaction.

    Raises:
        IdempotencyKeyReused, IdempotencyInProgress, InvalidInput: see `claim`.
    """
    claimed = await claim(ctx, operation, key, request)
    if claimed.replay_of is not None:
        row = await BulkWrite.get(id=claimed.replay_of)
        yield Kept([ItemResult.read(place, one) for place, one in enumerate(row.results)])
        return
    kept = Kept()
    yield kept
    if claimed.record_id is None or kept.results is None:
        return
    row = await BulkWrite.create(
        results=[result.as_json() for result in kept.results], created_at=ctx.now
    )
    await claimed.settle(row.id)
    old = BulkWrite.filter(created_at__lt=ctx.now - 2 * KEPT).limit(FORGOTTEN_AT_ONCE)
    await BulkWrite.filter(id__in=[one.id for one in await old.only("id")]).delete()

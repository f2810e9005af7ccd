"""What a gateway was asked and nobody knows the answer of, is asked again until somebody does."""

import asyncio
import logging
from uuid import UUID

from domain.finance.look_after import look_after, take_due
from domain.identity.scopes import Scope
from domain.shared.context import Context

BATCH = 40  # lines in one sweep
AT_ONCE_MAX = 8  # questions under way

logger = logging.getLogger(__name__)


async def reconcile_payments(ctx: Context, *, limit: int = BATCH) -> int:
    """Look after the lines of ledgers that are due; how many were.

    Each in a task and in transactions of its own, so that one that cannot be settled holds up no
    other. Several at once, in as many processes, are harmless.

    Raises:
        NotPermitted: the actor may not move money.
    """
    ctx.require(Scope.PAYMENTS_WRITE)
    due = await take_due(ctx.now, limit)
    free = asyncio.Semaphore(AT_ONCE_MAX)

    async def look(line_id: UUID) -> None:
        async with free:
            try:
                await look_after(ctx, line_id)
            except Exception:  # whatever it is, it must not keep the others from being looked after
                logger.exception("The transaction %s could not be looked after", line_id)

    async with asyncio.TaskGroup() as group:
        for line_id in due:
            group.create_task(look(line_id))
    return len(due)

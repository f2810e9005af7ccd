"""Settling one thing of a job, in the transaction that does it: so it is done once, or not yet."""

from uuid import UUID

import orjson

from domain.jobs.claim_job import Claimed
from domain.jobs.states import ItemStatus
from domain.shared import sql
from domain.shared.context import Context
from domain.shared.errors import DomainError

HELD = "SELECT true FROM job WHERE id = $1 AND lease_id = $2 AND status = 'running' FOR SHARE"
PENDING = "SELECT true FROM job_item WHERE id = $1 AND status = 'pending' FOR UPDATE"
SETTLED = """
UPDATE job_item SET status = $2, code = $3, message = $4, facts = $5::jsonb, settled_at = $6
WHERE id = $1 AND status = 'pending'
"""
MESSAGE_LENGTH_MAX = 400  # characters


class LeaseLost(Exception):
    """Somebody else has this job now, or it was canceled: leave it."""


async def hold_item(claimed: Claimed, item_id: UUID) -> bool:
    """Whether a thing is still to be done. Until the caller's transaction ends nobody else does it,
    and the job is neither canceled nor taken over.

    Raises:
        LeaseLost: the job is not ours any more.
    """
    if not await sql.value(HELD, claimed.id, claimed.lease_id):
        raise LeaseLost
    return bool(await sql.value(PENDING, item_id))


async def settle_item(ctx: Context, item_id: UUID, refused: DomainError | None) -> None:
    """Write down that a thing is done, or why not, for whoever holds it."""
    await sql.execute(
        SETTLED,
        item_id,
        ItemStatus.DONE if refused is None else ItemStatus.REFUSED,
        None if refused is None else refused.code,
        None if refused is None else refused.message[:MESSAGE_LENGTH_MAX],
        None if refused is None else orjson.dumps(_facts(refused)).decode(),
        ctx.now,
    )


def _facts(refused: DomainError) -> dict[str, str | int]:
    """What a sentence is about, so that it can be said in another language."""
    return {
        name: value
        if isinstance(value, int)
        else str(value).replace("\x00", "")[:MESSAGE_LENGTH_MAX]
        for name, value in refused.facts.items()
        if isinstance(value, str | int | UUID)
    }

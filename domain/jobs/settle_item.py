"""Settling one thing of a job, in the transaction that does it: so it is done once, or not yet."""

from dataclasses import dataclass
from uuid import UUID

import orjson

from domain.jobs.claim_job import Claimed
from domain.jobs.states import ItemStatus
from domain.shared import sql
from domain.shared.context import Context
from domain.shared.errors import DomainError
from domain.shared.personal import JOB_REQUEST
from domain.shared.sealing import opened

HELD = "SELECT true FROM job WHERE id = $1 AND lease_id = $2 AND status = 'running' FOR SHARE"
PENDING = """
SELECT id, subject_id, request FROM job_item WHERE id = $1 AND status = 'pending' FOR UPDATE
"""
SETTLED = """
UPDATE job_item SET status = $2, code = $3, message = $4, facts = $5::jsonb, field = $6::jsonb,
    settled_at = $7, subject_id = $8, request = NULL
WHERE id = $1 AND status = 'pending'
"""
MESSAGE_LENGTH_MAX = 400  # characters


class LeaseLost(Exception):
    """Somebody else has this job now, or it was canceled: leave it."""


@dataclass(frozen=True, slots=True)
class Held:
    """A thing in hand: what it is, or, in the clear, what it shall be. Neither where that went."""

    id: UUID
    subject_id: UUID | None
    request: str | None


async def hold_item(claimed: Claimed, item_id: UUID) -> Held | None:
    """A thing that is still to be done, or None. Until the caller's transaction ends nobody else
    does it, and the job is neither canceled nor taken over.

    Raises:
        LeaseLost: the job is not ours any more.
    """
    if not await sql.value(HELD, claimed.id, claimed.lease_id):
        raise LeaseLost
    row = await sql.row(PENDING, item_id)
    if row is None:
        return None
    sealed = row["request"]
    request = opened(JOB_REQUEST, item_id, sealed) if sealed else None
    return Held(item_id, row["subject_id"], request)


async def settle_item(
    ctx: Context, item: Held, refused: DomainError | None, subject_id: UUID | None
) -> None:
    """Write down that a thing is done, or why not, for whoever holds it; and which it is. What it
    was to be is forgotten.
    """
    field = None if refused is None else refused.facts.get("field")
    await sql.execute(
        SETTLED,
        item.id,
        ItemStatus.DONE if refused is None else ItemStatus.REFUSED,
        None if refused is None else refused.code,
        None if refused is None else refused.message[:MESSAGE_LENGTH_MAX],
        None if refused is None else orjson.dumps(_facts(refused)).decode(),
        orjson.dumps(field).decode() if field else None,
        ctx.now,
        subject_id,
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

"""Taking a job up: each for one worker alone, while its lease lasts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.jobs.counting import counts_of
from domain.jobs.forgetting import forget_requests
from domain.jobs.limits import ATTEMPTS_MAX, LEASE, PORTION
from domain.jobs.models import Job, JobItem
from domain.jobs.moving import move_job
from domain.jobs.states import ItemStatus, JobAction, JobKind
from domain.shared import sql
from domain.shared.context import SYSTEM, Context
from domain.shared.ids import new_id

DUE = """
SELECT id FROM job
WHERE status IN ('queued', 'running') AND (status = 'queued' OR lease_until <= $1)
ORDER BY created_at, id LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED
"""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A job in hand: how it is done, and for whom."""

    id: UUID
    lease_id: UUID
    kind: JobKind
    arguments: Mapping[str, object]
    actor: str
    scopes: frozenset[str]


async def claim_job(now: datetime) -> Claimed | None:
    """Take up the oldest job that waits, or whose worker died; None where there is none.

    One at which several died, and none settled anything, is given up.
    """
    ctx = Context(actor=SYSTEM, now=now)
    async with in_transaction():
        found = await sql.value(DUE, now)
        if found is None:
            return None
        job = await Job.get(id=found)
        counts = await counts_of(job.id)
        # Whoever is slow loses the job within a portion; what they settled is no failure.
        has_come_on = counts != {name: getattr(job, name) for name in counts}
        attempts = 0 if has_come_on else job.attempts
        if attempts >= ATTEMPTS_MAX:
            await move_job(ctx, job, JobAction.FAIL, lease_id=None, lease_until=None)
            await forget_requests(job.id)
            return None
        lease = new_id()
        await move_job(
            ctx,
            job,
            JobAction.BEGIN,
            lease_id=lease,
            lease_until=now + LEASE,
            attempts=attempts + 1,
            **counts,
        )
        return Claimed(job.id, lease, job.kind, job.arguments, job.actor, frozenset(job.scopes))


async def next_items(claimed: Claimed) -> Sequence[JobItem]:
    """The next portion: the first 25 things that nobody has settled."""
    pending = JobItem.filter(job_id=claimed.id, status=ItemStatus.PENDING)
    return await pending.order_by("position").limit(PORTION)

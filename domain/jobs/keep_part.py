"""Keeping some rows of a file, and saying how far it is, in the transaction that read them."""

import zlib
from uuid import UUID

from domain.jobs.claim_job import Claimed
from domain.jobs.events import JobProgressed
from domain.jobs.limits import LEASE
from domain.jobs.models import Job, JobPart
from domain.jobs.moving import move_job
from domain.jobs.settle_item import LeaseLost
from domain.jobs.states import JobAction, JobStatus
from domain.shared.context import Context
from domain.shared.outbox import append
from domain.shared.states import raise_version

OVER = {"lease_id": None, "lease_until": None, "attempts": 0}


async def hold_job(claimed: Claimed) -> Job:
    """A job in hand, which nobody else moves before the caller's transaction ends.

    Raises:
        LeaseLost: it is not ours any more.
    """
    held = Job.select_for_update(no_key=True).filter(id=claimed.id, lease_id=claimed.lease_id)
    job = await held.get_or_none(status=JobStatus.RUNNING)
    if job is None:
        raise LeaseLost
    return job


async def last_part(job: Job) -> tuple[int, UUID | None]:
    """How many parts of its file there are, and where the last one ends."""
    found = (
        await JobPart.filter(job_id=job.id)
        .order_by("-position")
        .first()
        .only("id", "position", "last_id")
    )
    return (0, None) if found is None else (found.position + 1, found.last_id)


async def keep_part(
    ctx: Context, job: Job, place: int, rows: bytes, count: int, last_id: UUID | None, *, ends: bool
) -> JobStatus:
    """Keep so many rows of a held job's file; `ends` says that they are the last, and it is whole.

    How many there are in all is known then: until then it is how many there were at the asking.
    """
    if last_id is not None:
        await JobPart.create(
            job_id=job.id, position=place, rows=count, last_id=last_id, body=zlib.compress(rows)
        )
    done = job.items_done + count
    if ends:
        await move_job(ctx, job, JobAction.COMPLETE, items_done=done, items_total=done, **OVER)
        return job.status
    changes = {"items_done": done, "items_total": max(done, job.items_total), "attempts": 0}
    await raise_version(job, "job", at=ctx.now, lease_until=ctx.now + LEASE, **changes)
    await append(
        ctx,
        JobProgressed(
            aggregate_id=job.id,
            version=job.version,
            items_done=done,
            items_refused=job.items_refused,
        ),
    )
    return job.status


async def give_up(ctx: Context, job: Job) -> JobStatus:
    """Whoever asked may not have it any more: a held job ends, and its file goes."""
    await JobPart.filter(job_id=job.id).delete()
    await move_job(ctx, job, JobAction.FAIL, lease_id=None, lease_until=None)
    return job.status

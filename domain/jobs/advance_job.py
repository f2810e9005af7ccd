"""Saying how far a job is, after each portion, and that its worker is alive."""

from tortoise.transactions import in_transaction

from domain.jobs.claim_job import Claimed
from domain.jobs.counting import counts_of
from domain.jobs.events import JobProgressed
from domain.jobs.limits import LEASE
from domain.jobs.models import Job
from domain.jobs.moving import move_job
from domain.jobs.settle_item import LeaseLost
from domain.jobs.states import JobAction, JobStatus
from domain.shared.context import Context
from domain.shared.outbox import append
from domain.shared.states import raise_version


async def advance_job(ctx: Context, claimed: Claimed) -> JobStatus:
    """Count what is settled and keep the job in hand; where nothing is left it is complete.

    Raises:
        LeaseLost: the job is not ours any more.
    """
    async with in_transaction():
        job = await Job.select_for_update().get_or_none(
            id=claimed.id, lease_id=claimed.lease_id, status=JobStatus.RUNNING
        )
        if job is None:
            raise LeaseLost
        counts = await counts_of(job.id)
        if sum(counts.values()) == job.items_total:
            over = {"lease_id": None, "lease_until": None, "attempts": 0}
            await move_job(ctx, job, JobAction.COMPLETE, **over, **counts)
            return job.status
        await raise_version(
            job,
            "job",
            at=ctx.now,
            attempts=0,
            lease_until=ctx.now + LEASE,
            **counts,
        )
        await append(ctx, JobProgressed(aggregate_id=job.id, version=job.version, **counts))
        return job.status

"""Canceling a job: it goes no further. What it did by then stays."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.identity.scopes import Scope
from domain.jobs.counting import counts_of
from domain.jobs.forgetting import forget_requests
from domain.jobs.models import Job
from domain.jobs.moving import move_job
from domain.jobs.queries import get_job
from domain.jobs.states import JobAction, JobKind, JobStatus
from domain.shared.context import Context


async def cancel_job(ctx: Context, job_id: UUID) -> Job:
    """Stop a job, between two things where it is under way. Once more changes nothing.

    There is no version to expect: whoever cancels wants it to end, however far it has come.

    A file that somebody asked for they may do without, too.

    Raises:
        NotPermitted: the actor may not write orders, and it is no file of their own.
        NotFound: no such job.
        InvalidTransition: it has come to its end.
    """
    ctx.require(Scope.ORDERS_READ)
    async with in_transaction():
        job = await get_job(ctx, job_id, hold=True)
        if job.kind is not JobKind.ORDER_EXPORT or job.actor != ctx.actor.key:
            ctx.require(Scope.ORDERS_WRITE)
        if job.status is not JobStatus.CANCELED:
            counts = await counts_of(job.id)
            await move_job(ctx, job, JobAction.CANCEL, lease_id=None, lease_until=None, **counts)
            await forget_requests(job.id)
        return job

"""Moving a job: the step in the table, and its fact."""

from typing import Any

from domain.jobs.events import JobMoved
from domain.jobs.models import Job
from domain.jobs.states import JOB, JobAction
from domain.shared.context import Context
from domain.shared.outbox import append


async def move_job(ctx: Context, job: Job, action: JobAction, **changes: Any) -> None:
    """Move a job that the caller's transaction holds.

    Raises:
        InvalidTransition: the table has no such arrow from here.
        VersionConflict: somebody else moved it first.
    """
    source = await JOB.move(job, action, at=ctx.now, **changes)
    await append(
        ctx,
        JobMoved(
            aggregate_id=job.id,
            version=job.version,
            source=source,
            status=job.status,
            action=action,
            items_done=job.items_done,
            items_refused=job.items_refused,
        ),
    )

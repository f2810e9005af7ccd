"""Reading jobs."""

from typing import Annotated

import strawberry

from domain.jobs import queries
from domain.jobs.states import JobStatus
from schema.jobs.types import Job
from schema.shared.arguments import Id
from schema.shared.connections import After, Before, Connection, First, Last, connect, window
from schema.shared.context import Info
from schema.shared.ids import key_in


@strawberry.type(description="Reading jobs.")
class JobQueries:
    """All need orders:read; empty without it."""

    @strawberry.field(
        description="One job; null if there is none that you may see. Needs orders:read."
    )
    async def job(self, info: Info, id: Id) -> Job | None:
        return Job.maybe(await info.context.one(queries.jobs_by_ids, key_in("Job", id)))

    @strawberry.field(
        description="Jobs, whoever asked for them, newest first. Empty without orders:read."
    )
    async def jobs(
        self,
        info: Info,
        status: Annotated[
            JobStatus | None, strawberry.argument(description="Only in this status.")
        ] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Job]:
        ctx, part = info.context.domain, window(first, after, last, before)
        page = await queries.jobs_page(ctx, part, status=status)
        return connect(page, Job.of, lambda: queries.count_jobs(ctx, status=status))

"""Following a job."""

from collections.abc import AsyncIterator, Sequence

import strawberry

from domain.jobs import queries
from domain.shared.errors import NotFound
from realtime import topics
from realtime.messages import StoredEvent
from realtime.past import WhenSlow
from schema.jobs.types import Job
from schema.shared.arguments import Id
from schema.shared.context import Info
from schema.shared.history import Event
from schema.shared.ids import key_of
from schema.shared.streams import After, Base, Initial, StreamItem, follow


@strawberry.type(description="News of a job.")
class JobUpdate(StreamItem):
    """An item of a subscription."""

    job: Job = strawberry.field(description="The job as it is now.")
    event: Event | None = strawberry.field(description="What happened.", default=None)
    aggregate_version: int = strawberry.field(
        description="The job's version that this item tells of: one more each time."
    )


@strawberry.type(description="Following jobs.")
class JobSubscriptions:
    """How far they are."""

    @strawberry.subscription(
        description="How far one job is, after every 25 orders and at its end. Needs orders:read."
    )
    async def job_updated(
        self, info: Info, id: Id, after: After = None, initial: Initial = False
    ) -> AsyncIterator[JobUpdate]:
        context, key = info.context, key_of("Job", id)

        async def now(base: Base) -> Sequence[JobUpdate]:
            job = await queries.get_job(context.domain, key)
            return [JobUpdate(**base, subject=key, job=Job.of(job), aggregate_version=job.version)]

        async def news(event: StoredEvent, base: Base) -> JobUpdate:
            job = await context.one_now(queries.jobs_by_ids, key)
            if job is None:
                raise NotFound("job", key)
            return JobUpdate(
                **base, job=Job.of(job), event=Event.of(event), aggregate_version=event.version
            )

        async for item in follow(
            context,
            [topics.job(key)],
            after=after,
            initial=initial,
            on_event=news,
            on_now=now,
            when_slow=WhenSlow.SNAPSHOT,
        ):
            yield item

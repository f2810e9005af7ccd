"""Reads: jobs and what became of each thing, for whoever may read orders."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from tortoise.queryset import QuerySet

from domain.identity.scopes import Scope
from domain.jobs.models import Job, JobItem
from domain.jobs.states import ItemStatus, JobStatus
from domain.shared.context import Context
from domain.shared.errors import NotFound
from domain.shared.paging import Order, Page, Window, counts, instant, page, pages

NEWEST = Order("CREATED_AT_DESC", "created_at", descending=True, value=instant)
BY_POSITION = Order("POSITION", "position", value=int)


def visible_jobs(ctx: Context) -> QuerySet[Job]:
    """Jobs, whoever asked for them."""
    rows = Job.all()
    return rows if ctx.allows(Scope.ORDERS_READ) else rows.filter(id__in=[])


def visible_items(ctx: Context) -> QuerySet[JobItem]:
    """What became of each thing."""
    rows = JobItem.all()
    return rows if ctx.allows(Scope.ORDERS_READ) else rows.filter(id__in=[])


async def get_job(ctx: Context, job_id: UUID, *, hold: bool = False) -> Job:
    """One job; with `hold` nobody else moves it before the transaction ends.

    Raises:
        NotFound: none by this id that the actor may see.
    """
    rows = visible_jobs(ctx)
    job = await (rows.select_for_update() if hold else rows).get_or_none(id=job_id)
    if job is None:
        raise NotFound("job", job_id)
    return job


async def jobs_by_ids(ctx: Context, ids: Iterable[UUID]) -> dict[UUID, Job]:
    """Jobs by their ids."""
    return {row.id: row for row in await visible_jobs(ctx).filter(id__in=set(ids))}


def jobs_matching(ctx: Context, status: JobStatus | None = None) -> QuerySet[Job]:
    """The jobs in a status; None is any."""
    rows = visible_jobs(ctx)
    return rows if status is None else rows.filter(status=status)


async def jobs_page(ctx: Context, window: Window, *, status: JobStatus | None = None) -> Page[Job]:
    """Jobs, newest first."""
    return await page(jobs_matching(ctx, status), window, NEWEST)


async def count_jobs(ctx: Context, *, status: JobStatus | None = None) -> int:
    """How many jobs there are."""
    return await jobs_matching(ctx, status).count()


@dataclass(frozen=True, slots=True)
class Items:
    """The things of jobs, all or those of which something became."""

    status: ItemStatus | None = None

    async def pages(
        self, ctx: Context, job_ids: Sequence[UUID], window: Window, order: Order
    ) -> dict[UUID, Page[JobItem]]:
        """The same page of the things of each job."""
        return await pages(self._rows(ctx), "job_id", job_ids, window, order)

    async def counts(self, ctx: Context, job_ids: Sequence[UUID]) -> dict[UUID, int]:
        """How many such things each job has."""
        return await counts(self._rows(ctx), "job_id", job_ids)

    def _rows(self, ctx: Context) -> QuerySet[JobItem]:
        rows = visible_items(ctx)
        return rows if self.status is None else rows.filter(status=self.status)


# One of each, so that those who ask for the same are read together.
ITEMS = {status: Items(status) for status in (None, *ItemStatus)}

"""Reads: jobs and what became of each thing, for whoever may read orders and writes them."""

from uuid import UUID

from tortoise.queryset import QuerySet

from domain.identity.scopes import Scope
from domain.jobs.models import Job, JobItem
from domain.jobs.states import ItemStatus
from domain.shared.context import Context
from domain.shared.errors import NotFound
from domain.shared.paging import Order, Page, Window, page

BY_POSITION = Order("POSITION", "position", value=int)


def visible_jobs(ctx: Context) -> QuerySet[Job]:
    """Jobs, whoever asked for them."""
    rows = Job.all()
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


async def items_page(
    ctx: Context, job_id: UUID, window: Window, status: ItemStatus | None = None
) -> Page[JobItem]:
    """The things of a job in their order; those of a status if one is named."""
    rows = JobItem.filter(job_id=job_id)
    if status is not None:
        rows = rows.filter(status=status)
    if not ctx.allows(Scope.ORDERS_READ):
        rows = rows.filter(id__in=[])
    return await page(rows, window, BY_POSITION)

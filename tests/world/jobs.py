"""Jobs over orders for tests, as the worker leaves them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from domain.catalog.bulk.states import ImportFormat
from domain.jobs.claim_job import claim_job
from domain.jobs.models import Job
from domain.jobs.states import JobStatus
from domain.orders.models import Order
from domain.processes.bulk_orders import bulk_tag_orders
from domain.processes.export_orders import export_orders
from domain.processes.run_jobs import run_portion
from domain.shared.context import Context
from domain.shared.ids import new_id


class JobsWorld:
    """What was asked for many orders."""

    ctx: Context
    now: datetime
    order: Any

    async def job(self, *orders: Order, tags: Sequence[str] = ("bulk",), done: bool = False) -> Job:
        """A job that waits, or one that is over; the second of its orders there is not."""
        ids = [order.id for order in orders] or [(await self.order()).id]
        job = await bulk_tag_orders(
            self.ctx, [ids[0], new_id(), *ids[1:]], tags=tags, idempotency_key=None
        )
        if done:
            await self.run_jobs()
        return await Job.get(id=job.id)

    async def export(self, *, ctx: Context | None = None, done: bool = True) -> Job:
        """A file of all orders."""
        job = await export_orders(ctx or self.ctx, format=ImportFormat.CSV, idempotency_key=None)
        if done:
            await self.run_jobs()
        return await Job.get(id=job.id)

    async def run_jobs(self) -> None:
        """The worker at its work, until nothing is left of it."""
        while claimed := await claim_job(self.now):
            while await run_portion(self.now, claimed) is JobStatus.RUNNING:
                pass

"""A worker is killed, for good and all, while it is at one order of many; another goes on with the
job: every order is done, and none twice.
"""

import asyncio
from typing import Any

import asyncpg

from domain.jobs.models import Job, JobItem
from domain.jobs.states import ItemStatus, JobStatus
from domain.processes.bulk_orders import bulk_tag_orders
from domain.shared import sql
from domain.shared.models import EventRow
from tests.api.processes import DEADLINE_SECONDS, running, url_of
from tests.shop import Shop

ORDERS = 12
HELD = 7  # the order that somebody else holds while the worker comes to it, and dies
HOLD = "SELECT id FROM sales_order WHERE id = $1 FOR UPDATE"
WAITING = (
    "SELECT 1 FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
)
# What a minute later is due: the lease of the dead has ended.
OVER = "UPDATE job SET lease_until = now() WHERE lease_until IS NOT NULL"


async def test_no_order_is_left_out_and_none_is_done_twice(
    shop: Shop, database: dict[str, Any]
) -> None:
    shop.now = await sql.value("SELECT now()")
    ids = [(await shop.order()).id for _ in range(ORDERS)]
    job = await bulk_tag_orders(shop.ctx, ids, tags=["gift"], idempotency_key="k")

    holder = await asyncpg.connect(**database)
    try:
        async with holder.transaction():
            await holder.execute(HOLD.replace("$1", f"'{ids[HELD]}'"))
            async with worker(database) as first:
                async with asyncio.timeout(DEADLINE_SECONDS):
                    while not await holder.fetchval(WAITING):
                        await holder.execute("SELECT pg_sleep(0.01)")
                first.kill()
                await first.ends()
            assert await done(job) == HELD
    finally:
        await holder.close()

    async with worker(database):
        async with asyncio.timeout(DEADLINE_SECONDS):
            # (What the dead one waited for it may get yet, before its connection is found broken.)
            while (await Job.get(id=job.id)).status is not JobStatus.COMPLETED:
                await sql.execute(OVER)
                await sql.execute("SELECT pg_sleep(0.05)")

    assert await done(job) == ORDERS
    told = await EventRow.filter(type="orders.order_tagged").order_by("id")
    assert [row.aggregate_id for row in told] == ids


async def done(job: Job) -> int:
    return await JobItem.filter(job_id=job.id, status=ItemStatus.DONE).count()


def worker(database: dict[str, Any]) -> Any:
    return running("worker", DATABASE_URL=url_of(database))

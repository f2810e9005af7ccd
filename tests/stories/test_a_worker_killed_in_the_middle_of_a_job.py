"""A worker is killed, for good and all, while it is at one order of many; another goes on with the
job: every order is done, placed or written, and none twice.
"""

import asyncio
from dataclasses import replace
from typing import Any

import asyncpg
import orjson

from domain.catalog.bulk.states import ImportFormat
from domain.inventory.models import InventoryLevel
from domain.jobs.counting import counts_of
from domain.jobs.limits import EXPORTED
from domain.jobs.models import Job, JobItem
from domain.jobs.states import JobStatus
from domain.orders.models import Order
from domain.processes.bulk_orders import bulk_create_orders, bulk_tag_orders
from domain.processes.export_orders import bytes_of, export_orders
from domain.shared import sql
from domain.shared.ids import new_id
from domain.shared.models import EventRow
from tests.api.processes import DEADLINE_SECONDS, running, url_of
from tests.shop import Shop

ORDERS = 12
HELD = 7  # the order that somebody else holds while the worker comes to it, and dies
ROWS = EXPORTED + 300  # of the file
HOLD = "SELECT id FROM {} WHERE id = '{}' FOR UPDATE"
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

    await die_and_go_on(job, database, HOLD.format("sales_order", ids[HELD]))

    told = await EventRow.filter(type="orders.order_tagged").order_by("id")
    assert [row.aggregate_id for row in told] == ids


async def test_no_order_is_placed_twice_and_none_is_left_out(
    shop: Shop, database: dict[str, Any]
) -> None:
    shop.now = await sql.value("SELECT now()")
    asked = []
    for number in range(ORDERS):
        variant = await shop.variant()
        await shop.stock(variant, 1)
        asked.append(replace(shop.request((variant, 1)), external_id=f"MANY-{number}"))
    job = await bulk_create_orders(shop.ctx, asked, idempotency_key="k")

    # It dies with its order written down, and its unit not yet held.
    held = (await InventoryLevel.get(variant_id=asked[HELD].lines[0].variant_id)).id
    await die_and_go_on(job, database, HOLD.format("inventory_level", held))

    placed = await Order.all().order_by("id")
    assert [order.external_id for order in placed] == [one.external_id for one in asked]
    items = await JobItem.filter(job_id=job.id).order_by("position")
    assert [item.subject_id for item in items] == [order.id for order in placed]
    assert await JobItem.filter(request__isnull=False).count() == 0
    assert [await shop.units_held_for(order) for order in placed] == [1] * ORDERS


async def test_a_file_is_whole_and_no_order_is_in_it_twice(
    shop: Shop, database: dict[str, Any]
) -> None:
    shop.now = await sql.value("SELECT now()")
    await shop.order()
    columns = set(Order._meta.fields_db_projection.values()) - {"id", "number"}
    alike = ", ".join(sorted(columns))
    await sql.execute(
        f"INSERT INTO sales_order (id, number, {alike})"
        f" SELECT gen_random_uuid(), 'X-' || n, {alike}"
        " FROM sales_order, generate_series(1, $1::int) AS n",
        ROWS - 1,
    )
    job = await export_orders(shop.ctx, format=ImportFormat.JSONL, idempotency_key="k")

    # It dies in its second portion, where somebody else is about to write the same.
    second = f"'{new_id()}', '{job.id}', 1, 1, '{new_id()}', ''"
    hold = f"INSERT INTO job_part (id, job_id, position, rows, last_id, body) VALUES ({second})"
    await die_and_go_on(job, database, hold, so_far=EXPORTED)

    whole = bytes_of(await Job.get(id=job.id), ImportFormat.JSONL)
    lines = b"".join([part async for part in whole]).splitlines()
    found = [orjson.loads(line)["number"] for line in lines]
    assert len(found) == len(set(found)) == ROWS


async def die_and_go_on(
    job: Job, database: dict[str, Any], hold: str, *, so_far: int = HELD
) -> None:
    """A worker dies while it waits for what somebody else holds; then another does the rest."""
    holder = await asyncpg.connect(**database)
    try:
        transaction = holder.transaction()
        await transaction.start()
        await holder.execute(hold)
        async with worker(database) as first:
            async with asyncio.timeout(DEADLINE_SECONDS):
                while not await holder.fetchval(WAITING):
                    await holder.execute("SELECT pg_sleep(0.01)")
            first.kill()
            await first.ends()
        assert await done(job) == so_far
        await transaction.rollback()
    finally:
        await holder.close()

    async with worker(database):
        async with asyncio.timeout(DEADLINE_SECONDS):
            # (What the dead one waited for it may get yet, before its connection is found broken.)
            while (await Job.get(id=job.id)).status is not JobStatus.COMPLETED:
                await sql.execute(OVER)
                await sql.execute("SELECT pg_sleep(0.05)")

    assert await done(job) == job.items_total


async def done(job: Job) -> int:
    return (await counts_of(job.id))["items_done"]


def worker(database: dict[str, Any]) -> Any:
    return running("worker", DATABASE_URL=url_of(database))

"""A worker is killed, for good and all, in the middle of a file; another goes on with it."""

import asyncio
from pathlib import Path
from typing import Any

import asyncpg

from domain.catalog.models import Product, ProductVariant
from domain.shared import sql
from domain.shared.models import EventRow
from tests.api.bulk.bringing import Bringing
from tests.api.processes import DEADLINE_SECONDS, running, url_of

ROWS, EACH_FAULTY = 1_500, 100
HELD = 700  # the row at which the worker waits for somebody else's slug, and dies
OVER = "UPDATE catalog_import SET lease_until = now() WHERE lease_until IS NOT NULL"
HOLD = "SELECT pg_advisory_xact_lock(hashtextextended('Product slug ' || $1, 0))"
WAITING = (
    "SELECT 1 FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
)


def row(number: int) -> str:
    name = "" if number % EACH_FAULTY == 0 else f"Tea {number}"
    return f"tea-{number}-x,{name},SKU-{number},100 g"


async def test_nothing_is_lost_and_nothing_is_done_twice(
    stage: Bringing, database: dict[str, Any]
) -> None:
    lines = [row(number) for number in range(ROWS)]
    found = await stage.bring("\n".join(["slug,name,sku,variant_name", *lines]))

    await killed_at_the_held_row(stage, database)
    between = await stage.shown(found)
    made_by_then = await ProductVariant.all().count()
    await sql.execute(OVER)
    assert await stage.importing.once()

    faulty = list(range(2, ROWS + 2, EACH_FAULTY))
    assert (between["status"], between["rowsDone"]) == ("RUNNING", 500)
    assert made_by_then == between["itemsCreated"] == 495
    shown = await stage.shown(found)
    assert (shown["status"], shown["rowsDone"]) == ("COMPLETED", ROWS)
    assert (shown["itemsCreated"], shown["rowsFaulty"]) == (ROWS - len(faulty), len(faulty))
    assert [one["rowNumber"] for one in shown["faults"]["nodes"]] == faulty[:20]
    assert shown["faults"]["totalCount"] == len(faulty)
    rows = await sql.rows("SELECT row_number FROM catalog_import_fault ORDER BY position")
    assert [one["row_number"] for one in rows] == faulty
    made = ROWS - len(faulty)
    assert (await Product.all().count(), await ProductVariant.all().count()) == (made, made)
    for told in ("catalog.product_created", "catalog.variant_added"):
        assert await EventRow.filter(type=told).count() == made


async def killed_at_the_held_row(stage: Bringing, database: dict[str, Any]) -> None:
    """A worker's process waits in the middle of a batch, and is killed."""
    holder = await asyncpg.connect(**database)
    try:
        async with holder.transaction():
            await holder.execute(HOLD, f"tea-{HELD}-x")
            async with worker(database, stage.media.directory) as process:
                async with asyncio.timeout(DEADLINE_SECONDS):
                    while not await holder.fetchval(WAITING):
                        await holder.execute("SELECT pg_sleep(0.01)")
                process.kill()
                await process.ends()
    finally:
        await holder.close()


def worker(database: dict[str, Any], directory: Path) -> Any:
    return running("worker", DATABASE_URL=url_of(database), MEDIA_DIR=str(directory))

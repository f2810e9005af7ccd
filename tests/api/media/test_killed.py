"""A worker is killed, for good and all, when all is made and nothing is written down."""

import asyncio
from pathlib import Path
from typing import Any

import asyncpg

from domain.shared import sql
from tests.api.media.bringing import Bringing, picture
from tests.api.processes import DEADLINE_SECONDS, running, url_of

OVER = "UPDATE media_file SET lease_until = now() WHERE lease_until IS NOT NULL"
HOLD = "SELECT FROM product WHERE id = $1 FOR NO KEY UPDATE"
WAITING = (
    "SELECT 1 FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
)


async def test_another_makes_it_again_and_writes_it_down(
    stage: Bringing, database: dict[str, Any]
) -> None:
    await stage.bring(picture())

    made = await killed_before_it_writes(stage, database)
    between = await stage.shown()
    await sql.execute(OVER)
    taken = await stage.open()

    assert [each["status"] for each in between] == ["PROCESSING"]
    assert taken == 1
    (shown,) = await stage.shown()
    assert shown["status"] == "READY"
    assert (await stage.get(shown["url"])).status_code == 200
    assert await stage.shop.event_names("product") == [
        "catalog.media_added",
        "catalog.media_ready",
    ]
    source = (set(made) - set(stage.objects())).pop()
    assert sorted([*stage.objects(), source]) == made, "the same again, and what came in is gone"
    assert stage.on_its_way() == []


async def killed_before_it_writes(stage: Bringing, database: dict[str, Any]) -> list[str]:
    """A worker's process has a file opened, waits for its product, which somebody holds, and is
    killed; what lay in the store then.
    """
    holder = await asyncpg.connect(**database)
    try:
        async with holder.transaction():
            await holder.execute(HOLD, stage.product.id)
            async with worker(database, stage.media.directory) as process:
                async with asyncio.timeout(DEADLINE_SECONDS):
                    while not await holder.fetchval(WAITING):
                        await holder.execute("SELECT pg_sleep(0.01)")
                process.kill()
                await process.ends()
            return stage.objects()
    finally:
        await holder.close()


def worker(database: dict[str, Any], directory: Path) -> Any:
    return running("worker", DATABASE_URL=url_of(database), MEDIA_DIR=str(directory))

"""A fact that cannot be read now is not told as an error: whoever waits for it comes back."""

from typing import Any

import asyncpg
import pytest

from domain.shared import sql
from realtime.outlet import BrokenOff
from tests.graph import Graph
from tests.realtime.world import until
from tests.schema.stage import Stage, gid
from tests.shop import Shop

ORDER = """
subscription($id: ID!, $after: EventCursor) {
  orderUpdated(id: $id, after: $after) { kind cursor aggregateVersion order { number } }
}
"""
BLOCKED = "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = $1"


async def test_a_reader_cut_off_from_the_database_breaks_off_and_misses_nothing(
    graph: Graph, shop: Shop, database: dict[str, Any]
) -> None:
    order = await (await Stage.build(shop)).order()
    await graph.tell()
    cursor = graph.cursor
    other: asyncpg.Connection = await asyncpg.connect(**database)

    async with graph.follow(shop.admin, ORDER, id=gid(order)) as live:
        await shop.capture(order.id, 100)
        async with other.transaction():
            await other.execute("LOCK TABLE sales_order")
            await graph.tell()
            found: list[Any] = []
            while not found:
                found = await other.fetch(BLOCKED, database["database"])
            for row in found:
                await other.execute("SELECT pg_terminate_backend($1)", row["pid"])
        with pytest.raises(BrokenOff):
            await live.next()
    async with graph.follow(shop.admin, ORDER, id=gid(order), after=cursor) as back:
        told = await back.next()
    await other.close()

    assert (told["kind"], told["aggregateVersion"]) == ("EVENT", order.version + 1)
    assert await sql.value("SELECT 1") == 1
    await until(lambda: not graph.hub.listeners)

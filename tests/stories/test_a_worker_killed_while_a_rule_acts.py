"""A worker is killed in the middle of what a rule does: none of it is there, and another does all
of it, once.
"""

import asyncio
from typing import Any

import asyncpg

from domain.automation.actions import Action
from domain.automation.models import AutomationRun
from domain.automation.states import AutomationRunStatus
from domain.automation.vocabulary import AutomationActionKind
from domain.orders.handling.models import OrderNote, OrderTagging
from domain.shared import sql
from domain.shared.models import EventRow
from tests.api.processes import running, url_of
from tests.shop import Shop
from tests.world.automation import TAG

DEADLINE_SECONDS = 60
# The note is written by then; of the tag's word the worker waits for whoever holds it.
HOLD = "INSERT INTO order_tag (id, name, orders, created_at) VALUES ($1, 'seen', 0, now())"
WAITING = """
SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%order_tag%'
"""


async def test_none_of_it_is_there_and_another_worker_does_all_of_it_once(
    shop: Shop, database: dict[str, Any]
) -> None:
    note = Action(kind=AutomationActionKind.ADD_NOTE, text="Seen.")
    shop.now = await sql.value("SELECT now()")
    rule = await shop.automation_rule("Note and tag", actions=[note, TAG])
    order = await shop.order()
    holder = await asyncpg.connect(**database)
    try:
        held = holder.transaction()
        await held.start()
        await holder.execute(HOLD, rule.id)
        async with worker_on(database) as first:
            await until(holder, WAITING, 1)
            first.kill()
            await first.ends()
        await held.rollback()
        await until(holder, WAITING, 0)  # the server sees that nobody is there any more
    finally:
        await holder.close()
    assert (await AutomationRun.get(rule_id=rule.id)).status is AutomationRunStatus.WAITING
    assert await OrderNote.all().count() == 0

    async with worker_on(database), asyncio.timeout(DEADLINE_SECONDS):
        while await AutomationRun.filter(status=AutomationRunStatus.WAITING).exists():
            await sql.execute("SELECT pg_sleep(0.01)")

    run = await AutomationRun.get(order_id=order.id)
    assert (run.status, run.done) == (AutomationRunStatus.DONE, ["add_note", "add_tags"])
    assert (await OrderNote.all().count(), await OrderTagging.all().count()) == (1, 1)
    facts = EventRow.filter(aggregate_id=order.id, request_id=str(run.id)).order_by("version")
    assert [fact.version for fact in await facts] == [2, 3]


async def until(watcher: asyncpg.Connection, question: str, answer: int) -> None:
    async with asyncio.timeout(DEADLINE_SECONDS):
        while await watcher.fetchval(question) != answer:
            await watcher.execute("SELECT pg_stat_clear_snapshot(), pg_sleep(0.01)")


def worker_on(database: dict[str, Any]) -> Any:
    return running(
        "worker",
        DATABASE_URL=url_of(database),
        TRADEGRAPH_SECRET="a secret for tests, long enough for HS256",
    )

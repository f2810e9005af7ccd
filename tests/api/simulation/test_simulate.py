"""A simulated shop lives by the rules of the real one: the same verbs, the same refusals."""

import asyncio
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from api.importing import import_chinese_catalog, import_completejourney
from api.simulation import simulate
from api.simulation.simulate import ROLES, Role, beat
from api.simulation.stage import Stage, set_stage
from domain.shared import sql
from domain.shared.errors import NotFound
from tests.api.importing.small_year import small_year
from tests.shop import OPENING

BEATS = 300
SECONDS_PER_BEAT = 3


class Clock:
    """Time that passes only when told to."""

    now: datetime = OPENING

    def __call__(self) -> datetime:
        return self.now


async def fill(database: Mapping[str, Any]) -> None:
    await import_completejourney(database, weeks=1, now=OPENING, read=small_year)
    await import_chinese_catalog(database, now=OPENING)


async def live(clock: Clock, beats: int) -> Stage:
    stage = await set_stage(1, clock)
    for _ in range(beats):
        await beat(stage)
        clock.now += timedelta(seconds=SECONDS_PER_BEAT)
    return stage


async def told() -> Counter[str]:
    rows = await sql.rows(
        "SELECT type, count(*) AS times FROM event WHERE NOT historic GROUP BY type"
    )
    return Counter({row["type"]: row["times"] for row in rows})


async def test_orders_go_their_whole_way_and_stock_stays_true(
    database: Mapping[str, Any],
) -> None:
    await fill(database)

    await live(Clock(), BEATS)

    facts = await told()
    assert facts["orders.order_placed"] > 10
    assert facts["orders.order_completed"] > 0
    assert facts["promotions.coupon_reserved"] > 0
    assert facts["fulfillment.fulfillment_delivered"] > 0
    assert facts["fulfillment.fulfillment_tracking_updated"] > 10
    assert facts["inventory.stock_alert_opened"] > 0
    assert facts["inventory.stock_alert_resolved"] > 0
    assert facts["support.ticket_opened"] > 0
    assert facts["support.message_sent"] > 0
    assert (
        await sql.rows("""
        SELECT l.id FROM inventory_level l JOIN stock_movement m ON m.level_id = l.id
        GROUP BY l.id HAVING (l.on_hand, l.committed, l.reserved, l.incoming) <>
            (sum(m.on_hand_delta), sum(m.committed_delta), sum(m.reserved_delta),
            sum(m.incoming_delta))
    """)
        == []
    )


async def test_whoever_acts_is_somebody_and_not_the_system(database: Mapping[str, Any]) -> None:
    await fill(database)

    await live(Clock(), 60)

    actors = await sql.rows(
        "SELECT DISTINCT split_part(actor, ':', 1) AS kind FROM event"
        " WHERE NOT historic AND type = 'orders.order_placed'"
    )
    assert [row["kind"] for row in actors] == ["customer"]


async def test_a_refusal_is_part_of_life(database: Mapping[str, Any]) -> None:
    async def always_refused(stage: Stage) -> bool:
        raise NotFound("order", OPENING)

    stage = await set_stage(1, Clock())

    assert await beat(stage, [Role(always_refused, 1)]) == "always_refused"


async def test_an_empty_shop_is_quiet(database: Mapping[str, Any]) -> None:
    stage = await set_stage(1, Clock())

    assert {await beat(stage) for _ in range(len(ROLES))} == {None}


async def test_it_stops_when_told_to(database: Mapping[str, Any]) -> None:
    stop = asyncio.Event()
    moving = asyncio.create_task(simulate(stop, seed=1, clock=Clock(), pace=60))
    await asyncio.sleep(0)

    stop.set()

    await asyncio.wait_for(moving, 10)

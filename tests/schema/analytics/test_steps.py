"""The steps of orders on the wire: the table in the asker's language, and an order's own."""

from dataclasses import replace

from domain.analytics.steps import STEPS
from schema.analytics.chinese import WORDS
from tests.architecture.project import read
from tests.graph import Graph
from tests.schema.engine.own_documents import FENCE
from tests.schema.stage import gid
from tests.shop import Shop

STEPS_ASKED = "{ orderSteps { step what owner targetMinutes defaultOwner defaultMinutes version } }"
DURATIONS = FENCE.findall(read("docs/manual/en/steps.md"))[-1]  # as the manual asks


def test_every_word_of_the_table_is_there_in_chinese() -> None:
    assert {step.what for step in STEPS.values()} == set(WORDS)


async def test_staff_read_the_table_in_their_language(graph: Graph, shop: Shop) -> None:
    found = await graph.ask(shop.admin, STEPS_ASKED)
    chinese = await graph.ask(replace(shop.ctx, locale="zh-CN"), STEPS_ASKED)

    assert [step["step"] for step in found["orderSteps"]] == [step.name for step in STEPS]
    assert found["orderSteps"][0]["what"] == "Pay for the order."
    assert chinese["orderSteps"][0]["what"] == "为订单付款。"


async def test_an_order_says_how_long_each_step_took_and_who_did_what(
    graph: Graph, shop: Shop
) -> None:
    order = await shop.confirmed_order()
    (work,) = await shop.works_of(order)
    shop.later(hours=5)

    found = (await graph.ask(shop.ctx, DURATIONS, id=gid(order)))["order"]

    pick = found["stepDurations"][-1]
    assert pick == {
        "step": "PICK",
        "subject": {"id": gid(work)},
        "owner": "warehouse_operator",
        "outcome": "OPEN",
        "readyAt": "2026-03-02T09:00:00Z",
        "begunAt": None,
        "endedAt": None,
        "waitedSeconds": 5 * 3600,
        "workedSeconds": 0,
        "targetMinutes": 240,
        "isLate": True,
    }
    assert [(each["type"], each["actor"]["kind"]) for each in found["events"]["nodes"]] == [
        ("orders.order_placed", "STAFF"),
        ("orders.order_confirmed", "STAFF"),
        ("orders.progress_noted", "SYSTEM"),
    ]


async def test_customers_see_neither_how_fast_nor_who(graph: Graph, shop: Shop) -> None:
    buyer = await shop.customer()
    variant = await shop.variant()
    await shop.stock(variant, 5)
    order = await shop.place((variant, 1), customer=buyer)

    found = (await graph.ask(shop.as_customer(buyer), DURATIONS, id=gid(order)))["order"]

    assert found["stepDurations"] == []
    assert [event["actor"] for event in found["events"]["nodes"]] == [None]

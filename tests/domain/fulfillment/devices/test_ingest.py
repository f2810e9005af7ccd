"""What machines say, each thing once, and what comes of it."""

import asyncio
from contextvars import copy_context
from datetime import timedelta
from typing import Any

import pytest
from tortoise.expressions import F
from tortoise.transactions import in_transaction

from domain.fulfillment.devices.errors import DeviceNotInService
from domain.fulfillment.devices.models import Device, DeviceEvent, DeviceInstruction
from domain.fulfillment.devices.retire_device import retire_device
from domain.fulfillment.devices.states import InstructionKind, InstructionStatus
from domain.fulfillment.devices.upsert_device import upsert_device
from domain.fulfillment.devices.vocabulary import (
    EVENTS_MAX,
    SAID_BY,
    DeviceEventKind,
    DeviceEventOutcome,
    DeviceKind,
)
from domain.fulfillment.models import (
    Fulfillment,
    FulfillmentOrder,
    FulfillmentOrderLine,
)
from domain.fulfillment.start_picking import start_picking
from domain.fulfillment.states import FulfillmentOrderStatus, FulfillmentProgress
from domain.identity.scopes import Scope
from domain.orders.states import HoldReason
from domain.processes.apply_retention import apply_retention
from domain.processes.device_messages import Message
from domain.processes.hold_order import hold_order
from domain.processes.ingest_device_events import ingest_device_events
from domain.processes.release_hold import release_hold
from domain.shared import sql
from domain.shared.context import Context
from domain.shared.errors import InvalidInput, NotFound, NotPermitted
from domain.shared.ids import new_id
from tests.shop import Shop
from tests.statements import count_statements
from tests.world.machines import machine, sku_of, spoken, told

Kind, Said, Out = DeviceKind, DeviceEventKind, DeviceEventOutcome
WAITS = "SELECT 1 FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
STATED = (4, 15)  # a reading, a scan that is not the last: as in the docs


async def hear(
    shop: Shop, device: Device, *messages: Message, ctx: Context | None = None
) -> list[DeviceEvent]:
    report = await ingest_device_events(ctx or spoken(shop), device.code, messages)
    return report.events


def say(shop: Shop, kind: str, name: str = "e-1", *, ago: int = 0, **what: Any) -> Message:
    at = shop.now - timedelta(seconds=ago)
    return Message(external_id=name, kind=kind, occurred_at=at, **what)


async def begun(shop: Shop, units: int = 2) -> tuple[FulfillmentOrder, str]:
    work = await shop.work(FulfillmentOrderStatus.IN_PROGRESS, units=units)
    return work, await sku_of(work)


async def counted(work: FulfillmentOrder) -> tuple[int, int]:
    line = await FulfillmentOrderLine.get(fulfillment_order_id=work.id)
    return line.picked_units, line.packed_units


async def test_scans_of_a_machine_count_as_those_of_a_person(shop: Shop) -> None:
    work, sku = await begun(shop)
    robot, scanner = await machine(shop, Kind.ROBOT), await machine(shop, Kind.SCANNER)
    picked = {"fulfillment_order_id": work.id, "sku": sku}

    events = await hear(
        shop,
        robot,
        say(shop, "item_picked", "a", **picked),
        say(shop, "item_picked", "b", **{**picked, "sku": "OTHER"}, ago=30),
        say(shop, "item_picked", "c", **picked, ago=60),
        say(shop, "item_picked", "d", **picked),
    )
    (packed,) = await hear(shop, scanner, say(shop, "item_packed", **picked, quantity=2))

    assert [event.outcome for event in events] == [
        Out.APPLIED,
        Out.REFUSED,
        Out.APPLIED,
        Out.REFUSED,
    ]
    # The third happened first, so that the fourth is one too many, and of a step that is over.
    assert [event.code for event in events] == [None, "WRONG_ITEM", None, "PROGRESS_OUT_OF_ORDER"]
    assert packed.outcome is Out.APPLIED
    assert await counted(work) == (2, 2)
    work = await FulfillmentOrder.get(id=work.id)
    assert work.progress is FulfillmentProgress.PACKED
    assert {row.details["sku"] for row in await DeviceEvent.filter(device_id=robot.id)} == {
        sku,
        "OTHER",
    }


async def test_what_was_heard_has_no_second_effect_however_often_it_is_said(shop: Shop) -> None:
    work, sku = await begun(shop)
    robot = await machine(shop, Kind.ROBOT)
    once = say(shop, "item_picked", fulfillment_order_id=work.id, sku=sku)

    first = await asyncio.gather(*(hear(shop, robot, once) for _ in range(4)))
    again = await hear(shop, robot, once, once)
    (other,) = await hear(
        shop, robot, say(shop, "item_picked", fulfillment_order_id=work.id, sku=sku, quantity=2)
    )

    events = [event for each in first for event in each] + again
    assert {event.id for event in events} == {events[0].id}
    assert {event.outcome for event in events} == {Out.APPLIED}
    assert await counted(work) == (1, 0)
    assert (other.outcome, other.code) == (Out.REFUSED, "IDEMPOTENCY_KEY_REUSED")
    assert await DeviceEvent.all().count() == 1


async def test_what_is_refused_for_the_moment_may_be_said_again(shop: Shop) -> None:
    work, sku = await begun(shop)
    robot = await machine(shop, Kind.ROBOT)
    picked = say(shop, "item_picked", fulfillment_order_id=work.id, sku=sku)
    reading = say(shop, "reading", "other")
    outside = copy_context()  # of no transaction

    rows = FulfillmentOrder.filter(id=work.id)
    async with in_transaction():  # of somebody who does not hold the order
        await rows.update(version=F("version") + 1)
        hearing = asyncio.create_task(hear(shop, robot, picked, reading), context=outside)
        while not await sql.value(WAITS):
            await sql.execute("SELECT pg_sleep(0.01)")
    refused, kept = await hearing
    await rows.update(version=F("version") - 1)
    (done,) = await hear(shop, robot, picked)

    assert (refused.outcome, refused.code) == (Out.REFUSED, "VERSION_CONFLICT")
    assert kept.outcome is Out.KEPT
    assert done.outcome is Out.APPLIED
    assert await counted(work) == (1, 0)


async def test_what_came_before_its_time_is_tried_again_when_it_is_said_again(shop: Shop) -> None:
    work, sku = await begun(shop)
    scanner = await machine(shop, Kind.SCANNER)
    item = {"fulfillment_order_id": work.id, "sku": sku, "quantity": 2}
    packed = say(shop, "item_packed", "p", **item)

    (early,) = await hear(shop, scanner, packed)
    (still,) = await hear(shop, scanner, packed)
    await hear(shop, scanner, say(shop, "item_picked", "q", **item))
    other = say(shop, "item_packed", "p", **{**item, "quantity": 1})
    (reused,) = await hear(shop, scanner, other)
    said = await asyncio.gather(*(hear(shop, scanner, packed) for _ in range(3)))

    assert [one.code for one in (early, still)] == ["PROGRESS_OUT_OF_ORDER"] * 2
    assert reused.code == "IDEMPOTENCY_KEY_REUSED"
    assert {(one.id, one.outcome, one.code) for (one,) in said} == {(early.id, Out.APPLIED, None)}
    assert await counted(work) == (2, 2)
    kept = await DeviceEvent.get(id=early.id)
    assert (kept.outcome, kept.code, kept.message) == (Out.APPLIED, None, None)


async def test_a_parcel_that_left_while_its_order_was_held(shop: Shop) -> None:
    parcel, label = await labelled(shop)
    scanner = await machine(shop, Kind.SCANNER)
    out = say(shop, "parcel_dispatched", **label)
    await hold_order(shop.ctx, parcel.order_id, reason=HoldReason.FRAUD)
    (held,) = await hear(shop, scanner, out)
    await release_hold(shop.ctx, parcel.order_id)

    (gone,) = await hear(shop, scanner, out)

    assert (held.outcome, gone.outcome) == (Out.REFUSED, Out.APPLIED)
    assert (await Fulfillment.get(id=parcel.id)).shipped_at == shop.now


async def test_a_word_on_something_else_settles_nothing(shop: Shop) -> None:
    await shop.carrier()
    sorter = await machine(shop, Kind.SORTER, lanes={"swift": "L4"})
    _, label = await labelled(shop)
    await labelled(shop)
    other = (await told(sorter))[-1]
    robot = await machine(shop, Kind.ROBOT)
    work = await shop.work()
    await start_picking(shop.ctx, work.id)
    (pick,) = await told(robot)

    (sorted_,) = await hear(
        shop, sorter, say(shop, "parcel_sorted", **label, lane="L4", instruction_id=other.id)
    )
    missing, failed = await hear(
        shop,
        robot,
        say(shop, "item_missing", "a", instruction_id=pick.id, sku="OTHER"),
        say(shop, "pick_failed", "b", instruction_id=pick.id, sku="OTHER"),
    )

    assert {one.code for one in (sorted_, missing, failed)} == {"INVALID_INPUT"}
    assert {row.status for row in [*await told(sorter), *await told(robot)]} == {
        InstructionStatus.PENDING
    }


async def test_what_a_robot_finds_missing_is_a_shortage_and_what_it_cannot_is_a_fact(
    shop: Shop,
) -> None:
    robot = await machine(shop, Kind.ROBOT)
    work = await shop.work()
    sku = await sku_of(work)
    await start_picking(shop.ctx, work.id)
    (pick,) = await told(robot)
    assert (pick.kind, pick.sku, pick.quantity) == (InstructionKind.PICK, sku, 2)

    answered = await hear(
        shop,
        robot,
        say(shop, "instruction_acknowledged", "ack", instruction_id=pick.id, ago=30),
        say(shop, "pick_failed", "jam", instruction_id=pick.id, sku=sku, reason="jammed", ago=20),
        say(shop, "instruction_acknowledged", "late", instruction_id=pick.id, ago=10),
        say(shop, "item_missing", "gone", instruction_id=pick.id, sku=sku, quantity=1),
    )

    assert [event.outcome for event in answered] == [
        Out.APPLIED,
        Out.APPLIED,
        Out.LATE,
        Out.APPLIED,
    ]
    (pick,) = await told(robot)
    assert pick.status is InstructionStatus.FAILED
    names = await shop.event_names("fulfillment_order")
    assert names.count("fulfillment.fulfillment_order_pick_failed") == 1
    assert names.count("fulfillment.fulfillment_order_fell_short") == 1
    assert (await FulfillmentOrderLine.filter(fulfillment_order_id=work.id))[0].quantity == 1
    steps = await shop.event_names("device_instruction")
    assert steps == [
        "fulfillment.device_instructed",
        "fulfillment.device_instruction_acknowledged",
        "fulfillment.device_instruction_failed",
    ]


async def labelled(shop: Shop) -> tuple[Fulfillment, dict[str, str]]:
    await shop.carrier()
    parcel = await shop.label(await shop.parcel())
    assert parcel.waybill_number is not None
    return parcel, {"carrier": "swift", "waybill_number": parcel.waybill_number}


async def test_parcels_are_sorted_and_leave_and_old_news_moves_nothing(shop: Shop) -> None:
    await shop.carrier()
    sorter = await machine(shop, Kind.SORTER, lanes={"swift": "L4"})
    parcel, label = await labelled(shop)
    (divert,) = await told(sorter)
    assert (divert.kind, divert.lane, divert.fulfillment_id) == (
        InstructionKind.DIVERT,
        "L4",
        parcel.id,
    )

    (new,) = await hear(
        shop, sorter, say(shop, "parcel_sorted", "n", **label, lane="L4", instruction_id=divert.id)
    )
    (old,) = await hear(shop, sorter, say(shop, "parcel_sorted", "o", **label, lane="L1", ago=9))
    gone, again = await hear(
        shop,
        sorter,
        say(shop, "parcel_dispatched", "out", **label),
        say(shop, "parcel_dispatched", "out again", **label),
    )

    assert [one.outcome for one in (new, old, gone, again)] == [
        Out.APPLIED,
        Out.LATE,
        Out.APPLIED,
        Out.LATE,
    ]
    assert (await Fulfillment.get(id=parcel.id)).shipped_at == shop.now
    assert [row.status for row in await told(sorter)] == [InstructionStatus.ACKNOWLEDGED]
    names = await shop.event_names("fulfillment")
    assert names.count("fulfillment.fulfillment_sorted") == 1
    # No number of a parcel is kept with what machines say.
    kept = [row.details for row in await DeviceEvent.all()]
    assert label["waybill_number"] not in str(kept)


USELESS: list[tuple[dict[str, Any], str]] = [
    ({"kind": "sang"}, "UNKNOWN_DEVICE_EVENT"),
    ({"kind": "parcel_sorted"}, "UNKNOWN_DEVICE_EVENT"),
    ({"kind": "item_picked", "sku": "A", "ago": -3600}, "INVALID_INPUT"),
    ({"kind": "item_picked", "sku": "A", "ago": 15 * 86_400}, "INVALID_INPUT"),
    ({"kind": "item_picked", "sku": "A"}, "INVALID_INPUT"),
    ({"kind": "item_picked", "sku": "A", "quantity": 0}, "INVALID_INPUT"),
    ({"kind": "item_picked", "quantity": -1}, "INVALID_INPUT"),
    ({"kind": "item_picked", "sku": "A", "fulfillment_order_id": new_id()}, "NOT_FOUND"),
    ({"kind": "instruction_failed"}, "INVALID_INPUT"),
    ({"kind": "instruction_failed", "instruction_id": new_id()}, "NOT_FOUND"),
    ({"kind": "item_missing", "instruction_id": new_id(), "sku": "A"}, "NOT_FOUND"),
]


@pytest.mark.parametrize(
    ("what", "code"), USELESS, ids=[f"{n}-{c}" for n, (_, c) in enumerate(USELESS)]
)
async def test_what_is_of_no_use_is_refused_by_itself_and_kept(
    shop: Shop, what: dict[str, Any], code: str
) -> None:
    robot = await machine(shop, Kind.ROBOT)
    before = await shop.event_names()

    bad, good = await hear(
        shop,
        robot,
        say(shop, **{"name": "bad", **what}),
        say(shop, "reading", "good", measure="temperature", value=4.5, unit="C"),
    )

    assert (bad.outcome, bad.code) == (Out.REFUSED, code)
    assert (good.outcome, good.details["value"]) == (Out.KEPT, 4.5)
    assert await DeviceEvent.all().count() == 2
    assert await shop.event_names() == before


@pytest.mark.parametrize("said", Said)
@pytest.mark.parametrize("kind", Kind)
async def test_each_kind_of_machine_says_what_the_table_has(
    shop: Shop, kind: DeviceKind, said: DeviceEventKind
) -> None:
    device = await machine(shop, kind)

    (event,) = await hear(shop, device, say(shop, said.value))

    assert (event.code == "UNKNOWN_DEVICE_EVENT") is (kind not in SAID_BY[said])


async def test_a_machine_works_in_its_own_house_for_itself(shop: Shop) -> None:
    work, sku = await begun(shop)
    annex = await shop.warehouse("annex", priority=1)
    far = await machine(shop, Kind.ROBOT, warehouse=annex.id)
    await machine(shop, Kind.ROBOT, "near")
    other = await shop.work()
    await start_picking(shop.ctx, other.id)
    pick = await DeviceInstruction.get(fulfillment_order_id=other.id)

    events = await hear(
        shop,
        far,
        say(shop, "item_picked", "a", fulfillment_order_id=work.id, sku=sku),
        say(shop, "instruction_acknowledged", "b", instruction_id=pick.id),
    )

    assert [event.code for event in events] == ["NOT_FOUND", "NOT_FOUND"]
    assert (await DeviceInstruction.get(id=pick.id)).status is InstructionStatus.PENDING


async def test_who_is_not_heard(shop: Shop) -> None:
    robot = await machine(shop, Kind.ROBOT)
    reading = say(shop, "reading")

    for ctx in (shop.as_staff(Scope.FULFILLMENT_WRITE), shop.as_staff()):
        with pytest.raises(NotPermitted):
            await hear(shop, robot, reading, ctx=ctx)
    with pytest.raises(NotFound):
        await ingest_device_events(spoken(shop), "nobody", [reading])
    for code in ("", "a\x00b", "x" * 65):
        with pytest.raises(InvalidInput):
            await ingest_device_events(spoken(shop), code, [reading])
    for size in (0, EVENTS_MAX + 1):
        with pytest.raises(InvalidInput):
            await hear(shop, robot, *[reading] * size)
    for wrong in (
        say(shop, "reading", " "),
        say(shop, "reading", "a\x00b"),
        say(shop, "x" * 65),
        say(shop, "item_picked", sku="x" * 65),
        say(shop, "parcel_sorted", waybill_number="\x00"),
    ):
        with pytest.raises(InvalidInput):
            await hear(shop, robot, reading, wrong)
    await upsert_device(
        shop.ctx,
        code=robot.code,
        kind=Kind.ROBOT,
        warehouse_id=robot.warehouse_id,
        is_enabled=False,
    )
    with pytest.raises(DeviceNotInService):
        await hear(shop, robot, reading)
    await retire_device(shop.ctx, robot.id)
    with pytest.raises(DeviceNotInService):
        await hear(shop, robot, reading)

    assert not await DeviceEvent.all().count()


async def test_what_is_old_goes(shop: Shop) -> None:
    robot = await machine(shop, Kind.ROBOT)
    await hear(shop, robot, say(shop, "reading", "old"))
    shop.later(days=91)
    await hear(shop, robot, say(shop, "reading", "new"))

    await apply_retention(shop.ctx.as_system())

    assert [row.external_id for row in await DeviceEvent.all()] == ["new"]


async def test_what_it_costs(shop: Shop) -> None:
    robot = await machine(shop, Kind.ROBOT)
    work, sku = await begun(shop, units=3)
    sent = []
    for message in (
        say(shop, "reading", "r"),
        say(shop, "item_picked", "s", fulfillment_order_id=work.id, sku=sku),
    ):
        async with count_statements() as counted_:
            await hear(shop, robot, message)
        sent.append(counted_.count)
    assert tuple(sent) == STATED

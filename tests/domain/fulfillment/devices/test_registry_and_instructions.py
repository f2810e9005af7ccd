"""Machines are put up and retired; work that begins tells them what to do."""

import asyncio

import pytest

from domain.fulfillment.devices.errors import DeviceNotInService
from domain.fulfillment.devices.expire_instructions import expire_instructions
from domain.fulfillment.devices.instruct import VALID_FOR
from domain.fulfillment.devices.models import Device, DeviceInstruction
from domain.fulfillment.devices.retire_device import retire_device
from domain.fulfillment.devices.settle_instruction import FACTS
from domain.fulfillment.devices.states import (
    INSTRUCTION,
    InstructionAction,
    InstructionStatus,
)
from domain.fulfillment.devices.upsert_device import upsert_device
from domain.fulfillment.devices.vocabulary import DeviceKind
from domain.fulfillment.picking.start_wave import start_wave
from domain.fulfillment.start_picking import start_picking
from domain.identity.scopes import Scope
from domain.processes.sweep import sweep
from domain.shared.errors import (
    InvalidInput,
    InvalidTransition,
    NotFound,
    NotPermitted,
    VersionConflict,
)
from domain.shared.ids import new_id
from domain.shared.models import EventRow
from tests.shop import Shop
from tests.statements import count_statements
from tests.world.machines import machine, told

Now, Do = InstructionStatus, InstructionAction
MOVES = {
    (Now.PENDING, Do.ACKNOWLEDGE): Now.ACKNOWLEDGED,
    (Now.PENDING, Do.FAIL): Now.FAILED,
    (Now.PENDING, Do.EXPIRE): Now.EXPIRED,
    (Now.ACKNOWLEDGED, Do.FAIL): Now.FAILED,
}


@pytest.mark.parametrize("status", Now)
@pytest.mark.parametrize("action", Do)
async def test_an_instruction_moves_by_the_table_and_by_nothing_else(
    shop: Shop, status: InstructionStatus, action: InstructionAction
) -> None:
    await machine(shop, DeviceKind.ROBOT)
    work = await shop.work()
    await start_picking(shop.ctx, work.id)
    settled = None if status is Now.PENDING else shop.now
    await DeviceInstruction.all().update(status=status, settled_at=settled)
    row = await DeviceInstruction.get(fulfillment_order_id=work.id)

    if target := MOVES.get((status, action)):
        assert await INSTRUCTION.move(row, action, at=shop.now, settled_at=shop.now) is status
        assert (await DeviceInstruction.get(id=row.id)).status is target
    else:
        with pytest.raises(InvalidTransition):
            await INSTRUCTION.move(row, action, at=shop.now)


def test_what_is_answered_has_its_fact() -> None:
    assert set(FACTS) == set(InstructionAction) - {Do.EXPIRE}


async def test_a_machine_is_put_up_once_changed_and_retired_for_good(shop: Shop) -> None:
    await shop.carrier()
    put_up = await asyncio.gather(*(machine(shop, DeviceKind.SORTER) for _ in range(3)))
    assert len({device.id for device in put_up}) == 1
    device = await Device.get()
    same = await machine(shop, DeviceKind.SORTER)
    assert (device.version, same.version) == (1, 1)

    changed = await machine(shop, DeviceKind.SORTER, lanes={"swift": "L1"})
    assert (changed.version, changed.lanes) == (2, {"swift": "L1"})
    retired = await retire_device(shop.ctx, device.id, expected_version=2)
    assert (await retire_device(shop.ctx, device.id)).version == retired.version == 3
    with pytest.raises(DeviceNotInService):
        await machine(shop, DeviceKind.SORTER)
    assert await shop.event_names("device") == [
        "fulfillment.device_upserted",
        "fulfillment.device_upserted",
        "fulfillment.device_retired",
    ]


async def test_what_is_refused(shop: Shop) -> None:
    robot = await machine(shop, DeviceKind.ROBOT)
    before = await shop.rows()
    house = shop.main.id

    with pytest.raises(NotPermitted):
        await upsert_device(
            shop.as_staff(Scope.FULFILLMENT_READ),
            code="x",
            kind=DeviceKind.ROBOT,
            warehouse_id=house,
        )
    with pytest.raises(NotPermitted):
        await retire_device(shop.as_staff(Scope.DEVICES_INGEST), robot.id)
    with pytest.raises(NotFound):
        await machine(shop, DeviceKind.ROBOT, warehouse=new_id())
    with pytest.raises(NotFound):
        await retire_device(shop.ctx, new_id())
    with pytest.raises(NotFound):
        await machine(shop, DeviceKind.SORTER, lanes={"nobody": "L1"})
    with pytest.raises(InvalidInput):
        await machine(shop, DeviceKind.ROBOT, "other", lanes={"swift": "L1"})
    with pytest.raises(InvalidInput):
        await machine(shop, DeviceKind.SENSOR, robot.code)
    with pytest.raises(InvalidInput):
        await upsert_device(shop.ctx, code=" ", kind=DeviceKind.ROBOT, warehouse_id=house)
    with pytest.raises(VersionConflict):
        await retire_device(shop.ctx, robot.id, expected_version=7)

    assert await shop.rows() == before


async def test_a_wave_is_shared_among_the_robots_of_its_house(shop: Shop) -> None:
    robots = [await machine(shop, DeviceKind.ROBOT, f"r-{n}") for n in range(2)]
    annex = await shop.warehouse("annex", priority=1)
    far = await machine(shop, DeviceKind.ROBOT, "far", warehouse=annex.id)
    off = await machine(shop, DeviceKind.ROBOT, "off")
    await retire_device(shop.ctx, off.id)
    await machine(shop, DeviceKind.SCANNER)
    for _ in range(4):
        await shop.work()
        shop.later(minutes=1)

    wave = await start_wave(shop.ctx, shop.main.id, works_max=3, idempotency_key="w")

    shares = [{row.fulfillment_order_id for row in await told(robot)} for robot in robots]
    first, second, third = [work.id for work in wave.works]
    assert shares == [{first, third}, {second}]
    assert [await told(far), await told(off)] == [[], []]
    facts = await EventRow.filter(type="fulfillment.device_instructed").order_by("id")
    assert {fact.payload["device_code"] for fact in facts} == {"r-0", "r-1"}
    assert {fact.payload["quantity"] for fact in facts} == {2}

    # The less busy of the two gets what comes next.
    (work,) = (await start_wave(shop.ctx, shop.main.id, idempotency_key="x")).works
    assert work.id in {row.fulfillment_order_id for row in await told(robots[1])}


async def test_what_nobody_took_on_expires_once(shop: Shop) -> None:
    robot = await machine(shop, DeviceKind.ROBOT)
    await start_picking(shop.ctx, (await shop.work()).id)
    shop.later(seconds=VALID_FOR.total_seconds() - 1)
    assert await expire_instructions(shop.ctx) == 0
    shop.later(seconds=1)

    swept = await asyncio.gather(*(sweep(shop.ctx.as_system()) for _ in range(2)))

    assert sum(one.expired_instructions for one in swept) == 1
    assert [row.status for row in await told(robot)] == [Now.EXPIRED]
    assert (await shop.event_names("device_instruction"))[-1] == (
        "fulfillment.device_instruction_expired"
    )


async def test_what_telling_costs(shop: Shop) -> None:
    sent = []
    for robots in (0, 1, 3):
        for n in range(robots):
            await machine(shop, DeviceKind.ROBOT, f"r-{n}")
        work = await shop.work()
        async with count_statements() as counted:
            await start_picking(shop.ctx, work.id)
        sent.append(counted.count)

    assert [each - sent[0] for each in sent] == [0, 2, 2]

"""Machines for tests."""

from collections.abc import Mapping
from uuid import UUID

from domain.fulfillment.devices.instruct import instruct_to_divert, instruct_to_pick
from domain.fulfillment.devices.models import Device, DeviceInstruction
from domain.fulfillment.devices.upsert_device import upsert_device
from domain.fulfillment.devices.vocabulary import DeviceKind
from domain.fulfillment.models import Fulfillment, FulfillmentOrder
from domain.identity.actors import actor_of_integration
from domain.identity.scopes import Scope
from domain.orders.models import OrderLine
from domain.processes.device_messages import Message
from domain.processes.ingest_device_events import ingest_device_events
from domain.shared.context import Context
from tests.shop import Shop


def spoken(shop: Shop) -> Context:
    """Whoever speaks for machines, and may do nothing else."""
    return Context(actor=actor_of_integration("gate", [Scope.DEVICES_INGEST]), now=shop.now)


async def machine(
    shop: Shop,
    kind: DeviceKind,
    code: str = "",
    *,
    warehouse: UUID | None = None,
    lanes: Mapping[str, str] | None = None,
) -> Device:
    """A machine in the main warehouse, or in another."""
    return await upsert_device(
        shop.ctx,
        code=code or f"{kind}-1",
        kind=kind,
        warehouse_id=warehouse or shop.main.id,
        lanes=lanes,
    )


async def told(device: Device) -> list[DeviceInstruction]:
    """What it was told, the first first."""
    return await DeviceInstruction.filter(device_id=device.id).order_by("created_at", "id")


async def sku_of(work: FulfillmentOrder) -> str:
    """The item of some work of one line."""
    return (await OrderLine.get(order_id=work.order_id)).sku


async def picked(shop: Shop, work: FulfillmentOrder, code: str = "robot-1") -> DeviceInstruction:
    """What a robot was told of some work: it has one item."""
    await machine(shop, DeviceKind.ROBOT, code)
    await instruct_to_pick(shop.ctx, [work])
    told_of_it = DeviceInstruction.filter(fulfillment_order_id=work.id, sku__not_isnull=True)
    return await told_of_it.order_by("-id").first().prefetch_related("device")  # type: ignore[return-value]  # it was told


async def talk(shop: Shop, work: FulfillmentOrder, code: str = "robot-1") -> Device:
    """A robot that was told to pick and could not, with what it said: one thing of each outcome."""
    pick = await picked(shop, work, code)
    robot = pick.device
    at = shop.now
    said = [
        ("a", "reading", {"measure": "charge", "value": 0.5}),
        ("b", "instruction_failed", {"instruction_id": pick.id, "reason": "jammed"}),
        ("c", "sang", {}),
    ]
    messages = [
        Message(external_id=name, kind=kind, occurred_at=at, **what)  # type: ignore[arg-type]  # as they are named
        for name, kind, what in said
    ]
    await ingest_device_events(spoken(shop), robot.code, messages)
    return robot


async def diverted(shop: Shop, parcel: Fulfillment, code: str = "sorter-1") -> DeviceInstruction:
    """What a sorter was told of a parcel when it got its label."""
    carrier = await shop.carrier()
    sorter = await machine(shop, DeviceKind.SORTER, code, lanes={carrier.code: "L4"})
    await instruct_to_divert(shop.ctx, parcel, carrier.code)
    return (await told(sorter))[-1]

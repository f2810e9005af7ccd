"""What is done with what a machine says: a table of kinds and verbs."""

from collections.abc import Awaitable, Callable, Mapping

from domain.fulfillment.carriers.waybills import normal
from domain.fulfillment.devices.models import Device, DeviceEvent, DeviceInstruction
from domain.fulfillment.devices.report_pick_failure import report_pick_failure
from domain.fulfillment.devices.settle_instruction import lock_instruction, settle_instruction
from domain.fulfillment.devices.sort_parcel import sort_parcel
from domain.fulfillment.devices.states import InstructionAction
from domain.fulfillment.devices.vocabulary import DeviceEventKind, DeviceEventOutcome
from domain.fulfillment.locks import lock_fulfillment_order, lock_waybill
from domain.fulfillment.models import Fulfillment, FulfillmentOrder
from domain.fulfillment.picking.counting import counted
from domain.fulfillment.picking.lines import lines_to_scan
from domain.fulfillment.picking.scan_item import scan_item
from domain.fulfillment.queries import get_carrier
from domain.fulfillment.ship_fulfillment import ship_fulfillment
from domain.fulfillment.states import FulfillmentProgress
from domain.processes.device_messages import Read
from domain.processes.report_shortage import report_shortage
from domain.shared.context import Context
from domain.shared.errors import InvalidInput, NotFound

Outcome = DeviceEventOutcome
Verb = Callable[[Context, Device, Read, DeviceEvent], Awaitable[Outcome]]


def _scan(step: FulfillmentProgress) -> Verb:
    async def verb(ctx: Context, device: Device, said: Read, row: DeviceEvent) -> Outcome:
        work = await _work(ctx, device, said, row)
        code = _needed(said.sku, "sku")
        await scan_item(
            ctx, work.id, step=step, code=code, quantity=said.quantity, idempotency_key=None
        )
        await _settle(ctx, device, said, InstructionAction.ACKNOWLEDGE)
        return Outcome.APPLIED

    return verb


async def _missing(ctx: Context, device: Device, said: Read, row: DeviceEvent) -> Outcome:
    work = await _work(ctx, device, said, row)
    lines = await lines_to_scan(work.id, FulfillmentProgress.PICKED)
    shares = counted(lines, _needed(said.sku, "sku"), said.quantity)
    of_order = {line.line_id: line.order_line_id for line in lines}
    missing = {of_order[line_id]: units for line_id, units in shares.items()}
    await report_shortage(ctx, work.id, missing=missing, idempotency_key=None)
    await _settle(ctx, device, said, InstructionAction.FAIL, reason="item_missing")
    return Outcome.APPLIED


async def _pick_failed(ctx: Context, device: Device, said: Read, row: DeviceEvent) -> Outcome:
    work = await _work(ctx, device, said, row)
    reason = str(said.details.get("reason", ""))
    await report_pick_failure(ctx, work, sku=said.sku, reason=reason, device_id=device.id)
    await _settle(ctx, device, said, InstructionAction.FAIL, reason=reason)
    return Outcome.APPLIED


async def _sorted(ctx: Context, device: Device, said: Read, row: DeviceEvent) -> Outcome:
    parcel = await _parcel(ctx, device, said, row)
    lane = _needed(said.details.get("lane"), "lane")
    is_news = await sort_parcel(
        ctx, parcel, lane=lane, device_id=device.id, occurred_at=said.occurred_at
    )
    await _settle(ctx, device, said, InstructionAction.ACKNOWLEDGE)
    return Outcome.APPLIED if is_news else Outcome.LATE


async def _dispatched(ctx: Context, device: Device, said: Read, row: DeviceEvent) -> Outcome:
    parcel = await _parcel(ctx, device, said, row)
    await _settle(ctx, device, said, InstructionAction.ACKNOWLEDGE)
    if parcel.shipped_at is not None:
        return Outcome.LATE
    await ship_fulfillment(ctx, parcel.id)
    return Outcome.APPLIED


def _answer(action: InstructionAction) -> Verb:
    async def verb(ctx: Context, device: Device, said: Read, row: DeviceEvent) -> Outcome:
        if said.instruction_id is None:
            raise InvalidInput("This must not be empty.", "instructionId")
        reason = {"reason": str(said.details.get("reason", ""))}
        facts = reason if action is InstructionAction.FAIL else {}
        is_moved = await _settle(ctx, device, said, action, **facts)
        return Outcome.APPLIED if is_moved else Outcome.LATE

    return verb


async def _keep(ctx: Context, device: Device, said: Read, row: DeviceEvent) -> Outcome:
    return Outcome.KEPT


VERBS: Mapping[DeviceEventKind, Verb] = {
    DeviceEventKind.ITEM_PICKED: _scan(FulfillmentProgress.PICKED),
    DeviceEventKind.ITEM_PACKED: _scan(FulfillmentProgress.PACKED),
    DeviceEventKind.ITEM_MISSING: _missing,
    DeviceEventKind.PICK_FAILED: _pick_failed,
    DeviceEventKind.PARCEL_SORTED: _sorted,
    DeviceEventKind.PARCEL_DISPATCHED: _dispatched,
    DeviceEventKind.INSTRUCTION_ACKNOWLEDGED: _answer(InstructionAction.ACKNOWLEDGE),
    DeviceEventKind.INSTRUCTION_FAILED: _answer(InstructionAction.FAIL),
    DeviceEventKind.READING: _keep,
}


async def _work(ctx: Context, device: Device, said: Read, row: DeviceEvent) -> FulfillmentOrder:
    """The work that is meant, in the machine's own warehouse, with its order held."""
    told = await _told(device, said)
    work_id = said.fulfillment_order_id
    if work_id is None and told is not None:
        work_id = told.fulfillment_order_id
    if work_id is None:
        raise InvalidInput("This must not be empty.", "fulfillmentOrderId")
    if told is not None:
        _is_of(told.fulfillment_order_id == work_id and said.sku in {None, told.sku})
    work = await lock_fulfillment_order(ctx, work_id)
    if work.warehouse_id != device.warehouse_id:
        raise NotFound("fulfillment order", work_id)
    row.fulfillment_order_id = work.id
    return work


async def _parcel(ctx: Context, device: Device, said: Read, row: DeviceEvent) -> Fulfillment:
    """The parcel with this label, of the machine's own warehouse, with its order held."""
    told = await _told(device, said)
    carrier = await get_carrier(ctx, _needed(said.carrier, "carrier"))
    number = normal(_needed(said.waybill_number, "waybillNumber"))
    parcel = await lock_waybill(ctx, carrier.id, number)
    work = await FulfillmentOrder.get(id=parcel.fulfillment_order_id)
    if work.warehouse_id != device.warehouse_id:
        raise NotFound("waybill", number)
    _is_of(told is None or told.fulfillment_id == parcel.id)
    row.fulfillment_id, row.fulfillment_order_id = parcel.id, work.id
    return parcel


async def _told(device: Device, said: Read) -> DeviceInstruction | None:
    if said.instruction_id is None:
        return None
    told = await DeviceInstruction.get_or_none(id=said.instruction_id, device_id=device.id)
    if told is None:
        raise NotFound("device instruction", said.instruction_id)
    return told


def _is_of(told: bool) -> None:
    """Whether what it was told is what it speaks of."""
    if not told:
        raise InvalidInput("The machine was told something else.", "instructionId")


async def _settle(
    ctx: Context, device: Device, said: Read, action: InstructionAction, **facts: object
) -> bool:
    """Settle what it was told, if it names that; whether anything moved."""
    if said.instruction_id is None:
        return False
    row = await lock_instruction(device, said.instruction_id)
    return await settle_instruction(ctx, row, action, **facts)


def _needed(value: str | None, field: str) -> str:
    if value is None:
        raise InvalidInput("This must not be empty.", field)
    return value

"""What becomes of what a machine was told."""

from uuid import UUID

from domain.fulfillment.devices.events import (
    InstructionAcknowledged,
    InstructionFailed,
    InstructionMoved,
)
from domain.fulfillment.devices.models import Device, DeviceInstruction
from domain.fulfillment.devices.states import INSTRUCTION, InstructionAction
from domain.shared.context import Context
from domain.shared.errors import NotFound
from domain.shared.outbox import append

FACTS: dict[InstructionAction, type[InstructionMoved]] = {
    InstructionAction.ACKNOWLEDGE: InstructionAcknowledged,
    InstructionAction.FAIL: InstructionFailed,
}


async def lock_instruction(device: Device, instruction_id: UUID) -> DeviceInstruction:
    """What this machine was told, held until the transaction ends.

    Raises:
        NotFound: it was told nothing by this id.
    """
    rows = DeviceInstruction.filter(id=instruction_id, device_id=device.id)
    row = await rows.select_for_update(no_key=True).first()
    if row is None:
        raise NotFound(INSTRUCTION.kind, instruction_id)
    return row


async def settle_instruction(
    ctx: Context, row: DeviceInstruction, action: InstructionAction, **facts: object
) -> bool:
    """Acknowledge it or say that it failed; whether that moved anything. What has come to its end
    stays as it is. Part of a story that holds the row.
    """
    if not INSTRUCTION.allows(row.status, action):
        return False
    source = await INSTRUCTION.move(row, action, at=ctx.now, settled_at=ctx.now)
    await append(ctx, FACTS[action].of(row, source=source, action=action, **facts))
    return True

"""What no machine took on in time counts on nobody any more."""

from tortoise.transactions import in_transaction

from domain.fulfillment.devices.events import InstructionExpired
from domain.fulfillment.devices.models import DeviceInstruction
from domain.fulfillment.devices.states import InstructionAction, InstructionStatus
from domain.identity.scopes import Scope
from domain.shared import sql
from domain.shared.context import Context
from domain.shared.outbox import append_all

BATCH = 500  # in one call
EXPIRE = """
    UPDATE device_instruction
    SET status = 'expired', version = version + 1, settled_at = $1, updated_at = $1
    WHERE id = ANY(ARRAY(
        SELECT id FROM device_instruction WHERE status = 'pending' AND expires_at <= $1
        ORDER BY expires_at LIMIT $2 FOR NO KEY UPDATE SKIP LOCKED
    ))
    RETURNING id
"""


async def expire_instructions(ctx: Context, *, limit: int = BATCH) -> int:
    """Let instructions expire whose time is over; how many did. People do the work meanwhile.

    Raises:
        NotPermitted: the actor does not work in a warehouse.
    """
    ctx.require(Scope.FULFILLMENT_WRITE)
    async with in_transaction():
        ids = [row["id"] for row in await sql.rows(EXPIRE, ctx.now, limit)]
        if not ids:
            return 0
        source, action = InstructionStatus.PENDING, InstructionAction.EXPIRE
        expired = await DeviceInstruction.filter(id__in=ids).order_by("id")
        facts = [InstructionExpired.of(row, source=source, action=action) for row in expired]
        await append_all(ctx.as_system(), facts)
        return len(ids)

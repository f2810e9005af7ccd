"""One beep of a scanner: the right item, and not one too many."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.fulfillment.errors import ProgressOutOfOrder
from domain.fulfillment.events import FulfillmentOrderScanned
from domain.fulfillment.locks import lock_fulfillment_order
from domain.fulfillment.models import FulfillmentOrder
from domain.fulfillment.picking.counting import counted
from domain.fulfillment.picking.lines import count_units, lines_to_scan
from domain.fulfillment.picking.models import FulfillmentScan
from domain.fulfillment.report_progress import COMES_AFTER, reach
from domain.fulfillment.states import (
    FULFILLMENT_ORDER,
    FulfillmentOrderAction,
    FulfillmentProgress,
)
from domain.identity.scopes import Scope
from domain.shared.context import Context
from domain.shared.idempotency import claim
from domain.shared.inputs import count, text
from domain.shared.outbox import append
from domain.shared.states import raise_version

CODE_LENGTH_MAX = 64  # characters, as a SKU has


async def scan_item(
    ctx: Context,
    fulfillment_order_id: UUID,
    *,
    step: FulfillmentProgress,
    code: str,
    quantity: int = 1,
    idempotency_key: str | None,
) -> FulfillmentOrder:
    """Count so many units of the item with this SKU as picked, or as packed. The last one of the
    work reports the step itself, in the same transaction.

    Each scan is a fact of the work; the order is told of whole steps only.

    Raises:
        NotPermitted: the actor does not work in a warehouse.
        NotFound: the actor can see no such work.
        InvalidInput: no code, or not at least one unit.
        InvalidTransition: nobody is at work on it.
        ProgressOutOfOrder: packed before all is picked, or the step is over.
        WrongItem: the work has no such item.
        TooManyScanned: fewer of it are still to be scanned.
        IdempotencyInProgress, IdempotencyKeyReused: as the key's rules say.
    """
    ctx.require(Scope.FULFILLMENT_WRITE)
    code = text(code, "code", longest=CODE_LENGTH_MAX)
    count(quantity, "quantity")
    async with in_transaction():
        request = [fulfillment_order_id, step, code, quantity]
        claimed = await claim(ctx, "fulfillment.scan_item", idempotency_key, request)
        work = await lock_fulfillment_order(ctx, fulfillment_order_id)
        if claimed.replay_of:
            return work
        FULFILLMENT_ORDER.target(work.status, FulfillmentOrderAction.FULFILL)
        if work.progress is not COMES_AFTER[step]:
            raise ProgressOutOfOrder(work.progress, step)

        lines = await lines_to_scan(work.id, step)
        await count_units(work.id, step, counted(lines, code, quantity))
        scan = await FulfillmentScan.create(
            fulfillment_order_id=work.id,
            step=step,
            code=code,
            quantity=quantity,
            scanned_by=ctx.actor.key,
            scanned_at=ctx.now,
        )
        left = sum(line.left for line in lines) - quantity
        await raise_version(work, FULFILLMENT_ORDER.kind, at=ctx.now)
        scanned = FulfillmentOrderScanned.of(
            work, step=step, code=code, units=quantity, units_left=left
        )
        await append(ctx, scanned)
        if not left:
            await reach(ctx, work, step)
        await claimed.settle(scan.id)
        return work

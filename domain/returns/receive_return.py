"""Receiving: goods that came back are counted as they are, not as they were announced."""

from collections.abc import Mapping
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.inventory.queries import visible_warehouses
from domain.orders.models import OrderLine
from domain.returns.actions import NEEDED
from domain.returns.credit import credit_lines
from domain.returns.events import ReturnReceived
from domain.returns.locks import lock_return
from domain.returns.models import Return, ReturnLine
from domain.returns.request_return import Units
from domain.returns.states import RETURN, ReturnAction
from domain.returns.telling import tell
from domain.shared.context import Context
from domain.shared.errors import InvalidInput, NotFound
from domain.shared.idempotency import claim
from domain.shared.inputs import count, items
from domain.shared.states import expect_version


async def receive_return(
    ctx: Context,
    return_id: UUID,
    *,
    warehouse_id: UUID,
    quantities: Units,
    is_last: bool = False,
    idempotency_key: str,
    expected_version: int | None = None,
) -> Return:
    """Count what arrived in a warehouse: so many units of which order line.

    The count is what is true: it may be short, it may be more than was announced, it may be of
    lines that nobody announced; what differs is shown. Only more than was delivered cannot come
    back. The return is received when all that was announced has come, or `is_last` says that
    nothing more will; nobody waits for the rest then.

    Raises:
        NotSignedIn, NotPermitted: the actor does not work in a warehouse.
        InvalidInput: no units though more will come, too many lines, or another warehouse than the
            one that began to count.
        NotFound: the actor can see no such return or warehouse, or its order has no such line.
        InvalidTransition: nobody agreed to it, or it is counted already.
        ReturnExceedsDelivered: more units than were delivered and are in no other return.
        VersionConflict: it changed since the actor looked.
        IdempotencyInProgress, IdempotencyKeyReused: as the key's rules say.
    """
    ctx.require(NEEDED[ReturnAction.RECEIVE])
    _check(quantities, is_last)
    async with in_transaction():
        request = [return_id, warehouse_id, sorted(quantities.items()), is_last]
        claimed = await claim(ctx, "returns.receive_return", idempotency_key, request)
        if claimed.replay_of:
            return await Return.get(id=claimed.replay_of)
        row = await lock_return(ctx, return_id)
        expect_version(row, RETURN.kind, expected_version)
        RETURN.target(row.status, ReturnAction.RECEIVE)
        if not await visible_warehouses(ctx).filter(id=warehouse_id).exists():
            raise NotFound("warehouse", warehouse_id)
        if row.warehouse_id not in {None, warehouse_id}:
            raise InvalidInput("Another warehouse counts this return.", "warehouseId")

        await _receive(ctx, row, warehouse_id, quantities, is_last=is_last)
        await claimed.settle(row.id)
        return row


def _check(quantities: Units, is_last: bool) -> None:
    if not quantities and not is_last:
        raise InvalidInput("Say what came, or that nothing more will.", "lines")
    for place, units in enumerate(items(list(quantities.values()), "lines")):
        count(units, "lines", str(place), "quantity")


async def _receive(
    ctx: Context, row: Return, warehouse_id: UUID, quantities: Units, *, is_last: bool
) -> None:
    lines = {line.order_line_id: line for line in await ReturnLine.filter(parent_id=row.id)}
    left = {line_id: max(0, line.quantity - line.received) for line_id, line in lines.items()}
    expected = {line_id: min(units, left.get(line_id, 0)) for line_id, units in quantities.items()}
    await _count(row, lines, quantities)
    still = {line_id: units - expected.get(line_id, 0) for line_id, units in left.items()}
    is_all = is_last or not any(still.values())
    let_go = still if is_all else {}
    change = await _settle_advance(row, lines) if is_all else 0
    action = ReturnAction.RECEIVE if is_all else ReturnAction.RECEIVE_PART
    source = await RETURN.move(
        row,
        action,
        at=ctx.now,
        warehouse_id=warehouse_id,
        received_at=ctx.now if is_all else None,
    )
    received = ReturnReceived.of(
        row,
        source=source,
        action=action,
        warehouse_id=warehouse_id,
        units=sum(quantities.values()),
        units_received=sum(line.received for line in lines.values()),
        units_announced=sum(line.quantity for line in lines.values()),
    )
    await tell(
        ctx,
        received,
        requested={
            line_id: -expected.get(line_id, 0) - let_go.get(line_id, 0)
            for line_id in {*expected, *let_go}
        },
        returned=quantities,
        credit_minor=change,
    )


async def _settle_advance(row: Return, lines: Mapping[UUID, ReturnLine]) -> int:
    """What was credited before anything came is credited for what came; the change."""
    if not any(line.credited for line in lines.values()):
        return 0
    came = {line_id: line.received for line_id, line in lines.items()}
    return await credit_lines(row, list(lines.values()), came)


async def _count(
    row: Return, lines: dict[UUID, ReturnLine], quantities: Mapping[UUID, int]
) -> None:
    """Write the count into the return's lines; what nobody announced gets a line of its own."""
    unannounced = set(quantities) - set(lines)
    known = OrderLine.filter(order_id=row.order_id, id__in=list(unannounced))
    if missing := unannounced - set(await known.values_list("id", flat=True)):
        raise NotFound("order line", min(missing))
    for line_id in sorted(unannounced):
        lines[line_id] = ReturnLine(parent_id=row.id, order_line_id=line_id, quantity=0)
    for line_id, units in quantities.items():
        lines[line_id].received += units
    await ReturnLine.bulk_create([lines[line_id] for line_id in sorted(unannounced)])
    announced = [lines[line_id] for line_id in quantities if line_id not in unannounced]
    if announced:
        await ReturnLine.bulk_update(announced, ["received"])

"""What a channel says of an order that we have: it changed there, or was canceled there."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.channels.messages import normalized, terms_of
from domain.channels.models import ChannelImport, SalesChannel
from domain.channels.normalized import NormalizedOrder, Rejected
from domain.channels.states import ChannelOrderStatus, MessageKind, RejectReason
from domain.finance.capture_payment import REFERENCE_LENGTH_MAX
from domain.identity.scopes import Scope
from domain.orders.editing.errors import EditNotPossible
from domain.orders.entries import Entry
from domain.orders.models import Order
from domain.orders.queries import lock_order
from domain.orders.states import CancelReason, OrderStatus
from domain.processes.cancel_order import cancel_order
from domain.processes.edit_channel_order import changes_to, edit_channel_order, unbooked
from domain.processes.import_channel_orders import (
    Contents,
    Outcome,
    contents,
    enter,
    entry_of,
    listed,
    settle,
)
from domain.shared import sql
from domain.shared.context import Context
from domain.shared.errors import DomainError

BATCH = 50  # changes in one sweep, each in a transaction of its own
WAITING = """
SELECT id FROM channel_order
WHERE status = 'normalized' AND kind <> 'created' AND ($2::uuid[] IS NULL OR id = ANY($2))
ORDER BY said_at NULLS FIRST, received_at, id LIMIT $1
"""
CLAIM = """
SELECT id FROM channel_order WHERE id = $1 AND status = 'normalized' FOR UPDATE SKIP LOCKED
"""
NEWER = """
SELECT 1 FROM channel_order WHERE channel_id = $1 AND external_id = $2 AND id <> $3
    AND status = 'imported' AND said_at > $4 LIMIT 1
"""
GONE = {OrderStatus.CANCELED, OrderStatus.EXPIRED}


async def apply_channel_changes(
    ctx: Context, *, limit: int = BATCH, ids: Sequence[UUID] | None = None
) -> int:
    """Apply up to so many changes, the oldest first, or those named; how many were looked at.

    Each in a transaction of its own with the message's end. A cancellation cancels, and gives the
    money back on our side; what has left already cannot be canceled, and the message says so. A
    change of what is in an order, of where it goes or of what was paid becomes an edit; where
    something is in the way of that, the message is rejected with the difference and the reason, for
    a person to see. One that says less than we know already changes nothing.

    Raises:
        NotPermitted: the actor may not write orders.
    """
    ctx.require(Scope.ORDERS_WRITE)
    waiting = await sql.rows(WAITING, limit, ids and list(ids))
    for row in waiting:
        await _apply(ctx, row["id"])
    return len(waiting)


async def _apply(ctx: Context, message_id: UUID) -> None:
    async with in_transaction():
        if not await sql.rows(CLAIM, message_id):
            return
        row = await ChannelImport.get(id=message_id)
        channel = await SalesChannel.get(id=row.channel_id)
        try:
            outcome = await _outcome(ctx, channel, row)
        except Rejected as why:
            outcome = Outcome(ChannelOrderStatus.REJECTED, row.order_id, why, kind=row.kind.value)
        await settle(ctx, [row], [outcome])


async def _outcome(ctx: Context, channel: SalesChannel, row: ChannelImport) -> Outcome:
    said = normalized(row, terms_of(channel))
    order = await Order.get_or_none(channel_id=channel.id, external_id=said.external_id)
    if order is None:
        if row.kind is MessageKind.CANCELED:
            raise Rejected(RejectReason.UNKNOWN_ORDER, "id")
        # It carries all of the order: it was merely not the first that we heard of it.
        [entered] = await enter(ctx, channel, [row])
        return Outcome(entered.status, entered.order_id, entered.why, kind=row.kind.value)
    order = await lock_order(order.id)  # of two changes of it, one is the newer
    at = said.said_at or row.received_at
    if await sql.rows(NEWER, channel.id, said.external_id, row.id, at):
        return Outcome(ChannelOrderStatus.DUPLICATE, order.id, kind=row.kind.value)
    if row.kind is MessageKind.CANCELED:
        return await _cancel(ctx, order, row)
    return await _update(ctx, channel, order, row, said)


async def _cancel(ctx: Context, order: Order, row: ChannelImport) -> Outcome:
    kind = row.kind.value
    if order.status in GONE:
        return Outcome(ChannelOrderStatus.DUPLICATE, order.id, kind=kind)
    row.order_id = order.id
    try:
        await cancel_order(ctx, order.id, reason=CancelReason.CUSTOMER)
    except DomainError as refusal:
        why = {"code": refusal.code, "status": order.status.value}
        raise Rejected(RejectReason.CANCEL_NOT_APPLIED, None, **why) from None
    return Outcome(ChannelOrderStatus.IMPORTED, order.id, kind=kind)


async def _update(
    ctx: Context, channel: SalesChannel, order: Order, row: ChannelImport, said: NormalizedOrder
) -> Outcome:
    entry = entry_of(said, await listed(channel, [said]))
    if entry.is_lost:
        raise Rejected(RejectReason.UNREADABLE, "address")
    changes = await changes_to(order, entry)
    if not changes and not unbooked(order, entry):
        return Outcome(ChannelOrderStatus.DUPLICATE, order.id, kind=row.kind.value)
    row.order_id = order.id
    try:
        async with in_transaction():
            reference = f"{channel.code}:{said.external_id}:{row.id.hex}"[:REFERENCE_LENGTH_MAX]
            order = await edit_channel_order(ctx, order, entry, changes, reference)
            if difference := await _difference(order, entry):
                raise Rejected(RejectReason.UPDATE_NOT_APPLIED, "lines", **difference)
    except DomainError as refusal:
        problems = refusal.problems if isinstance(refusal, EditNotPossible) else ()
        raise Rejected(
            RejectReason.UPDATE_NOT_APPLIED,
            "lines",
            status=order.status.value,
            code=refusal.code,
            problems=[one.kind.value for one in problems],
            **await _difference(order, entry),
        ) from None
    return Outcome(ChannelOrderStatus.IMPORTED, order.id, kind=row.kind.value)


async def _difference(order: Order, entry: Entry) -> dict[str, Any]:
    ours = (await contents([order.id])).get(order.id, Contents({}, order.total_minor))
    return ours.differences(Contents.of(entry))

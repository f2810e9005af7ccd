"""When a merge is taken back, every order has its work, its stock and its money again."""

from collections.abc import Sequence
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.finance.errors import PaymentUnderWay
from domain.finance.ledger import is_money_going_back
from domain.finance.move_money import move_money, move_payments
from domain.fulfillment.cancel_fulfillment_orders import cancel_fulfillment_orders
from domain.fulfillment.errors import PickingAlreadyStarted
from domain.fulfillment.open_fulfillment_orders import open_fulfillment_orders
from domain.identity.scopes import Scope
from domain.inventory.reassign import committed_to
from domain.orders.errors import MergeNotUndoable
from domain.orders.journal import Journal
from domain.orders.lock_orders import lock_orders
from domain.orders.models import Order, OrderMerge
from domain.orders.queries import get_order
from domain.orders.states import ORDER, OrderAction, OrderStatus, UnmergeObstacle
from domain.orders.unmerge_orders import unmerge_orders
from domain.processes.merge_orders import Merged
from domain.shared.context import Context
from domain.shared.errors import VersionConflict
from domain.shared.idempotency import claim
from domain.shared.states import expect_version


async def unmerge_order(
    ctx: Context,
    order_id: UUID,
    *,
    idempotency_key: str | None,
    expected_version: int | None = None,
) -> Merged:
    """Take the merge back that an order went into another by, for all orders that went with it.

    Payments go back with their orders. What was paid since for all of them covers the target first,
    and then each of the others.

    Raises:
        NotPermitted: the actor may not write orders.
        NotFound: there is no such order.
        InvalidTransition: the order was not merged, or is back already.
        MergeNotUndoable: picking has started, the target has ended or waits, or was changed since.
        PaymentUnderWay: a gateway holds money for it, or has not answered yet, be it of what the
            merge gave back: the parts would look paid, and owe again once they have ended.
        VersionConflict: the order changed since the actor looked, or at this very moment.
        IdempotencyInProgress, IdempotencyKeyReused: as the key's rules say.
    """
    ctx.require(Scope.ORDERS_WRITE)
    async with in_transaction():
        claimed = await claim(ctx, "orders.unmerge_order", idempotency_key, [order_id])
        order = await get_order(ctx, order_id)
        if claimed.replay_of:
            merge = await OrderMerge.get(id=claimed.replay_of)
            return await _now(merge)
        expect_version(order, "order", expected_version)
        ORDER.target(order.status, OrderAction.UNMERGE, held_from=order.held_from)
        merge = await OrderMerge.get(id=order.merge_id)
        sources = [left.order_id for left in Journal.read(merge.journal).sources]
        orders = await lock_orders([merge.target_id, *sources])
        await merge.refresh_from_db()
        if merge.undone_at is not None or orders[order_id].merge_id != merge.id:
            raise VersionConflict("order", expected=order.version)

        if orders[merge.target_id].is_money_held or await is_money_going_back(list(orders)):
            raise PaymentUnderWay
        await _write(ctx, merge, orders)
        await claimed.settle(merge.id)
        return await _now(merge)


async def _write(ctx: Context, merge: OrderMerge, orders: dict[UUID, Order]) -> None:
    system, target = ctx.as_system(), orders[merge.target_id]
    journal = Journal.read(merge.journal)
    is_confirmed = target.status is OrderStatus.CONFIRMED
    if is_confirmed:
        try:
            await cancel_fulfillment_orders(system, target.id)
        except PickingAlreadyStarted:
            raise MergeNotUndoable(UnmergeObstacle.PICKING_STARTED) from None
        await target.refresh_from_db()
    await unmerge_orders(ctx, merge, target, orders)
    for left in journal.sources:
        await move_payments(system, left.payments, target.id, left.order_id)
    await _settle(system, target.id, [left.order_id for left in journal.sources])
    if is_confirmed:
        for order in orders.values():
            await open_fulfillment_orders(system, order, await committed_to(order.id))


async def _settle(ctx: Context, target_id: UUID, source_ids: Sequence[UUID]) -> None:
    """What was paid for all, and is more than the target costs, is paid for the others."""
    target = await Order.get(id=target_id)
    surplus = -target.balance_due_minor
    for source_id in source_ids:
        source = await Order.get(id=source_id)
        part = min(surplus, source.balance_due_minor)
        if part > 0:
            surplus -= part
            await move_money(ctx, target_id, source_id, part)


async def _now(merge: OrderMerge) -> Merged:
    keys = [left.order_id for left in Journal.read(merge.journal).sources]
    found = {order.id: order for order in await Order.filter(id__in=[merge.target_id, *keys])}
    return Merged(found[merge.target_id], [found[key] for key in keys])

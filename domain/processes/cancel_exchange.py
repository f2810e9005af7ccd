"""Calling an exchange off: nothing goes out for it."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.orders.models import Order
from domain.orders.states import ORDER, CancelReason, OrderAction, OrderStatus
from domain.processes.cancel_order import cancel_order
from domain.returns.cancel_return import cancel_return
from domain.returns.decline_return import ANSWER_LENGTH_MAX
from domain.returns.exchanges.actions import NEEDED, permits
from domain.returns.exchanges.locks import lock_exchange
from domain.returns.exchanges.models import Exchange
from domain.returns.exchanges.moving import move_exchange
from domain.returns.exchanges.states import EXCHANGE, ExchangeAction
from domain.returns.models import Return
from domain.returns.states import RETURN, ReturnAction
from domain.shared.context import Context
from domain.shared.inputs import text
from domain.shared.states import expect_version

GONE = {OrderStatus.CANCELED, OrderStatus.EXPIRED, OrderStatus.MERGED}


async def cancel_exchange(
    ctx: Context, exchange_id: UUID, *, answer: str = "", expected_version: int | None = None
) -> Exchange:
    """Call an exchange off, with its order of what should go out. `answer` is what the customer is
    told. Goods that are on their way already stay a return, and are paid back when they came.
    Customers do it with their own, while nobody has answered.

    Raises:
        NotSignedIn, NotPermitted: the actor may not write orders, and it is not theirs and asked
            for.
        NotFound: the actor can see no such exchange.
        InvalidInput: too long an answer.
        InvalidTransition: it is over, or what goes out has left, or went into another order.
        PickingAlreadyStarted: a warehouse is at work on what goes out.
        VersionConflict: it changed since the actor looked.
    """
    action = ExchangeAction.CANCEL
    answer = text(answer, "answer", longest=ANSWER_LENGTH_MAX, required=False)
    if ctx.customer_id is None:
        ctx.require(NEEDED)
    async with in_transaction():
        row = await lock_exchange(ctx, exchange_id)
        expect_version(row, EXCHANGE.kind, expected_version)
        EXCHANGE.target(row.status, action)
        order = await Order.get(id=row.order_id)
        if not permits(ctx, action, row.status, customer_id=order.customer_id):
            ctx.require(NEEDED)
        await _expect_its_own(row)
        await call_off(ctx, row, answer)
        return row


async def _expect_its_own(row: Exchange) -> None:
    """What goes out with goods of another order is taken apart from them first."""
    if row.replacement_id is not None:
        goods = await Order.get(id=row.replacement_id)
        if goods.status is OrderStatus.MERGED:
            ORDER.target(goods.status, OrderAction.CANCEL)


async def call_off(ctx: Context, row: Exchange, answer: str = "") -> None:
    """The same for an exchange whose orders are held: also its return, unless that is on its way,
    and its other order, unless that is gone already; one that went into another went with that.
    """
    system = ctx.as_system()
    back = await Return.get(id=row.parent_id)
    if RETURN.allows(back.status, ReturnAction.CANCEL):
        await cancel_return(system, back.id)
    if row.replacement_id is not None:
        goods = await Order.get(id=row.replacement_id)
        if goods.status not in GONE:
            await cancel_order(system, goods.id, reason=CancelReason.OTHER)
    await move_exchange(ctx, row, ExchangeAction.CANCEL, also={"answer": answer})

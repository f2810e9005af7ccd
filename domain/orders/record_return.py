"""Recording a return: returns tell the order what will come back, what did, and its worth."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.orders.complete_order import complete_if_done
from domain.orders.count_back import count_back
from domain.orders.counters import NONE
from domain.orders.events import ReturnProgressed
from domain.orders.models import Order, OrderLine
from domain.orders.queries import lock_order
from domain.orders.statuses import payment_status, return_status, uncaptured
from domain.shared.context import Context
from domain.shared.outbox import append
from domain.shared.states import raise_version


@dataclass(frozen=True, slots=True)
class Open:
    """Whether any return of the order waits for an answer, and whether any is under way."""

    is_requested: bool
    is_under_way: bool


async def record_return(
    ctx: Context,
    order_id: UUID,
    *,
    return_id: UUID,
    what: str,
    open: Open,
    requested: Mapping[UUID, int] = NONE,
    returned: Mapping[UUID, int] = NONE,
    credit_minor: int = 0,
) -> Order:
    """Change the counters of an order's lines (line id to units more or fewer) and its credit, and
    complete it if nothing is open any more.

    `what` is the teller's word for it, such as `return_approved`. Part of the verbs of returns, in
    their transaction: who may is decided there. Call it before the shelves are touched.

    Raises:
        NotFound: the order has no such line.
        ReturnExceedsDelivered: more units than were delivered and are in no other return or claim.
    """
    async with in_transaction():
        order = await lock_order(order_id)
        await count_back(order, requested=requested, returned=returned)
        lines = await OrderLine.filter(order_id=order.id)
        credit = order.return_credit_minor + credit_minor
        assert credit >= 0, "what is not owed for goods that came back"
        await raise_version(
            order,
            "order",
            at=ctx.now,
            return_credit_minor=credit,
            return_status=return_status(
                lines, is_under_way=open.is_under_way, is_requested=open.is_requested
            ),
            payment_status=payment_status(
                order.total_minor - credit,
                captured_minor=order.captured_minor,
                refunded_minor=order.refunded_minor,
                uncaptured=uncaptured(order.payment_status),
            ),
        )
        await append(
            ctx,
            ReturnProgressed(
                aggregate_id=order.id,
                version=order.version,
                status=order.status,
                return_id=return_id,
                what=what,
                return_status=order.return_status,
                units_requested=sum(requested.values()),
                units_returned=sum(returned.values()),
                credit_minor=credit_minor,
                balance_due_minor=order.balance_due_minor,
            ),
        )
        return await complete_if_done(ctx, order_id)

"""Recording a claim: claims tell the order which units something is wrong with, and their worth."""

from collections.abc import Mapping
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.orders.complete_order import complete_if_done
from domain.orders.count_back import count_back
from domain.orders.counters import NONE
from domain.orders.events import ClaimProgressed
from domain.orders.models import Order
from domain.orders.queries import lock_order
from domain.orders.statuses import payment_status, uncaptured
from domain.shared.context import Context
from domain.shared.outbox import append
from domain.shared.states import raise_version


async def record_claim(
    ctx: Context,
    order_id: UUID,
    *,
    claim_id: UUID,
    what: str,
    claimed: Mapping[UUID, int] = NONE,
    credit_minor: int = 0,
) -> Order:
    """Change the counters of an order's lines (line id to units more or fewer) and its credit, and
    complete it if nothing is open any more.

    `what` is the teller's word for it, such as `claim_approved`. Part of the verbs of claims, in
    their transaction: who may is decided there.

    Raises:
        NotFound: the order has no such line.
        ClaimExceedsDelivered: more units than were delivered and are in no return or other claim.
    """
    async with in_transaction():
        order = await lock_order(order_id)
        await count_back(order, claimed=claimed)
        credit = order.return_credit_minor + credit_minor
        changes = {}
        if credit_minor:
            changes["payment_status"] = payment_status(
                order.total_minor - credit,
                captured_minor=order.captured_minor,
                refunded_minor=order.refunded_minor,
                uncaptured=uncaptured(order.payment_status),
            )
        await raise_version(order, "order", at=ctx.now, return_credit_minor=credit, **changes)
        await append(
            ctx,
            ClaimProgressed(
                aggregate_id=order.id,
                version=order.version,
                status=order.status,
                claim_id=claim_id,
                what=what,
                units_claimed=sum(claimed.values()),
                credit_minor=credit_minor,
                balance_due_minor=order.balance_due_minor,
            ),
        )
        return await complete_if_done(ctx, order_id)

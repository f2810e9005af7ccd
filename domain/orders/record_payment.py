"""Recording a payment: finance tells the order what came in or went back, and what may."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.inventory.extend_reservations import extend_reservations
from domain.orders.complete_order import complete_if_done
from domain.orders.errors import OrderNotPayable
from domain.orders.events import OrderEvent, PaymentAwaited, PaymentRecorded
from domain.orders.models import Order
from domain.orders.queries import lock_order
from domain.orders.states import OrderPaymentStatus, OrderStatus
from domain.orders.statuses import payment_status
from domain.promotions.uses import redeem_uses
from domain.shared.context import Context
from domain.shared.outbox import append
from domain.shared.states import raise_version

KEPT_MAX = timedelta(hours=24)  # from when it was placed, for payments that come to nothing
PAYABLE = {OrderStatus.PENDING, OrderStatus.CONFIRMED, OrderStatus.ON_HOLD}


def is_payable(order: Order, *, begun_at: datetime | None = None) -> bool:
    """Whether an order takes money: until it ends; one that is complete takes what is owed again,
    because goods whose money went back in advance did not come, or a bank took money away. What
    comes late, of a payment that was `begun_at` a time before it was complete, is not that.
    """
    if order.status is not OrderStatus.COMPLETED:
        return order.status in PAYABLE
    is_late = (
        begun_at is not None and order.completed_at is not None and (begun_at < order.completed_at)
    )
    return order.balance_due_minor > 0 and not is_late


@dataclass(frozen=True, slots=True)
class Hopes:
    """What all payments of an order say beyond what came: what is held, whether more may come
    that nobody has told us of, and what to say while nothing came.
    """

    authorized_minor: int = 0
    is_under_way: bool = False
    uncaptured: OrderPaymentStatus = OrderPaymentStatus.PENDING


async def record_payment(
    ctx: Context, order_id: UUID, *, captured_minor: int = 0, refunded_minor: int = 0
) -> Order:
    """Add what was captured or refunded to the order's sums, and complete it if that was all.

    Part of finance's verbs, in their transaction: who may, and how much, is decided there.

    Raises:
        OrderNotPayable: money for an order that has ended.
    """
    assert captured_minor >= 0, "money that came is not below zero"
    assert refunded_minor >= 0, "money that went back is not below zero"
    async with in_transaction():
        order = await lock_order(order_id)
        if captured_minor and not is_payable(order):
            raise OrderNotPayable(order.number, order.status)
        return await _record(ctx, order, captured_minor, refunded_minor, {})


async def record_gateway_payment(
    ctx: Context,
    order_id: UUID,
    *,
    captured_minor: int = 0,
    refunded_minor: int = 0,
    hopes: Hopes,
    until: datetime | None = None,
) -> Order:
    """The same where a gateway says what happened: it is written down whatever the order's state,
    for it is so. `captured_minor` is below zero where a customer's bank took money away.

    A pending order is kept at least `until` then, and so are the units it holds; but whoever tries
    again and again keeps them for a day at most.
    """
    async with in_transaction():
        order = await lock_order(order_id)
        changes: dict[str, Any] = {
            "authorized_minor": hopes.authorized_minor,
            "is_payment_under_way": hopes.is_under_way,
        }
        if until is not None and order.expires_at is not None:
            until = min(until, order.placed_at + KEPT_MAX)
            if order.expires_at < until:
                changes["expires_at"] = until
                await extend_reservations(ctx, order_id=order.id, until=until)
        return await _record(ctx, order, captured_minor, refunded_minor, changes, hopes.uncaptured)


async def _record(
    ctx: Context,
    order: Order,
    captured_minor: int,
    refunded_minor: int,
    changes: dict[str, Any],
    uncaptured: OrderPaymentStatus = OrderPaymentStatus.PENDING,
) -> Order:
    captured = order.captured_minor + captured_minor
    refunded = order.refunded_minor + refunded_minor
    await raise_version(
        order,
        "order",
        at=ctx.now,
        captured_minor=captured,
        refunded_minor=refunded,
        payment_status=payment_status(
            order.total_minor - order.return_credit_minor,
            captured_minor=captured,
            refunded_minor=refunded,
            uncaptured=uncaptured,
        ),
        **changes,
    )
    has_moved = captured_minor != 0 or refunded_minor != 0
    await append(
        ctx, _recorded(order, captured_minor, refunded_minor) if has_moved else _awaited(order)
    )
    if has_moved and order.discount_minor and order.balance_due_minor <= 0:
        await redeem_uses(ctx, order.id)
    return await complete_if_done(ctx, order.id)


def _recorded(order: Order, captured_minor: int, refunded_minor: int) -> OrderEvent:
    return PaymentRecorded(
        aggregate_id=order.id,
        version=order.version,
        status=order.status,
        payment_status=order.payment_status,
        captured_minor=order.captured_minor,
        refunded_minor=order.refunded_minor,
        balance_due_minor=order.balance_due_minor,
        newly_captured_minor=captured_minor,
        newly_refunded_minor=refunded_minor,
    )


def _awaited(order: Order) -> OrderEvent:
    return PaymentAwaited(
        aggregate_id=order.id,
        version=order.version,
        status=order.status,
        payment_status=order.payment_status,
        authorized_minor=order.authorized_minor,
        is_under_way=order.is_payment_under_way,
    )

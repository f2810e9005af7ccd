"""What came through a gateway goes back through it, whatever became of the order meanwhile."""

from collections.abc import Collection
from pathlib import Path

import pytest

from domain.finance.capture_authorized import capture_authorized
from domain.finance.errors import PaymentUnderWay
from domain.finance.models import Payment, PaymentTransaction
from domain.finance.refund_payment import refund_payment
from domain.finance.refunds.models import ReturnRefund
from domain.finance.refunds.retry_refund import retry_refund
from domain.finance.refunds.states import ReturnRefundStatus
from domain.finance.states import PaymentStatus, TransactionType
from domain.orders.errors import OrdersNotMergeable
from domain.orders.models import Order
from domain.orders.states import CancelReason, MergeObstacle, OrderStatus
from domain.processes.cancel_order import cancel_order
from domain.processes.confirm_order import confirm_order
from domain.processes.merge_orders import merge_orders
from domain.processes.split_order import split_order
from domain.processes.unmerge_order import unmerge_order
from domain.returns.models import Return
from domain.returns.states import ReturnStatus
from tests.shop import Shop


async def sold(shop: Shop, units: int = 2) -> Payment:
    """A confirmed order, paid through the gateway at once."""
    order = await shop.confirmed_order(units=units)
    payment = await shop.authorize(order.id, at_once=True)
    assert payment.status is PaymentStatus.CAPTURED
    return payment


async def statuses(payments: Collection[Payment]) -> list[PaymentStatus]:
    return [(await Payment.get(id=payment.id)).status for payment in payments]


async def test_a_part_of_it_that_is_another_orders_goes_back_by_where_it_came_from(
    shop: Shop,
) -> None:
    gateway = shop.gateway()
    payment = await sold(shop)
    (line,) = await shop.lines(await Order.get(id=payment.order_id))
    made = await split_order(
        shop.ctx, payment.order_id, units={line.id: 1}, idempotency_key="in two"
    )
    twin = await Payment.get(order_id=made.sibling.id)

    await refund_payment(shop.ctx, twin.id, idempotency_key="of the part")
    await refund_payment(shop.ctx, payment.id, idempotency_key="of the rest")

    assert (twin.came_from_id, twin.provider, twin.captured_minor) == (payment.id, "sandbox", 1250)
    assert await statuses([payment, twin]) == [PaymentStatus.REFUNDED, PaymentStatus.REFUNDED]
    assert shop.books(gateway) == [
        ("capture", "succeeded", 2500),
        ("refund", "succeeded", 1250),
        ("refund", "succeeded", 1250),
    ]
    assert {order.balance_due_minor for order in await Order.all()} == {1250}


async def test_what_went_to_another_order_is_given_back_once(shop: Shop) -> None:
    gateway = shop.gateway()
    payment = await sold(shop)
    (line,) = await shop.lines(await Order.get(id=payment.order_id))
    made = await split_order(
        shop.ctx, payment.order_id, units={line.id: 1}, idempotency_key="in two"
    )

    for order_id in (payment.order_id, made.sibling.id):
        await cancel_order(shop.ctx, order_id, reason=CancelReason.CUSTOMER)
    await shop.reconciled()

    refunds = [entry for entry in shop.books(gateway) if entry[0] == "refund"]
    assert [minor for _, _, minor in refunds] == [1250, 1250]
    assert {order.balance_due_minor for order in await Order.all()} == {0}


async def test_orders_stay_as_they_are_while_a_gateway_holds_money(shop: Shop) -> None:
    shop.gateway()
    cleo = await shop.customer()
    variant = await shop.variant()
    await shop.stock(variant, 10)
    placed = [await shop.place((variant, 2), customer=cleo) for _ in range(2)]
    first, second = [await confirm_order(shop.ctx, order.id) for order in placed]
    held = await shop.authorize(first.id)
    (line,) = await shop.lines(first)

    with pytest.raises(PaymentUnderWay):
        await split_order(shop.ctx, first.id, units={line.id: 1}, idempotency_key="early")
    with pytest.raises(OrdersNotMergeable) as refused:
        await merge_orders(shop.ctx, second.id, {first.id: None}, idempotency_key="early")
    assert refused.value.obstacles == [(first.id, MergeObstacle.MONEY_HELD)]

    await capture_authorized(shop.ctx, held.id, amount=None, idempotency_key="all of it")
    merged = await merge_orders(shop.ctx, second.id, {first.id: None}, idempotency_key="now")

    assert merged.sources[0].status is OrderStatus.MERGED
    assert (merged.order.captured_minor, merged.order.balance_due_minor) == (2500, 2500)
    await refund_payment(shop.ctx, held.id, idempotency_key="back")
    assert (await Order.get(id=second.id)).refunded_minor == 2500


async def test_a_merge_is_not_taken_back_while_what_it_saved_is_on_its_way_to_the_customer(
    shop: Shop,
) -> None:
    shop.gateway()
    cleo, variant = await shop.customer(), await shop.variant()
    await shop.stock(variant, 10)
    placed = [await shop.place((variant, 2), customer=cleo) for _ in range(2)]
    for order in placed:
        await Order.filter(id=order.id).update(shipping_minor=300, total_minor=2_800)
        await shop.authorize(order.id, at_once=True)
    target, source = placed
    await merge_orders(shop.ctx, target.id, {source.id: None}, idempotency_key="one")
    before = await Order.filter(id__in=[target.id, source.id]).order_by("id").values()

    with pytest.raises(PaymentUnderWay):
        await unmerge_order(shop.ctx, source.id, idempotency_key="early")
    assert await Order.filter(id__in=[target.id, source.id]).order_by("id").values() == before
    await shop.reconciled()
    back = await unmerge_order(shop.ctx, source.id, idempotency_key="now")

    parts = (back.order, *back.sources)
    assert sum(part.balance_due_minor for part in parts) == 300  # which they owe again, and see


async def returned(shop: Shop) -> ReturnRefund:
    """All of an order that was paid through the gateway has come back and is inspected."""
    order = await shop.delivered(is_paid=False)
    await shop.authorize(order.id, at_once=True)
    row = await shop.back(ReturnStatus.RECEIVED, order=await Order.get(id=order.id))
    await shop.look_at(row)
    return await ReturnRefund.get(parent_id=row.id)


async def test_a_refund_of_a_return_is_over_when_the_gateway_has_answered(shop: Shop) -> None:
    gateway = shop.gateway()

    refund = await returned(shop)
    assert refund.status is ReturnRefundStatus.PROCESSING
    assert (await Return.get(id=refund.parent_id)).status is ReturnStatus.INSPECTED
    await shop.reconciled()

    refund = await ReturnRefund.get(id=refund.id)
    assert refund.status is ReturnRefundStatus.SUCCEEDED
    assert (await Return.get(id=refund.parent_id)).status is ReturnStatus.CLOSED
    assert ("refund", "succeeded", 2500) in shop.books(gateway)
    assert (await Order.get(id=refund.order_id)).balance_due_minor == 0


async def test_one_that_is_refused_has_failed_and_can_be_tried_again(
    shop: Shop, tmp_path: Path
) -> None:
    book = tmp_path / "book"
    shop.gateway(book=book)
    refund = await returned(shop)

    shop.gateway()  # whose book has no such sale
    await shop.reconciled()
    failed = await ReturnRefund.get(id=refund.id)
    shop.gateway(book=book)
    await retry_refund(shop.ctx, refund.id)
    await shop.reconciled()

    assert failed.status is ReturnRefundStatus.FAILED
    assert (await ReturnRefund.get(id=refund.id)).status is ReturnRefundStatus.SUCCEEDED
    lines = await PaymentTransaction.filter(type=TransactionType.REFUND).order_by("occurred_at")
    assert [line.state.value for line in lines] == ["failed", "succeeded"]


async def test_of_a_refund_by_two_payments_the_last_answer_decides(shop: Shop) -> None:
    shop.gateway()
    order = await shop.delivered(is_paid=False)
    await shop.authorize(order.id, 1000, at_once=True)
    await shop.authorize(order.id, at_once=True)
    row = await shop.back(ReturnStatus.RECEIVED, order=await Order.get(id=order.id))
    await shop.look_at(row)
    lines = await PaymentTransaction.filter(type=TransactionType.REFUND)

    assert sorted(line.amount_minor for line in lines) == [1000, 1500]
    assert len({line.return_refund_id for line in lines}) == 1
    await shop.reconciled()
    assert (await ReturnRefund.get(parent_id=row.id)).status is ReturnRefundStatus.SUCCEEDED

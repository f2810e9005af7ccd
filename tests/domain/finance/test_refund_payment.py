"""Giving money back: never more than came, and the order knows of it."""

import asyncio
from uuid import UUID

import pytest

from domain.finance.errors import RefundExceedsCaptured
from domain.finance.models import Payment, PaymentTransaction
from domain.finance.refund_payment import refund_payment
from domain.finance.states import PaymentStatus, TransactionType
from domain.identity.scopes import Scope
from domain.orders.models import Order
from domain.orders.states import OrderPaymentStatus
from domain.shared.context import Context
from domain.shared.errors import (
    IdempotencyKeyReused,
    InvalidInput,
    NotFound,
    NotPermitted,
)
from domain.shared.ids import new_id
from domain.shared.models import EventRow
from domain.shared.money import Money, WrongCurrency
from tests.shop import Shop


async def refund(
    ctx: Context, payment_id: UUID, minor: int | None = None, *, key: str | None = None
) -> Payment:
    amount = None if minor is None else Money(minor, "USD")
    return await refund_payment(
        ctx, payment_id, amount=amount, idempotency_key=key or str(new_id())
    )


async def paid(shop: Shop) -> Payment:
    """An order of 25.00, paid."""
    return await shop.capture((await shop.order(units=2)).id)


async def test_a_part_goes_back_then_the_rest(shop: Shop) -> None:
    payment = await paid(shop)

    partly = await refund(shop.ctx, payment.id, 1000)
    halfway = await Order.get(id=payment.order_id)
    wholly = await refund(shop.ctx, payment.id)

    assert (partly.status, partly.refunded_minor) == (PaymentStatus.PARTIALLY_REFUNDED, 1000)
    assert halfway.payment_status is OrderPaymentStatus.PARTIALLY_REFUNDED
    assert halfway.balance_due_minor == 1000
    assert (wholly.status, wholly.refunded_minor) == (PaymentStatus.REFUNDED, 2500)
    lines = await PaymentTransaction.filter(type=TransactionType.REFUND).order_by("id")
    assert [line.amount_minor for line in lines] == [1000, 1500]
    facts = await EventRow.filter(aggregate_id=payment.id).order_by("id")
    assert [(fact.version, fact.type) for fact in facts] == [
        (1, "finance.payment_captured"),
        (2, "finance.payment_refunded"),
        (3, "finance.payment_refunded"),
    ]
    assert (await shop.event_names())[-1] == "orders.payment_recorded"


async def test_no_more_goes_back_than_came(shop: Shop) -> None:
    payment = await paid(shop)
    await refund(shop.ctx, payment.id, 2000)
    told = await shop.event_names()

    with pytest.raises(RefundExceedsCaptured) as refusal:
        await refund(shop.ctx, payment.id, 501)

    assert refusal.value.refundable == Money(500, "USD")
    assert (await Payment.get(id=payment.id)).refunded_minor == 2000
    assert await shop.event_names() == told


async def test_what_went_back_does_not_go_back_again(shop: Shop) -> None:
    payment = await paid(shop)
    await refund(shop.ctx, payment.id)

    with pytest.raises(RefundExceedsCaptured):
        await refund(shop.ctx, payment.id)

    assert await PaymentTransaction.filter(type=TransactionType.REFUND).count() == 1


async def test_two_refunds_at_once_give_back_no_more_than_came(shop: Shop) -> None:
    payment = await paid(shop)

    results = await asyncio.gather(
        *(refund(shop.ctx, payment.id, 1500) for _ in range(4)), return_exceptions=True
    )

    refused = [result for result in results if isinstance(result, Exception)]
    assert [type(refusal) for refusal in refused] == [RefundExceedsCaptured] * 3
    assert (await Payment.get(id=payment.id)).refunded_minor == 1500
    assert (await Order.get(id=payment.order_id)).refunded_minor == 1500


async def test_a_repeated_call_gives_back_once(shop: Shop) -> None:
    payment = await paid(shop)

    await refund(shop.ctx, payment.id, 1000, key="k")
    again = await refund(shop.ctx, payment.id, 1000, key="k")

    assert again.refunded_minor == 1000
    with pytest.raises(IdempotencyKeyReused):
        await refund(shop.ctx, payment.id, 500, key="k")


@pytest.mark.parametrize("minor", [0, -1])
async def test_an_amount_is_more_than_nothing(shop: Shop, minor: int) -> None:
    payment = await paid(shop)

    with pytest.raises(InvalidInput) as refusal:
        await refund(shop.ctx, payment.id, minor)

    assert refusal.value.field == ["amount"]
    assert (await Payment.get(id=payment.id)).version == payment.version


async def test_money_goes_back_in_the_currency_it_came_in(shop: Shop) -> None:
    payment = await paid(shop)

    with pytest.raises(WrongCurrency):
        await refund_payment(shop.ctx, payment.id, amount=Money(100, "EUR"), idempotency_key="k")

    assert (await Payment.get(id=payment.id)).refunded_minor == 0


async def test_only_those_who_handle_money_refund(shop: Shop) -> None:
    payment = await paid(shop)

    with pytest.raises(NotPermitted):
        await refund(shop.as_staff(Scope.ORDERS_WRITE, Scope.ORDERS_READ), payment.id)
    with pytest.raises(NotPermitted):
        await refund(shop.as_customer(await shop.customer()), payment.id)
    with pytest.raises(NotFound):
        await refund(shop.ctx, new_id())
    with pytest.raises(NotFound):
        await refund(shop.as_staff(Scope.PAYMENTS_WRITE), payment.id)

    assert (await Payment.get(id=payment.id)).refunded_minor == 0

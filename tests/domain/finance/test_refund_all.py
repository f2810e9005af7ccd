"""Giving back all that came for an order, once."""

import pytest

from domain.finance.refund_all import refund_all
from domain.finance.refund_payment import refund_payment
from domain.identity.scopes import Scope
from domain.orders.models import Order
from domain.shared.errors import NotPermitted
from domain.shared.money import Money
from tests.shop import Shop


async def test_every_payment_goes_back_as_far_as_it_has_not(shop: Shop) -> None:
    order = await shop.order(units=2)
    first = await shop.capture(order.id, 1000)
    await shop.capture(order.id)
    await refund_payment(shop.ctx, first.id, amount=Money(400, "USD"), idempotency_key="some of it")

    refunded = await refund_all(shop.ctx, order.id)

    assert sorted(payment.refunded_minor for payment in refunded) == [1000, 1500]
    order = await Order.get(id=order.id)
    assert order.captured_minor == order.refunded_minor == 2500


async def test_doing_it_again_gives_back_nothing_more(shop: Shop) -> None:
    order = await shop.order()
    await shop.capture(order.id)
    await refund_all(shop.ctx, order.id)
    told = await shop.event_names()

    assert await refund_all(shop.ctx, order.id) == []

    assert await shop.event_names() == told


async def test_an_unpaid_order_gives_back_nothing(shop: Shop) -> None:
    order = await shop.order()

    assert await refund_all(shop.ctx, order.id) == []

    assert await shop.count("payment_transaction") == 0


async def test_only_those_who_handle_money_refund(shop: Shop) -> None:
    order = await shop.order()
    payment = await shop.capture(order.id)

    with pytest.raises(NotPermitted):
        await refund_all(shop.as_staff(Scope.ORDERS_WRITE, Scope.ORDERS_READ), order.id)

    await payment.refresh_from_db()
    assert payment.refunded_minor == 0

"""Taking money: never more than is owed, never twice, and by whom it may be taken."""

import asyncio

import pytest

from domain.finance.capture_payment import capture_payment
from domain.finance.errors import PaymentExceedsBalance
from domain.finance.models import Payment, PaymentTransaction
from domain.finance.states import PaymentMethod, PaymentStatus, TransactionType
from domain.identity.scopes import Scope
from domain.orders.errors import OrderNotPayable
from domain.orders.models import Order
from domain.orders.states import OrderPaymentStatus, OrderStatus
from domain.shared.context import Context
from domain.shared.errors import (
    AlreadyTaken,
    IdempotencyInProgress,
    IdempotencyKeyReused,
    InvalidInput,
    NotFound,
    NotPermitted,
    NotSignedIn,
)
from domain.shared.ids import new_id
from domain.shared.models import EventRow
from domain.shared.money import Money, WrongCurrency
from tests.shop import Shop

MANUAL, SIMULATED = PaymentMethod.MANUAL, PaymentMethod.SIMULATED


async def pay(
    ctx: Context,
    order: Order,
    amount: Money | None = None,
    *,
    method: PaymentMethod = MANUAL,
    reference: str | None = None,
    key: str | None = None,
) -> Payment:
    return await capture_payment(
        ctx,
        order.id,
        amount=amount,
        method=method,
        reference=str(new_id()) if reference is None else reference,
        idempotency_key=key or str(new_id()),
    )


async def test_all_that_is_owed_is_taken(shop: Shop) -> None:
    order = await shop.order(units=2)

    payment = await pay(shop.ctx, order, reference="receipt 7")

    assert (payment.status, payment.captured_minor) == (PaymentStatus.CAPTURED, 2500)
    line = await PaymentTransaction.get(payment_id=payment.id)
    assert (line.type, line.amount_minor) == (TransactionType.CAPTURE, 2500)
    assert (line.provider, line.provider_reference) == ("manual", "receipt 7")
    order = await Order.get(id=order.id)
    assert order.payment_status is OrderPaymentStatus.PAID
    assert order.balance_due_minor == 0
    assert (await shop.event_names())[-2:] == [
        "finance.payment_captured",
        "orders.payment_recorded",
    ]


async def test_an_order_may_be_paid_in_parts(shop: Shop) -> None:
    order = await shop.order(units=2)

    await pay(shop.ctx, order, Money(1000, "USD"))
    partly = await Order.get(id=order.id)
    await pay(shop.ctx, order)

    assert partly.payment_status is OrderPaymentStatus.PARTIALLY_PAID
    assert (await Order.get(id=order.id)).payment_status is OrderPaymentStatus.PAID
    assert sorted(await Payment.all().values_list("captured_minor", flat=True)) == [1000, 1500]


async def test_the_fact_holds_ids_and_numbers_only(shop: Shop) -> None:
    order = await shop.order()

    payment = await pay(shop.ctx, order, reference="from Cleo Park")

    event = await EventRow.get(type="finance.payment_captured")
    assert event.payload["order_id"] == str(order.id)
    assert (event.aggregate_id, event.version) == (payment.id, 1)
    assert (event.payload["source"], event.payload["status"]) == ("pending", "captured")
    assert "Cleo" not in str(event.payload)


async def test_we_take_no_more_than_is_owed(shop: Shop) -> None:
    order = await shop.order(units=2)
    told = await shop.event_names()

    with pytest.raises(PaymentExceedsBalance) as refusal:
        await pay(shop.ctx, order, Money(2501, "USD"))

    assert refusal.value.due == Money(2500, "USD")
    assert await shop.count("payment") == 0
    assert await shop.event_names() == told


async def test_a_paid_order_takes_no_more(shop: Shop) -> None:
    order = await shop.order()
    await pay(shop.ctx, order)

    with pytest.raises(PaymentExceedsBalance):
        await pay(shop.ctx, order)

    assert await shop.count("payment") == 1


async def test_two_tills_at_once_take_the_money_once(shop: Shop) -> None:
    order = await shop.order()

    results = await asyncio.gather(
        *(pay(shop.ctx, order) for _ in range(4)), return_exceptions=True
    )

    refused = [result for result in results if isinstance(result, Exception)]
    assert [type(refusal) for refusal in refused] == [PaymentExceedsBalance] * 3
    assert (await Order.get(id=order.id)).captured_minor == order.total_minor


async def test_a_repeated_call_returns_the_first_payment(shop: Shop) -> None:
    order = await shop.order()

    first = await pay(shop.ctx, order, reference="r", key="k")
    again = await pay(shop.ctx, order, reference="r", key="k")

    assert again.id == first.id
    assert await shop.count("payment_transaction") == 1
    with pytest.raises(IdempotencyKeyReused):
        await pay(shop.ctx, order, reference="another", key="k")


async def test_a_call_repeated_too_soon_may_try_again(shop: Shop) -> None:
    order = await shop.order()

    results = await asyncio.gather(
        *(pay(shop.ctx, order, reference="r", key="k") for _ in range(3)), return_exceptions=True
    )

    assert await shop.count("payment") == 1
    refused = [result for result in results if isinstance(result, Exception)]
    assert all(isinstance(refusal, IdempotencyInProgress) for refusal in refused)


async def test_a_providers_reference_pays_once(shop: Shop) -> None:
    await pay(shop.ctx, await shop.order(), reference="transfer 42")
    order = await shop.order()
    told = await shop.event_names()

    with pytest.raises(AlreadyTaken) as refusal:
        await pay(shop.ctx, order, reference="transfer 42")

    assert refusal.value.field == ["reference"]
    assert await shop.count("payment") == 1
    assert await shop.event_names() == told


@pytest.mark.parametrize("status", [OrderStatus.PENDING, OrderStatus.CONFIRMED, "on_hold"])
async def test_an_order_under_way_can_be_paid(shop: Shop, status: OrderStatus) -> None:
    order = await shop.order(OrderStatus(status))

    await pay(shop.ctx, order)

    assert (await Order.get(id=order.id)).payment_status is OrderPaymentStatus.PAID


@pytest.mark.parametrize(
    "status", [OrderStatus.CANCELED, OrderStatus.EXPIRED, OrderStatus.COMPLETED]
)
async def test_an_order_that_has_ended_takes_no_money(shop: Shop, status: OrderStatus) -> None:
    order = await shop.order(status)

    with pytest.raises(OrderNotPayable):
        await pay(shop.ctx, order, Money(1, "USD"))

    assert await shop.count("payment") == 0


@pytest.mark.parametrize("minor", [0, -1, 10**15 + 1])
async def test_an_amount_is_more_than_nothing(shop: Shop, minor: int) -> None:
    order = await shop.order()

    with pytest.raises(InvalidInput) as refusal:
        await pay(shop.ctx, order, Money(minor, "USD"))

    assert refusal.value.field == ["amount"]
    assert await shop.count("payment") == 0


@pytest.mark.parametrize("currency", ["EUR", "XXX"])
async def test_an_order_is_paid_in_its_own_currency(shop: Shop, currency: str) -> None:
    order = await shop.order()

    with pytest.raises(WrongCurrency):
        await pay(shop.ctx, order, Money(100, currency))

    assert await shop.count("payment") == 0


@pytest.mark.parametrize("reference", ["", "  ", "r" * 121, "a\x00b"])
async def test_a_reference_is_a_short_text(shop: Shop, reference: str) -> None:
    order = await shop.order()

    with pytest.raises(InvalidInput) as refusal:
        await pay(shop.ctx, order, reference=reference)

    assert refusal.value.field == ["reference"]
    assert await shop.count("payment") == 0


async def test_customers_pay_for_their_own_through_the_gateway(shop: Shop) -> None:
    cleo, otto = await shop.customer(), await shop.customer("Otto Ray")
    variant = await shop.variant()
    await shop.stock(variant, 5)
    order = await shop.place((variant, 1), ctx=shop.as_customer(cleo))

    with pytest.raises(NotFound):
        await pay(shop.as_customer(otto), order, method=SIMULATED)
    with pytest.raises(NotPermitted):
        await pay(shop.as_customer(cleo), order, method=MANUAL)
    assert await shop.count("payment") == 0

    payment = await pay(shop.as_customer(cleo), order, method=SIMULATED)
    assert payment.captured_minor == order.total_minor


async def test_staff_take_money_by_scope(shop: Shop) -> None:
    order = await shop.order()

    for method in PaymentMethod:
        with pytest.raises(NotPermitted):
            await pay(shop.as_staff(Scope.ORDERS_WRITE, Scope.ORDERS_READ), order, method=method)
        with pytest.raises(NotSignedIn):
            await pay(shop.as_anonymous, order, method=method)

    assert await shop.count("payment") == 0


async def test_no_order_no_payment(shop: Shop) -> None:
    order = await shop.order()
    order.id = new_id()

    with pytest.raises(NotFound):
        await pay(shop.ctx, order)

    assert await shop.count("payment") == 0

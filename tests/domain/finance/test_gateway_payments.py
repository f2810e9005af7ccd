"""Money through a gateway: how much, for how long, by whom, and never twice."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.finance.authorize_payment import authorize_payment
from domain.finance.capture_authorized import capture_authorized
from domain.finance.capture_payment import capture_payment
from domain.finance.errors import (
    CaptureExceedsAuthorized,
    PaymentExceedsBalance,
    PaymentUnderWay,
    RefundExceedsCaptured,
)
from domain.finance.gateways.port import News, Outcome
from domain.finance.gateways.registry import use_gateways
from domain.finance.gateways.simulated import NO_FAULTS
from domain.finance.hear_gateway import hear_gateway
from domain.finance.models import Payment, PaymentTransaction
from domain.finance.refund_payment import refund_payment
from domain.finance.states import PaymentMethod, PaymentStatus, TransactionState, TransactionType
from domain.finance.void_payment import void_payment
from domain.identity.scopes import Scope
from domain.inventory.models import StockReservation
from domain.orders.expire_orders import expire_orders
from domain.orders.models import Order
from domain.orders.states import CancelReason, OrderPaymentStatus, OrderStatus
from domain.processes.cancel_order import cancel_order
from domain.shared.errors import InvalidInput, NotFound, NotPermitted, NotSignedIn
from domain.shared.ids import new_id
from domain.shared.money import Money
from tests.shop import Shop

ALL_FAIL = replace(NO_FAULTS, unheard=1)


async def capture(shop: Shop, payment: Payment, minor: int | None = None) -> Payment:
    amount = None if minor is None else Money(minor, "USD")
    return await capture_authorized(
        shop.ctx, payment.id, amount=amount, idempotency_key=str(new_id())
    )


async def void(shop: Shop, payment: Payment) -> Payment:
    return await void_payment(shop.ctx, payment.id, idempotency_key=str(new_id()))


async def status(order: Order) -> OrderPaymentStatus:
    return (await Order.get(id=order.id)).payment_status


async def test_an_order_is_paid_by_several_payments_each_in_parts(shop: Shop) -> None:
    shop.gateway()
    order = await shop.order(units=2)

    first = await shop.authorize(order.id, 1500)
    with pytest.raises(PaymentExceedsBalance):
        await shop.authorize(order.id, 1001)
    second = await shop.authorize(order.id)
    assert await status(order) is OrderPaymentStatus.AUTHORIZED
    assert (await Order.get(id=order.id)).authorized_minor == 2500
    first = await capture(shop, first, 500)
    assert await status(order) is OrderPaymentStatus.PARTIALLY_PAID
    first = await capture(shop, first)
    second = await capture(shop, second)

    assert (first.status, first.captured_minor) == (PaymentStatus.CAPTURED, 1500)
    assert (second.status, second.captured_minor) == (PaymentStatus.CAPTURED, 1000)
    assert await status(order) is OrderPaymentStatus.PAID
    assert (await Order.get(id=order.id)).authorized_minor == 0


async def test_an_amount_without_minor_units_is_what_it_says(shop: Shop) -> None:
    gateway = shop.gateway()
    await shop.channel("ginza", currency="JPY")
    order = await shop.order(units=2)
    await Order.filter(id=order.id).update(currency="JPY")

    payment = await authorize_payment(
        shop.ctx,
        order.id,
        amount=Money.parse("700", "JPY"),
        instrument="good",
        idempotency_key="yen",
    )

    assert (payment.open_minor, payment.currency) == (700, "JPY")
    assert [(each.amount, each.currency) for each in gateway.book.movements()] == [(700, "JPY")]


async def test_two_captures_at_once_take_no_more_than_is_held(shop: Shop) -> None:
    gateway, order = shop.gateway(), await shop.order(units=2)
    payment = await shop.authorize(order.id)

    results = await asyncio.gather(
        *(capture(shop, payment, 1500) for _ in range(3)), return_exceptions=True
    )

    refused = [each for each in results if isinstance(each, Exception)]
    assert [type(each) for each in refused] == [CaptureExceedsAuthorized] * 2
    assert len(gateway.book.movements()) == 2
    assert (await Payment.get(id=payment.id)).captured_minor == 1500


async def test_refunds_at_once_and_while_it_is_captured_give_back_no_more_than_came(
    shop: Shop,
) -> None:
    shop.gateway()
    payment = await shop.authorize((await shop.order(units=2)).id)
    await capture(shop, payment, 1000)

    async def refund(minor: int) -> Payment:
        amount, key = Money(minor, "USD"), str(new_id())
        return await refund_payment(shop.ctx, payment.id, amount=amount, idempotency_key=key)

    results = await asyncio.gather(
        refund(800), refund(800), capture(shop, payment, 1500), return_exceptions=True
    )

    refused = [each for each in results if isinstance(each, Exception)]
    assert all(isinstance(each, RefundExceedsCaptured) for each in refused)
    found = await Payment.get(id=payment.id)
    assert found.captured_minor == 2500
    assert found.refunded_minor == 800 * (2 - len(refused))


async def test_the_same_request_again_asks_the_gateway_once(shop: Shop) -> None:
    gateway, order = shop.gateway(), await shop.order(units=2)

    first, again = await shop.authorize(order.id, key="k"), await shop.authorize(order.id, key="k")

    assert first.id == again.id
    assert len(gateway.book.movements()) == 1


async def test_what_the_gateway_refuses_leaves_the_order_to_be_paid_otherwise(shop: Shop) -> None:
    shop.gateway()
    order = await shop.order(units=2)

    refused = await shop.authorize(order.id, instrument="declined")

    assert refused.status is PaymentStatus.FAILED
    line = await PaymentTransaction.get()
    assert (line.failure_code, line.instrument, line.next_look_at) == ("declined", "", None)
    assert await status(order) is OrderPaymentStatus.FAILED
    assert (await shop.authorize(order.id)).status is PaymentStatus.AUTHORIZED
    assert await status(order) is OrderPaymentStatus.AUTHORIZED


async def test_units_are_held_for_as_long_as_the_customer_may_agree_and_then_let_go(
    shop: Shop,
) -> None:
    gateway, order = shop.gateway(), await shop.order(units=2)
    before = (await Order.get(id=order.id)).expires_at
    assert before is not None

    shop.later(minutes=25)
    payment = await shop.authorize(order.id, instrument="abandoned")
    waiting = await Order.get(id=order.id)
    assert payment.status is PaymentStatus.ACTION_REQUIRED
    assert waiting.expires_at is not None
    assert waiting.expires_at > before
    held = await StockReservation.get(order_id=order.id)
    assert held.expires_at == waiting.expires_at
    line = await PaymentTransaction.get()
    assert line.action_url.startswith("https://")

    shop.later(minutes=34)
    assert await expire_orders(shop.as_system) == 0
    shop.later(hours=2)
    assert await expire_orders(shop.as_system) == 0, "a payment may still come"
    await shop.reconciled()

    assert (
        shop.books(gateway)
        == await shop.ledger()
        == [
            ("authorization", "expired", 2500),
            ("void", "succeeded", 2500),
        ]
    )
    assert (await Payment.get()).status is PaymentStatus.VOIDED
    assert await expire_orders(shop.as_system) == 1
    assert await shop.units_held_for(order) == 0


async def test_whoever_tries_again_and_again_holds_units_for_a_day_at_most(shop: Shop) -> None:
    shop.gateway()
    order = await shop.order(units=2)
    shop.later(hours=23, minutes=45)

    await shop.authorize(order.id, instrument="declined")

    assert await expire_orders(shop.as_system) == 0
    shop.later(minutes=15)
    assert await expire_orders(shop.as_system) == 1
    assert shop.now - order.placed_at == timedelta(hours=24)
    assert await shop.units_held_for(order) == 0


async def test_an_order_expires_or_is_paid_for_at_the_same_moment_but_not_both(
    shop: Shop,
) -> None:
    gateway = shop.gateway()
    orders = [await shop.order(units=2) for _ in range(4)]
    shop.later(hours=1)

    await asyncio.gather(
        *(shop.authorize(order.id) for order in orders),
        expire_orders(shop.as_system),
        return_exceptions=True,
    )

    held = 0
    for order in await Order.filter(id__in=[each.id for each in orders]):
        is_expired = order.status is OrderStatus.EXPIRED
        assert order.authorized_minor == (0 if is_expired else 2500)
        assert await shop.units_held_for(order) == (0 if is_expired else 2)
        held += not is_expired
    assert len(gateway.book.movements()) == held


async def test_what_is_held_keeps_its_order_from_expiring(shop: Shop) -> None:
    shop.gateway()
    order = await shop.order(units=2)
    payment = await shop.authorize(order.id)

    shop.later(days=1)
    assert await expire_orders(shop.as_system) == 0
    await void(shop, payment)

    assert await status(order) is OrderPaymentStatus.VOIDED
    assert await expire_orders(shop.as_system) == 1


async def test_a_cancelled_order_lets_go_what_is_held_and_gives_back_what_came(shop: Shop) -> None:
    gateway, order = shop.gateway(), await shop.order(units=2)
    await capture(shop, await shop.authorize(order.id), 1000)

    await cancel_order(shop.ctx, order.id, reason=CancelReason.CUSTOMER)
    asked = len(gateway.book.movements())
    await shop.reconciled()

    assert asked == 2, "nobody was asked inside the transaction"
    assert (
        await shop.ledger()
        == shop.books(gateway)
        == [
            ("authorization", "succeeded", 2500),
            ("capture", "succeeded", 1000),
            ("refund", "succeeded", 1000),
            ("void", "succeeded", 1500),
        ]
    )
    order = await Order.get(id=order.id)
    assert (order.balance_due_minor, order.authorized_minor) == (0, 0)
    assert order.payment_status is OrderPaymentStatus.REFUNDED


@pytest.mark.parametrize("instrument", ["slow", "action", "abandoned", "silent", "good"])
@pytest.mark.parametrize("at_once", [False, True], ids=["held", "at once"])
async def test_money_that_comes_for_an_order_that_was_cancelled_meanwhile_goes_back(
    shop: Shop, instrument: str, at_once: bool
) -> None:
    gateway, order = shop.gateway(), await shop.order(units=2)
    if instrument == "good":
        shop.gateway(ALL_FAIL)
    await shop.authorize(order.id, instrument=instrument, at_once=at_once)
    use_gateways(gateway)

    await cancel_order(shop.ctx, order.id, reason=CancelReason.CUSTOMER)
    await shop.hear_out(gateway, shuffle=3)
    await shop.reconciled()

    payment, order = await Payment.get(), await Order.get(id=order.id)
    assert payment.captured_minor == payment.refunded_minor
    assert payment.open_minor == 0
    assert order.status is OrderStatus.CANCELED
    assert (order.balance_due_minor, order.authorized_minor) == (0, 0)
    theirs = [entry for entry in shop.books(gateway) if entry[1] == "succeeded"]
    ours = [entry for entry in await shop.ledger() if entry[1] == "succeeded"]
    assert [each for each in ours if each[0] != "void"] == [
        each for each in theirs if each[0] != "void"
    ]


async def test_money_that_came_though_we_had_given_up_is_written_down_and_let_go(
    shop: Shop,
) -> None:
    """A process sleeps between its intent and its call, for longer than anybody waits."""
    gateway, order = shop.gateway(), await shop.order(units=2)
    shop.gateway(ALL_FAIL)
    await shop.authorize(order.id)
    line = await PaymentTransaction.get()
    use_gateways(gateway)
    await cancel_order(shop.ctx, order.id, reason=CancelReason.CUSTOMER)
    await PaymentTransaction.filter(type=TransactionType.VOID).update(next_look_at=None)
    shop.later(minutes=2)
    await shop.reconcile()
    await line.refresh_from_db()
    assert line.state is TransactionState.EXPIRED

    late = Outcome(TransactionState.SUCCEEDED, shop.now, "auth_late")
    for number in range(2):
        news = News(f"m{number}", TransactionType.AUTHORIZATION, late, key=str(line.id))
        await hear_gateway(shop.as_system, "sandbox", news)

    assert await shop.ledger() == [
        ("authorization", "expired", 2500),
        ("authorization", "succeeded", 2500),
        ("void", "pending", 2500),
    ]


async def test_what_the_bank_takes_away_is_owed_again_until_it_gives_it_back(shop: Shop) -> None:
    shop.gateway()
    order = await shop.order(units=2)
    await shop.authorize(order.id, at_once=True)
    sale = await PaymentTransaction.get()

    async def told(id_: str, type_: TransactionType) -> Order:
        moved = Outcome(TransactionState.SUCCEEDED, shop.now, "dispute-1", amount_minor=2500)
        news = News(id_, type_, moved, begun_reference=sale.provider_reference)
        await hear_gateway(shop.as_system, "sandbox", news)
        return await Order.get(id=order.id)

    taken = await told("m1", TransactionType.CHARGEBACK)
    assert (taken.captured_minor, taken.balance_due_minor) == (0, 2500)
    assert (await Payment.get()).status is PaymentStatus.CHARGED_BACK
    given = await told("m2", TransactionType.CHARGEBACK_REVERSAL)
    assert (given.captured_minor, given.balance_due_minor) == (2500, 0)
    assert (await Payment.get()).status is PaymentStatus.CAPTURED


async def test_nothing_is_let_go_while_it_is_taken(shop: Shop) -> None:
    shop.gateway()
    payment = await shop.authorize((await shop.order(units=2)).id)
    shop.gateway(ALL_FAIL)
    await capture(shop, payment, 1000)

    with pytest.raises(PaymentUnderWay):
        await void(shop, payment)


async def test_a_stranger_finds_nothing_and_a_customer_pays_for_their_own(shop: Shop) -> None:
    shop.gateway()
    owner, other = await shop.customer(), await shop.customer()
    variant = await shop.variant()
    await shop.stock(variant, 10)
    order = await shop.place((variant, 2), customer=owner)

    with pytest.raises(NotFound):
        await shop.authorize(order.id, ctx=shop.as_customer(other))
    with pytest.raises(NotSignedIn):
        await shop.authorize(order.id, ctx=shop.as_anonymous)
    with pytest.raises(NotPermitted):
        await shop.authorize(order.id, ctx=shop.as_staff(Scope.ORDERS_READ))
    payment = await shop.authorize(order.id, ctx=shop.as_customer(owner))
    for verb in (capture_authorized, void_payment, refund_payment):
        with pytest.raises(NotPermitted):
            await verb(shop.as_customer(owner), payment.id, idempotency_key="k")

    assert (await Payment.get()).status is PaymentStatus.AUTHORIZED


@pytest.mark.parametrize(
    "number", ["4242424242424242", "4242 4242 4242 4242", "4000-0566-5566-5556"]
)
async def test_a_card_number_is_refused_before_it_is_written_anywhere(
    shop: Shop, number: str
) -> None:
    shop.gateway()
    order = await shop.order()

    with pytest.raises(InvalidInput) as refusal:
        await shop.authorize(order.id, instrument=number)

    assert refusal.value.field == ["instrument"]
    assert await shop.count("payment_transaction") == 0


async def test_without_a_gateway_nothing_is_asked_and_by_hand_no_gateway_is(shop: Shop) -> None:
    order = await shop.order()

    with pytest.raises(NotFound):
        await shop.authorize(order.id)
    with pytest.raises(InvalidInput):
        await capture_payment(
            shop.ctx,
            order.id,
            amount=None,
            method=PaymentMethod.GATEWAY,
            reference="r",
            idempotency_key="k",
        )


async def test_a_line_without_an_answer_is_asked_after_ever_more_seldom(shop: Shop) -> None:
    shop.gateway()
    await shop.authorize((await shop.order()).id, instrument="silent")
    pauses = []
    for _ in range(4):
        line = await PaymentTransaction.get()
        assert line.next_look_at is not None
        pauses.append(line.next_look_at - shop.now)
        shop.now = line.next_look_at
        assert await shop.reconcile() == 1

    assert pauses[0] == timedelta(seconds=60)
    assert pauses[1:] == [timedelta(seconds=5 * 2**n) for n in (1, 2, 3)]

"""Stripe behind the port: shapes of its own library, made here; no network, and no money.

What is tried is what we ask and how we read the answer. That Stripe behaves so, its documentation
says.
"""

import time
from datetime import UTC, datetime

import pytest
import stripe

from api.adapters.stripe_gateway import StripeGateway
from domain.finance.capture_authorized import capture_authorized
from domain.finance.gateways.port import BadMessage
from domain.finance.gateways.registry import use_gateways
from domain.finance.hear_gateway import hear_gateway
from domain.finance.models import Payment, PaymentTransaction
from domain.finance.refund_payment import refund_payment
from domain.finance.states import PaymentStatus, TransactionType
from domain.finance.void_payment import void_payment
from domain.orders.models import Order
from domain.orders.states import OrderPaymentStatus
from domain.shared.money import Money
from tests.api.adapters.stripe_shapes import SECRET, Theirs, event, shape, signed
from tests.shop import Shop


@pytest.fixture
def theirs() -> Theirs:
    return Theirs()


@pytest.fixture
def stripe_gateway(shop: Shop, theirs: Theirs) -> StripeGateway:
    gateway = StripeGateway("sk_test_shapes", SECRET, clock=lambda: shop.now, http_client=theirs)
    use_gateways(gateway)
    return gateway


async def hear(shop: Shop, gateway: StripeGateway, body: bytes) -> None:
    for news in gateway.read(signed(body), body):
        await hear_gateway(shop.as_system, "stripe", news)


async def test_held_taken_in_part_and_given_back(
    shop: Shop, stripe_gateway: StripeGateway, theirs: Theirs
) -> None:
    """Stripe captures once: what was not captured is let go with it, and the ledger says so."""
    order = await shop.order(units=2)

    payment = await shop.authorize(order.id, instrument="pm_card")
    assert payment.status is PaymentStatus.AUTHORIZED
    ten, five = Money(1000, "USD"), Money(500, "USD")
    payment = await capture_authorized(shop.ctx, payment.id, amount=ten, idempotency_key="c")
    payment = await refund_payment(shop.ctx, payment.id, amount=five, idempotency_key="r")

    assert await shop.ledger() == [
        ("authorization", "succeeded", 2500),
        ("capture", "succeeded", 1000),
        ("refund", "succeeded", 500),
        ("void", "succeeded", 1500),
    ]
    assert payment.status is PaymentStatus.PARTIALLY_REFUNDED
    assert theirs.asked == [
        "POST /v1/payment_intents",
        "POST /v1/payment_intents/pi_1/capture",
        "POST /v1/refunds",
    ]


async def test_sold_at_once(shop: Shop, stripe_gateway: StripeGateway) -> None:
    order = await shop.order(units=2)

    await shop.authorize(order.id, instrument="pm_card", at_once=True)

    assert await shop.ledger() == [("capture", "succeeded", 2500)]
    assert (await Order.get(id=order.id)).payment_status is OrderPaymentStatus.PAID


async def test_what_is_declined_is_over_there_too(
    shop: Shop, stripe_gateway: StripeGateway, theirs: Theirs
) -> None:
    order = await shop.order(units=2)

    payment = await shop.authorize(order.id, instrument="pm_declined")

    assert payment.status is PaymentStatus.FAILED
    assert (await PaymentTransaction.get()).failure_code == "insufficient_funds"
    assert theirs.intents["pi_1"]["status"] == "canceled"


async def test_a_customer_who_has_to_agree_is_told_where_and_may_be_given_up(
    shop: Shop, stripe_gateway: StripeGateway, theirs: Theirs
) -> None:
    order = await shop.order(units=2)
    payment = await shop.authorize(order.id, instrument="pm_action")
    assert payment.status is PaymentStatus.ACTION_REQUIRED
    assert (await PaymentTransaction.get()).action_url == "https://bank.example"

    await void_payment(shop.ctx, payment.id, idempotency_key="v")
    await shop.reconciled()

    assert await shop.ledger() == [("authorization", "expired", 2500), ("void", "succeeded", 2500)]
    assert theirs.intents["pi_1"]["status"] == "canceled"


async def test_a_dead_line_is_asked_again_and_does_everything_once(
    shop: Shop, stripe_gateway: StripeGateway, theirs: Theirs
) -> None:
    order = await shop.order(units=2)
    theirs.is_broken = True
    payment = await shop.authorize(order.id, instrument="pm_card")
    assert payment.status is PaymentStatus.PENDING

    theirs.is_broken = False
    shop.later(minutes=2)
    await shop.reconcile()

    assert len(theirs.intents) == 1
    assert (await Payment.get()).status is PaymentStatus.AUTHORIZED
    theirs.is_broken = True
    await void_payment(shop.ctx, payment.id, idempotency_key="v")
    theirs.is_broken = False
    await shop.reconciled()
    assert await shop.ledger() == [
        ("authorization", "succeeded", 2500),
        ("void", "succeeded", 2500),
    ]


async def test_events_tell_what_happened_at_stripe_itself(
    shop: Shop, stripe_gateway: StripeGateway, theirs: Theirs
) -> None:
    """Captured, refunded and disputed from its dashboard: nobody asked for it here."""
    order = await shop.order(units=2)
    await shop.authorize(order.id, instrument="pm_card")
    intent = {**theirs.intents["pi_1"], "status": "succeeded", "amount_received": 2000}
    refund = shape(
        stripe.Refund, id="re_9", object="refund", amount=700, payment_intent="pi_1",
        status="succeeded", metadata={}, failure_reason=None,
    )  # fmt: skip
    dispute = shape(stripe.Dispute, id="dp_1", object="dispute", amount=1300, payment_intent="pi_1")
    told = [
        event("charge.dispute.funds_withdrawn", dispute, id="evt_3", at=1_772_450_000),
        event("refund.created", refund, id="evt_2", at=1_772_450_000),
        event("payment_intent.succeeded", intent, id="evt_1", at=1_772_450_000),
    ]

    for body in [told[2], *told, *told[::-1]]:
        await hear(shop, stripe_gateway, body)

    assert await shop.ledger() == [
        ("authorization", "succeeded", 2500),
        ("capture", "succeeded", 2000),
        ("chargeback", "succeeded", 1300),
        ("refund", "succeeded", 700),
        ("void", "succeeded", 500),
    ]
    assert (await Payment.get()).status is PaymentStatus.CHARGED_BACK


async def test_a_hold_that_lapses_at_the_bank_is_let_go_here(
    shop: Shop, stripe_gateway: StripeGateway, theirs: Theirs
) -> None:
    order = await shop.order(units=2)
    await shop.authorize(order.id, instrument="pm_card")
    lapsed = {**theirs.intents["pi_1"], "status": "canceled", "amount_capturable": 0}

    body = event("payment_intent.canceled", lapsed, at=1_772_450_000)
    await hear(shop, stripe_gateway, body)

    assert (await Payment.get()).status is PaymentStatus.VOIDED
    assert (await Order.get(id=order.id)).authorized_minor == 0


async def test_dinars_with_a_last_digit_are_not_sent(
    shop: Shop, stripe_gateway: StripeGateway, theirs: Theirs
) -> None:
    order = await shop.order(units=2)
    await Order.filter(id=order.id).update(currency="KWD")

    payment = await shop.authorize(order.id, 1001, currency="KWD", instrument="pm_card")

    assert payment.status is PaymentStatus.FAILED
    assert theirs.asked == []


async def test_only_what_stripe_signed_about_now_is_read(stripe_gateway: StripeGateway) -> None:
    body = event("payment_intent.succeeded", {"object": "payment_intent"}, at=1)
    now = int(time.time())

    for headers in (
        {},
        {"stripe-signature": "nonsense"},
        signed(body, secret="whsec_of_somebody_else"),
        signed(body, at=now - 3600),
        signed(body + b" "),
    ):
        with pytest.raises(BadMessage):
            stripe_gateway.read(headers, body)


async def test_an_event_is_read_as_of_its_own_time(stripe_gateway: StripeGateway) -> None:
    refund = {
        "object": "refund", "id": "re_1", "status": "pending", "amount": 5,
        "payment_intent": "pi_1", "metadata": {"tradegraph_key": "k"},
    }  # fmt: skip
    body = event("refund.updated", refund, at=1_772_450_000)

    (news,) = stripe_gateway.read(signed(body), body)

    assert (news.type, news.key, news.begun_reference) == (TransactionType.REFUND, "k", "pi_1")
    assert news.outcome.at == datetime.fromtimestamp(1_772_450_000, UTC)
    other = event("customer.created", {"object": "customer", "id": "cus_1"}, at=1)
    assert stripe_gateway.read(signed(other), other) == []

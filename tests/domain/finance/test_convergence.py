"""Whoever dies between two lines, and however a gateway tells it: in the end our ledger and the
gateway's books say the same, and everything was done once.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

import pytest

from domain.finance.capture_authorized import capture_authorized
from domain.finance.gateways.port import Ask, News, Outcome
from domain.finance.gateways.registry import use_gateways
from domain.finance.gateways.simulated import Faults, SimulatedGateway
from domain.finance.models import GatewayMessage, Payment, PaymentTransaction
from domain.finance.refund_payment import refund_payment
from domain.finance.states import PaymentStatus, TransactionType
from domain.finance.void_payment import void_payment
from domain.orders.models import Order
from domain.shared.ids import new_id
from domain.shared.money import Money
from tests.shop import Shop
from tests.world.payments import Entry

Act = Callable[[Shop, UUID], Awaitable[object]]  # given the order


class Death(BaseException):
    """The process is no more: nothing that follows is done, and nothing is caught."""


@dataclass(frozen=True, slots=True)
class Dying:
    """The gateway, asked by somebody who dies before it hears them, or before they hear it."""

    real: SimulatedGateway
    is_heard: bool
    code: str = "sandbox"

    async def perform(self, ask: Ask) -> Outcome:
        if self.is_heard:
            await self.real.perform(ask)
        raise Death

    async def find(self, ask: Ask) -> Outcome | None:
        raise Death

    def read(self, headers: Mapping[str, str], body: bytes) -> list[News]:
        return self.real.read(headers, body)


async def payment_of(order_id: UUID) -> UUID:
    return (await Payment.get(order_id=order_id)).id


async def authorize(shop: Shop, order_id: UUID) -> None:
    await shop.authorize(order_id)


async def sell(shop: Shop, order_id: UUID) -> None:
    await shop.authorize(order_id, at_once=True)


def capture(minor: int) -> Act:
    async def act(shop: Shop, order_id: UUID) -> None:
        amount, key = Money(minor, "USD"), str(new_id())
        payment = await payment_of(order_id)
        await capture_authorized(shop.ctx, payment, amount=amount, idempotency_key=key)

    return act


def refund(minor: int) -> Act:
    async def act(shop: Shop, order_id: UUID) -> None:
        amount, key = Money(minor, "USD"), str(new_id())
        payment = await payment_of(order_id)
        await refund_payment(shop.ctx, payment, amount=amount, idempotency_key=key)

    return act


async def void(shop: Shop, order_id: UUID) -> None:
    await void_payment(shop.ctx, await payment_of(order_id), idempotency_key=str(new_id()))


STORIES: dict[str, tuple[list[Act], list[Entry], PaymentStatus]] = {
    "captured in two parts, and half of it given back": (
        [authorize, capture(1000), capture(1500), refund(1250)],
        [
            ("authorization", "succeeded", 2500),
            ("capture", "succeeded", 1000),
            ("capture", "succeeded", 1500),
            ("refund", "succeeded", 1250),
        ],
        PaymentStatus.PARTIALLY_REFUNDED,
    ),
    "captured in part, and the rest let go": (
        [authorize, capture(1000), void],
        [
            ("authorization", "succeeded", 2500),
            ("capture", "succeeded", 1000),
            ("void", "succeeded", 1500),
        ],
        PaymentStatus.CAPTURED,
    ),
    "sold at once, and given back": (
        [sell, refund(2500)],
        [("capture", "succeeded", 2500), ("refund", "succeeded", 2500)],
        PaymentStatus.REFUNDED,
    ),
}
DEATHS = [
    pytest.param(name, step, is_heard, id=f"{name}: {step + 1}, {'heard' if is_heard else 'not'}")
    for name, (acts, _, _) in STORIES.items()
    for step in range(len(acts))
    for is_heard in (False, True)
]


@pytest.mark.parametrize(("name", "step", "is_heard"), DEATHS)
async def test_whoever_dies_while_asking_is_followed_by_somebody_who_asks_again(
    shop: Shop, name: str, step: int, is_heard: bool
) -> None:
    acts, expected, status = STORIES[name]
    gateway, order = shop.gateway(), await shop.order(units=2)

    for number, act in enumerate(acts):
        if number == step:
            use_gateways(Dying(gateway, is_heard))
            with pytest.raises(Death):
                await act(shop, order.id)
            use_gateways(gateway)
            assert len(shop.books(gateway)) == number + is_heard
            shop.later(minutes=2)
            assert await shop.reconcile() == 1
        else:
            await act(shop, order.id)

    assert await shop.ledger() == shop.books(gateway) == expected
    assert (await Payment.get()).status is status


@pytest.mark.parametrize("name", STORIES)
@pytest.mark.parametrize("seed", range(2))
async def test_messages_twice_and_out_of_order_change_nothing_that_the_answers_said(
    shop: Shop, name: str, seed: int
) -> None:
    acts, expected, status = STORIES[name]
    gateway, order = shop.gateway(), await shop.order(units=2)
    for act in acts:
        await act(shop, order.id)
    before = await shop.event_names()

    await shop.hear_out(gateway, shuffle=seed)

    assert await shop.ledger() == shop.books(gateway) == expected
    assert (await Payment.get()).status is status
    assert await shop.event_names() == before
    assert await GatewayMessage.all().count() == len(acts)


@pytest.mark.parametrize("seed", range(4))
async def test_messages_alone_tell_all_of_it_in_whatever_order_they_come(
    shop: Shop, seed: int
) -> None:
    """The answer to the sale never comes; it is refunded at the gateway itself, meanwhile."""
    gateway, order = shop.gateway(), await shop.order(units=2)
    payment = await shop.authorize(order.id, instrument="silent", at_once=True)
    assert payment.status is PaymentStatus.PENDING
    sale = await PaymentTransaction.get()
    by_hand = Ask(
        key="refunded by hand",
        type=TransactionType.REFUND,
        amount=Money(900, "USD"),
        begun=str(sale.id),
        begun_reference="",
        asked_at=shop.now,
        order_number=order.number,
    )
    await gateway.perform(by_hand)

    await shop.hear_out(gateway, shuffle=seed)

    assert await shop.ledger() == shop.books(gateway)
    references = await PaymentTransaction.all().values_list("provider_reference", flat=True)
    assert {*references} == {each.reference for each in gateway.book.movements()}
    payment = await Payment.get()
    order = await Order.get(id=order.id)
    assert payment.status is PaymentStatus.PARTIALLY_REFUNDED
    assert (order.captured_minor, order.refunded_minor) == (2500, 900)


@pytest.mark.parametrize("seed", range(4))
async def test_a_gateway_with_all_faults_and_ours_agree_in_the_end(shop: Shop, seed: int) -> None:
    faults = Faults(
        declined=0.1, slow=0.3, action=0.3, abandoned=0.3, unheard=0.3, unanswered=0.3,
        late=0.5, repeated=0.5, renamed=0.5,
    )  # fmt: skip
    gateway = shop.gateway(faults, seed=seed)
    orders = [await shop.order(units=2) for _ in range(3)]

    for order in orders:
        payment = await shop.authorize(order.id, key=f"{seed}-{order.number}")
        if payment.status is PaymentStatus.AUTHORIZED:
            await capture(1000)(shop, order.id)
    await shop.hear_out(gateway, shuffle=seed)
    await shop.reconciled()
    await shop.hear_out(gateway, shuffle=seed)

    assert await shop.ended()
    ours = [entry for entry in await shop.ledger() if entry[1] == "succeeded"]
    theirs = [entry for entry in shop.books(gateway) if entry[1] == "succeeded"]
    assert ours == theirs

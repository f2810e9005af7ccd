"""Money for which nothing comes back: above the limit two people agree to it, or it stays."""

import asyncio
from collections.abc import Awaitable, Callable
from uuid import UUID

import pytest
from tortoise.transactions import in_transaction

from domain.finance.models import Payment, PaymentTransaction
from domain.finance.refund_payment import Refunded, refund_or_ask
from domain.finance.refunds.approve_refund import approve_refund
from domain.finance.refunds.cancel_refund import cancel_refund
from domain.finance.refunds.errors import OwnRefund
from domain.finance.refunds.models import ReturnRefund
from domain.finance.refunds.retry_refund import retry_refund
from domain.finance.refunds.states import ReturnRefundKind, ReturnRefundStatus
from domain.finance.states import TransactionType
from domain.identity.scopes import Scope
from domain.orders.editing.changes import RemoveLine, SetQuantity
from domain.orders.models import Order
from domain.processes.edit_order import edit_order
from domain.returns.claims.states import ClaimStatus
from domain.shared.context import Context
from domain.shared.errors import InvalidTransition, NotFound, NotPermitted
from domain.shared.ids import new_id
from domain.shared.money import Money
from tests.domain.orders.editing.test_edit_order import two_lines
from tests.domain.orders.regrouping.test_merge_orders import charge, merge, two
from tests.shop import Shop
from tests.world.returns import limited

LIMIT = {"USD": 1000}
Status = ReturnRefundStatus


async def ask(
    ctx: Context, payment: Payment, minor: int | None, key: str | None = None
) -> Refunded:
    amount = None if minor is None else Money(minor, "USD")
    return await refund_or_ask(ctx, payment.id, amount=amount, idempotency_key=key or str(new_id()))


async def paid(shop: Shop) -> Payment:
    """An order of 25.00, paid by hand."""
    return await shop.capture((await shop.order(units=2)).id)


async def waiting(shop: Shop, minor: int | None = None) -> ReturnRefund:
    """One that the clerk asked for, of so much or of all."""
    payment = await paid(shop)
    with limited(approval_above=LIMIT):
        waits = (await ask(shop.clerk, payment, minor)).waits
    assert waits is not None
    return waits


async def gone(order_id: UUID) -> int:
    return (await Order.get(id=order_id)).refunded_minor


@pytest.mark.parametrize(
    ("limit", "parts", "waits"),
    [
        ({}, [2500], [False]),
        ({"USD": 2500}, [2500], [False]),
        ({"USD": 2499}, [2500], [True]),
        ({"USD": 2499}, [None], [True]),
        ({"EUR": 10**9}, [1], [True]),
        ({"USD": 1000}, [1000, 1, 1500], [False, True, True]),
        ({"USD": 1000}, [1500, 1000, 1], [True, False, True]),
    ],
    ids=["none", "just", "above", "all", "other-currency", "bit-by-bit", "what-waits-is-not-gone"],
)
async def test_what_goes_back_at_once_and_what_waits(
    shop: Shop, limit: dict[str, int], parts: list[int | None], waits: list[bool]
) -> None:
    payment = await paid(shop)

    with limited(approval_above=limit):
        results = [await ask(shop.ctx, payment, part) for part in parts]

    assert [result.waits is not None for result in results] == waits
    at_once = sum(part or 0 for part, wait in zip(parts, waits, strict=True) if not wait)
    assert (await Payment.get(id=payment.id)).refunded_minor == at_once
    assert await gone(payment.order_id) == at_once
    rows = await ReturnRefund.all()
    assert len(rows) == sum(waits)
    assert {row.status for row in rows} <= {Status.PENDING}
    assert {row.kind for row in rows} <= {ReturnRefundKind.WITHOUT_RETURN}


async def test_somebody_else_agrees_and_the_money_goes_by_its_payment(shop: Shop) -> None:
    waits = await waiting(shop, 1500)
    with pytest.raises(OwnRefund):
        await approve_refund(shop.clerk, waits.id)
    with pytest.raises(NotPermitted):
        await approve_refund(shop.as_staff(Scope.ORDERS_READ, Scope.ORDERS_WRITE), waits.id)
    with pytest.raises(NotFound):
        await approve_refund(shop.as_staff(Scope.PAYMENTS_WRITE), waits.id)
    assert await gone(waits.order_id) == 0

    done = await approve_refund(shop.ctx, waits.id)

    assert (done.status, done.approved_by) == (Status.SUCCEEDED, shop.admin.key)
    assert await gone(waits.order_id) == 1500
    line = await PaymentTransaction.get(type=TransactionType.REFUND)
    assert (line.return_refund_id, line.payment_id) == (waits.id, waits.payment_id)
    names = await shop.event_names()
    assert names.count("finance.return_refund_due") == 1
    assert names.count("finance.return_refund_succeeded") == 1


async def test_what_is_rejected_moves_nothing(shop: Shop) -> None:
    waits = await waiting(shop)

    rejected = await cancel_refund(shop.ctx, waits.id)

    assert rejected.status is Status.CANCELED
    assert await gone(waits.order_id) == 0
    assert not await PaymentTransaction.filter(type=TransactionType.REFUND).exists()
    with pytest.raises(InvalidTransition):
        await approve_refund(shop.ctx, waits.id)


@pytest.mark.parametrize(
    "second", [approve_refund, cancel_refund], ids=["approve-twice", "approve-and-reject"]
)
async def test_of_two_who_decide_at_once_one_does(
    shop: Shop, second: Callable[[Context, UUID], Awaitable[ReturnRefund]]
) -> None:
    waits = await waiting(shop, 2000)

    results = await asyncio.gather(
        approve_refund(shop.ctx, waits.id), second(shop.ctx, waits.id), return_exceptions=True
    )

    refused = [each for each in results if isinstance(each, BaseException)]
    assert [type(each) for each in refused] == [InvalidTransition]
    after = await ReturnRefund.get(id=waits.id)
    assert await gone(waits.order_id) == (2000 if after.status is Status.SUCCEEDED else 0)
    assert after.status in (Status.SUCCEEDED, Status.CANCELED)


async def test_asked_again_with_the_same_key_it_waits_once(shop: Shop) -> None:
    payment = await paid(shop)
    with limited(approval_above=LIMIT):
        first, second = [await ask(shop.ctx, payment, 2000, "k") for _ in range(2)]

    assert first.waits is not None
    assert second.waits is not None
    assert first.waits.id == second.waits.id
    assert await ReturnRefund.all().count() == 1


async def test_when_too_little_is_left_it_fails_in_sight_and_can_be_tried_again(
    shop: Shop,
) -> None:
    waits = await waiting(shop, 2000)
    await ask(shop.clerk, await Payment.get(id=waits.payment_id), 1000)  # there is no limit now

    failed = await approve_refund(shop.ctx, waits.id)
    again = await retry_refund(shop.ctx, waits.id)

    assert (failed.status, again.status) == (Status.FAILED, Status.FAILED)
    assert await gone(waits.order_id) == 1000


async def test_what_came_through_a_gateway_waits_and_goes_back_through_it(shop: Shop) -> None:
    gateway = shop.gateway()
    order = await shop.confirmed_order(units=2)
    payment = await shop.authorize(order.id, at_once=True)
    with limited(approval_above=LIMIT):
        waits = (await ask(shop.clerk, payment, None)).waits
    assert waits is not None
    assert ("refund", "succeeded", 2500) not in shop.books(gateway)

    processing = await approve_refund(shop.ctx, waits.id)
    await shop.reconciled()

    assert processing.status is Status.PROCESSING
    assert (await ReturnRefund.get(id=waits.id)).status is Status.SUCCEEDED
    assert ("refund", "succeeded", 2500) in shop.books(gateway)


async def test_what_an_edit_leaves_paid_too_much_waits_as_well_each_part_once(shop: Shop) -> None:
    order, (first, second) = await two_lines(shop, confirmed=True)
    await shop.capture(order.id)
    with limited(approval_above={"USD": 998}):
        await edit_order(shop.clerk, order.id, [RemoveLine(second.id)])  # 9.99 less
        await edit_order(shop.clerk, order.id, [SetQuantity(first.id, 2)])  # 10.00 less
    rows = await ReturnRefund.filter(order_id=order.id).order_by("amount_minor")

    assert [row.amount_minor for row in rows] == [999, 1000]
    assert {(row.requested_by, row.status) for row in rows} == {
        (shop.clerk.actor.key, Status.PENDING)
    }
    assert (await Order.get(id=order.id)).balance_due_minor == -1999
    with pytest.raises(OwnRefund):
        await approve_refund(shop.clerk, rows[0].id)
    assert (await approve_refund(shop.ctx, rows[1].id)).status is Status.SUCCEEDED
    assert (await approve_refund(shop.ctx, rows[0].id)).status is Status.SUCCEEDED
    assert (await Order.get(id=order.id)).balance_due_minor == 0


async def test_what_is_on_its_way_back_by_hand_does_not_go_back_once_more(shop: Shop) -> None:
    """A gateway that has not answered yet is no reason to ask it again, whoever agreed to what."""
    shop.gateway()
    order = await shop.delivered(is_paid=False)
    payment = await shop.authorize(order.id, at_once=True)
    with limited(approval_above=LIMIT):
        by_hand = (await ask(shop.clerk, payment, 1250)).waits
        await shop.claim(
            ClaimStatus.RESOLVED, order=order, units=1
        )  # of one unit, 12.50: it waits as well
    assert by_hand is not None
    surplus = await ReturnRefund.get(order_id=order.id, payment_id=None)

    first = await approve_refund(shop.ctx, by_hand.id)
    second = await approve_refund(shop.ctx, surplus.id)
    await shop.reconciled()

    assert (first.status, second.status) == (Status.PROCESSING, Status.FAILED)
    order = await Order.get(id=order.id)
    assert (order.refunded_minor, order.balance_due_minor) == (1250, 0)


async def test_nor_where_nobody_has_to_agree(shop: Shop) -> None:
    shop.gateway()
    order = await shop.delivered(is_paid=False)
    payment = await shop.authorize(order.id, at_once=True)
    async with in_transaction():  # so that the gateway is asked later
        await ask(shop.clerk, payment, 1250)

    await shop.claim(ClaimStatus.RESOLVED, order=order, units=1)
    await shop.reconciled()

    order = await Order.get(id=order.id)
    assert (order.refunded_minor, order.balance_due_minor) == (1250, 0)


async def test_what_two_orders_in_one_cost_less_waits_too(shop: Shop) -> None:
    orders = await two(shop)
    for order, shipping in zip(orders, (500, 300), strict=True):
        await charge(order, shipping)
        await shop.capture(order.id)
    with limited(approval_above={"USD": 299}):
        made = await merge(shop, *orders)

    assert (made.order.refunded_minor, made.order.balance_due_minor) == (0, -300)
    waits = await ReturnRefund.get(order_id=made.order.id)
    assert (await approve_refund(shop.clerk, waits.id)).status is Status.SUCCEEDED
    assert await gone(made.order.id) == 300

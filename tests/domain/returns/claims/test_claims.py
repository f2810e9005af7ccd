"""Something is wrong with delivered goods: of each unit once, and it is made good once."""

import asyncio

import pytest

from domain.finance.refunds.approve_refund import approve_refund
from domain.finance.refunds.models import ReturnRefund
from domain.finance.refunds.states import ReturnRefundStatus
from domain.fulfillment.models import FulfillmentOrder
from domain.identity.scopes import Scope
from domain.inventory.errors import InsufficientStock
from domain.orders.errors import ClaimExceedsDelivered, ReturnExceedsDelivered
from domain.orders.models import Order, OrderLine
from domain.orders.snapshots import place_of
from domain.orders.states import OrderPaymentStatus, OrderStatus
from domain.processes.resolve_claim import resolve_claim
from domain.returns.claims.approve_claim import approve_claim
from domain.returns.claims.cancel_claim import cancel_claim
from domain.returns.claims.deny_claim import deny_claim
from domain.returns.claims.models import Claim, ClaimLine
from domain.returns.claims.open_claim import open_claim
from domain.returns.claims.states import ClaimReason, ClaimResolution, ClaimStatus
from domain.shared.errors import (
    IdempotencyKeyReused,
    InvalidInput,
    InvalidTransition,
    NotFound,
    NotPermitted,
    NotSignedIn,
    VersionConflict,
)
from domain.shared.ids import new_id
from domain.shared.money import Money, WrongCurrency
from tests.domain.orders.conservation import (
    assert_orders_tell_their_whole_story,
    assert_stock_is_conserved,
)
from tests.shop import Shop
from tests.world.returns import limited

Why = ClaimResolution


async def claimed(order: Order) -> list[int]:
    lines = await OrderLine.filter(order_id=order.id).order_by("position")
    return [line.claimed for line in lines]


async def test_a_refund_gives_back_what_the_units_cost_and_the_order_stays_what_it_was(
    shop: Shop,
) -> None:
    customer = await shop.customer()
    order = await shop.delivered(units=3, customer=customer)

    row = await shop.complain(order, 2, ctx=shop.as_customer(customer))
    assert (row.status, row.number[:4], await claimed(order)) == (ClaimStatus.OPEN, "CLM-", [2])
    row = await shop.agree_to(row)
    assert (row.amount_minor, (await Order.get(id=order.id)).balance_due_minor) == (2_500, 0)
    row = await resolve_claim(shop.clerk, row.id)

    after = await Order.get(id=order.id)
    assert (row.status, row.amount_minor, row.closed_at) == (ClaimStatus.RESOLVED, 2_500, shop.now)
    assert after.status is OrderStatus.COMPLETED
    assert (after.return_credit_minor, after.refunded_minor, after.balance_due_minor) == (
        2_500,
        2_500,
        0,
    )
    assert after.payment_status is OrderPaymentStatus.PARTIALLY_REFUNDED
    assert await claimed(order) == [2]
    assert (await shop.event_names("claim")) == [
        "returns.claim_opened",
        "returns.claim_approved",
        "returns.claim_resolved",
    ]
    assert (await shop.event_names("order")).count("orders.claim_progressed") == 3
    await assert_orders_tell_their_whole_story()


async def test_what_a_line_cost_goes_back_to_the_last_cent_by_claims_and_returns_together(
    shop: Shop,
) -> None:
    order = await shop.delivered(units=3, is_paid=False)
    await OrderLine.filter(order_id=order.id).update(discount_minor=50, total_minor=3_700)
    await Order.filter(id=order.id).update(discount_minor=50, total_minor=3_700)
    await shop.capture(order.id)

    await shop.claim(ClaimStatus.RESOLVED, order=order, units=1)
    (line,) = await shop.lines(order)
    back = await shop.count_goods(await shop.agree(await shop.ask_back(order, {line.id: 2})))
    await shop.look_at(back)

    refunds = (await Order.get(id=order.id)).refunded_minor
    assert refunds == 3_700
    assert await claimed(order) == [1]


async def test_new_goods_are_an_order_of_their_own_for_nothing(shop: Shop) -> None:
    customer = await shop.customer()
    order = await shop.delivered(units=2, customer=customer)

    row = await shop.claim(ClaimStatus.RESOLVED, Why.REPLACE, order=order, units=1)

    new = await Order.get(id=row.replacement_id)
    assert (new.status, new.total_minor, new.balance_due_minor) == (OrderStatus.CONFIRMED, 0, 0)
    assert (new.customer_id, new.channel_id) == (customer.id, order.channel_id)
    assert place_of(new.id, new.shipping_address) == place_of(order.id, order.shipping_address)
    (line,) = await shop.lines(new)
    assert (line.quantity, line.allocated, line.unit_price_minor) == (1, 1, 0)
    assert await FulfillmentOrder.filter(order_id=new.id).count() == 1
    assert (await Order.get(id=order.id)).balance_due_minor == 0
    assert (await shop.bring_confirmed(new)).status is OrderStatus.COMPLETED
    await assert_stock_is_conserved()
    await assert_orders_tell_their_whole_story()


async def test_what_there_is_too_little_of_is_not_replaced_and_can_be_refunded_later(
    shop: Shop,
) -> None:
    order = await shop.delivered(units=10)
    row = await shop.claim(ClaimStatus.APPROVED, Why.REPLACE, order=order)
    before = await shop.rows()

    with pytest.raises(InsufficientStock):
        await resolve_claim(shop.clerk, row.id)

    assert await shop.rows() == before
    await cancel_claim(shop.clerk, row.id)
    assert await claimed(order) == [0]
    again = await shop.claim(ClaimStatus.RESOLVED, order=order)
    assert again.amount_minor == 12_500


async def test_goods_are_kept_for_less_but_not_for_more_than_they_cost(shop: Shop) -> None:
    order = await shop.delivered(units=2)
    row = await shop.complain(order, 1)
    before = await shop.rows()
    for amount, refusal in (
        (None, InvalidInput),
        (Money(0, "USD"), InvalidInput),
        (Money(1_251, "USD"), InvalidInput),
        (Money(100, "EUR"), WrongCurrency),
    ):
        with pytest.raises(refusal):
            await approve_claim(shop.clerk, row.id, resolution=Why.KEEP_AND_CREDIT, amount=amount)
    with pytest.raises(InvalidInput):
        await approve_claim(shop.clerk, row.id, resolution=Why.REFUND, amount=Money(100, "USD"))
    assert await shop.rows() == before

    await shop.agree_to(row, Why.KEEP_AND_CREDIT, 400)
    row = await resolve_claim(shop.clerk, row.id)

    after = await Order.get(id=order.id)
    assert (row.amount_minor, after.return_credit_minor, after.refunded_minor) == (400, 400, 400)
    assert await ClaimLine.filter(parent_id=row.id).values_list("credited", "credit_minor") == [
        (0, 0)
    ]


@pytest.mark.parametrize("kept", [1, 2])
async def test_what_is_off_for_goods_that_stay_leaves_the_others_what_they_cost(
    shop: Shop, kept: int
) -> None:
    order = await shop.delivered(units=3, is_paid=False)
    await OrderLine.filter(order_id=order.id).update(discount_minor=50, total_minor=3_700)
    await Order.filter(id=order.id).update(discount_minor=50, total_minor=3_700)
    await shop.capture(order.id)

    # One of three units cost 12.34, and two 12.33.
    for _ in range(kept):
        row = await shop.complain(order, 1)
        with pytest.raises(InvalidInput):
            await shop.agree_to(row, Why.KEEP_AND_CREDIT, 1_234)
        await shop.agree_to(row, Why.KEEP_AND_CREDIT, 1_233)
        await resolve_claim(shop.clerk, row.id)
    await shop.claim(ClaimStatus.RESOLVED, order=order, units=3 - kept)

    assert (await Order.get(id=order.id)).refunded_minor == 3_700


async def test_many_small_credits_are_as_much_as_a_large_one(shop: Shop) -> None:
    order = await shop.delivered(units=3)
    with limited(approval_above={"USD": 2_000}):
        for _ in range(2):
            claim = await shop.complain(order, 1)
            await shop.agree_to(claim)
            await resolve_claim(shop.clerk, claim.id)

    assert (await Order.get(id=order.id)).refunded_minor == 1_250
    waits = await ReturnRefund.get(order_id=order.id)
    assert (waits.amount_minor, waits.requested_by) == (1_250, shop.clerk.actor.key)


async def test_above_the_limit_somebody_else_agrees_to_the_money(shop: Shop) -> None:
    order = await shop.delivered(units=2)
    with limited(approval_above={"USD": 2_000}):
        row = await shop.claim(ClaimStatus.RESOLVED, order=order)

        assert (await Order.get(id=order.id)).refunded_minor == 0
        waits = await ReturnRefund.get(order_id=order.id)
        assert (waits.status, waits.amount_minor, waits.requested_by) == (
            ReturnRefundStatus.PENDING,
            2_500,
            shop.clerk.actor.key,
        )
        await approve_refund(shop.ctx, waits.id)

    assert row.status is ClaimStatus.RESOLVED
    assert (await Order.get(id=order.id)).refunded_minor == 2_500


async def test_what_was_never_paid_is_not_given_back(shop: Shop) -> None:
    order = await shop.delivered(units=2, is_paid=False)

    await shop.claim(ClaimStatus.RESOLVED, order=order)

    after = await Order.get(id=order.id)
    assert (after.status, after.balance_due_minor, after.refunded_minor) == (
        OrderStatus.COMPLETED,
        0,
        0,
    )


async def test_each_unit_is_claimed_or_sent_back_once(shop: Shop) -> None:
    order = await shop.delivered(units=3)
    row = await shop.complain(order, 2)
    before = await shop.rows()

    with pytest.raises(ClaimExceedsDelivered) as refused:
        await shop.complain(order, 2)
    with pytest.raises(ReturnExceedsDelivered):
        await shop.ask_back(order, 2)

    assert (refused.value.requested, refused.value.available) == (2, 1)
    assert await shop.rows() == before
    await deny_claim(shop.clerk, row.id, answer="It is meant to be so.")
    await shop.ask_back(order, 3)
    with pytest.raises(ClaimExceedsDelivered):
        await shop.complain(order, 1)


async def test_of_claims_and_returns_at_once_only_so_many_are_taken_as_there_are_units(
    shop: Shop,
) -> None:
    order = await shop.delivered(units=3)

    came = await asyncio.gather(
        *(shop.complain(order, 1) for _ in range(4)),
        *(shop.ask_back(order, 1) for _ in range(4)),
        return_exceptions=True,
    )

    refusals = [one for one in came if isinstance(one, Exception)]
    assert len(refusals) == 5
    assert {type(one) for one in refusals} <= {ClaimExceedsDelivered, ReturnExceedsDelivered}
    (line,) = await shop.lines(order)
    assert line.claimed + line.return_requested == 3


async def test_it_is_resolved_once_however_many_do_it_at_once(shop: Shop) -> None:
    order = await shop.delivered(units=2)
    row = await shop.claim(ClaimStatus.APPROVED, order=order)

    came = await asyncio.gather(
        *(resolve_claim(shop.clerk, row.id) for _ in range(3)),
        cancel_claim(shop.clerk, row.id),
        return_exceptions=True,
    )

    assert sum(not isinstance(one, Exception) for one in came) == 1
    assert {type(one) for one in came if isinstance(one, Exception)} == {InvalidTransition}
    after, row = await Order.get(id=order.id), await Claim.get(id=row.id)
    assert after.refunded_minor == (2_500 if row.status is ClaimStatus.RESOLVED else 0)
    assert after.balance_due_minor == 0


async def test_a_key_opens_one_claim(shop: Shop) -> None:
    order = await shop.delivered(units=3)
    first = await shop.complain(order, 1, key="once")
    events = await shop.event_names()

    assert (await shop.complain(order, 1, key="once")).id == first.id
    with pytest.raises(IdempotencyKeyReused):
        await shop.complain(order, 2, key="once")
    assert await shop.event_names() == events


async def test_nonsense_and_strangers_change_nothing(shop: Shop) -> None:
    customer = await shop.customer()
    order = await shop.delivered(units=2, customer=customer)
    (line,) = await shop.lines(order)
    row = await shop.complain(order, 1, ctx=shop.as_customer(customer))
    stranger = shop.as_customer(await shop.customer())
    reader = shop.as_staff(Scope.ORDERS_READ)
    before = await shop.rows()

    for quantities in ({}, {line.id: 0}):
        with pytest.raises(InvalidInput):
            await open_claim(
                shop.clerk,
                order.id,
                quantities=quantities,
                reason=ClaimReason.OTHER,
                idempotency_key="n",
            )
    with pytest.raises(NotFound):
        await shop.complain(order, {new_id(): 1})
    with pytest.raises(NotFound):
        await shop.complain(order, {line.id: 1}, ctx=stranger)
    with pytest.raises(NotFound):
        await cancel_claim(stranger, row.id)
    with pytest.raises(NotPermitted):
        await shop.complain(order, {line.id: 1}, ctx=reader)
    with pytest.raises(NotSignedIn):
        await shop.complain(order, {line.id: 1}, ctx=shop.as_anonymous)
    for refused in (
        approve_claim(shop.as_customer(customer), row.id, resolution=Why.REFUND),
        deny_claim(shop.as_customer(customer), row.id, answer="No."),
        resolve_claim(shop.as_customer(customer), row.id),
    ):
        with pytest.raises(NotPermitted):
            await refused
    with pytest.raises(InvalidInput):
        await deny_claim(shop.clerk, row.id, answer=" ")
    with pytest.raises(VersionConflict):
        await deny_claim(shop.clerk, row.id, answer="No.", expected_version=7)
    assert await shop.rows() == before

    await shop.agree_to(row)
    with pytest.raises(NotPermitted):  # somebody has decided
        await cancel_claim(shop.as_customer(customer), row.id)

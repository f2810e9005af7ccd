"""Delivered goods for others: what comes back pays for what goes out, to the last cent."""

import asyncio

import pytest

from domain.automation.actions import Action
from domain.automation.vocabulary import AutomationActionKind
from domain.catalog.models import VariantPrice
from domain.fulfillment.start_picking import start_picking
from domain.fulfillment.states import FulfillmentOrderStatus, TrackingStatus
from domain.identity.scopes import Scope
from domain.inventory.errors import InsufficientStock
from domain.orders.actions import available_actions as actions_of_order
from domain.orders.errors import HeldForExchange, ReturnExceedsDelivered
from domain.orders.models import Order, OrderLine
from domain.orders.snapshots import place_of
from domain.orders.states import CancelReason, HoldReason, OrderAction, OrderStatus
from domain.processes import follow_exchanges as following
from domain.processes.approve_exchange import approve_exchange
from domain.processes.approve_return import approve_return
from domain.processes.cancel_exchange import cancel_exchange
from domain.processes.cancel_order import cancel_order
from domain.processes.confirm_order import confirm_order
from domain.processes.follow_exchanges import follow_exchanges
from domain.processes.hold_order import hold_order
from domain.processes.merge_orders import merge_orders
from domain.processes.release_hold import release_hold
from domain.returns.actions import available_actions
from domain.returns.cancel_return import cancel_return
from domain.returns.decline_return import decline_return
from domain.returns.errors import ReturnOfExchange
from domain.returns.exchanges.models import Exchange
from domain.returns.exchanges.request_exchange import request_exchange
from domain.returns.exchanges.states import ExchangeStatus
from domain.returns.mark_sent import mark_sent
from domain.returns.models import Return
from domain.returns.states import ReturnAction, ReturnReason, ReturnStatus
from domain.shared.context import Context
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
from tests.domain.orders.conservation import (
    assert_orders_tell_their_whole_story,
    assert_stock_is_conserved,
)
from tests.shop import Shop

Is = ExchangeStatus


async def status_of(row: Exchange) -> ExchangeStatus:
    return (await Exchange.get(id=row.id)).status


async def test_what_comes_back_pays_for_what_goes_out(shop: Shop) -> None:
    customer = await shop.customer()
    order = await shop.delivered(units=2, customer=customer)
    other = await shop.stocked(price_minor=2_000)

    row = await shop.swap(order, (other, 1), ctx=shop.as_customer(customer))
    assert (row.status, row.number[:4]) == (Is.REQUESTED, "EXC-")
    row = await approve_exchange(shop.clerk, row.id)
    goods = await shop.goods_of(row)
    assert (goods.status, goods.hold_reason) == (OrderStatus.ON_HOLD, HoldReason.EXCHANGE)
    assert (goods.customer_id, goods.total_minor) == (customer.id, 2_000)
    assert place_of(goods.id, goods.shipping_address) == place_of(order.id, order.shipping_address)
    assert await shop.units_held_for(goods) == 1
    assert (await Return.get(id=row.parent_id)).status is ReturnStatus.APPROVED

    await shop.comes_back(row)
    goods, after = await shop.goods_of(row), await Order.get(id=order.id)
    assert await status_of(row) is Is.RECEIVED
    assert (goods.status, goods.captured_minor, goods.balance_due_minor) == (
        OrderStatus.CONFIRMED,
        2_000,
        0,
    )
    assert (after.return_credit_minor, after.captured_minor, after.refunded_minor) == (
        2_500,
        500,
        500,
    )
    assert after.balance_due_minor == 0
    await shop.sends(row)
    assert await follow_exchanges(shop.ctx) == 1
    assert await status_of(row) is Is.FULFILLED
    await shop.arrives(row)
    assert await follow_exchanges(shop.ctx) == 1
    assert await status_of(row) is Is.CLOSED
    assert await follow_exchanges(shop.ctx) == 0
    assert (await shop.goods_of(row)).status is OrderStatus.COMPLETED
    await assert_stock_is_conserved()
    await assert_orders_tell_their_whole_story()


async def test_what_is_dearer_goes_out_once_the_rest_is_paid(shop: Shop) -> None:
    order = await shop.delivered(units=1)
    row = await shop.exchange(
        Is.RECEIVED, order=order, wanted=[(await shop.stocked(price_minor=2_000), 1)]
    )
    goods = await shop.goods_of(row)
    assert (goods.status, goods.balance_due_minor) == (OrderStatus.ON_HOLD, 750)
    shop.later(days=13)
    assert await follow_exchanges(shop.ctx) == 0

    await shop.capture(goods.id)
    assert await follow_exchanges(shop.ctx) == 1

    assert (await shop.goods_of(row)).status is OrderStatus.CONFIRMED
    assert (await Order.get(id=order.id)).balance_due_minor == 0


async def test_the_same_again_costs_what_it_cost(shop: Shop) -> None:
    order = await shop.delivered(units=2)
    (line,) = await shop.lines(order)
    variant = await line.variant
    await OrderLine.filter(id=line.id).update(discount_minor=500, total_minor=2_000)
    await Order.filter(id=order.id).update(
        discount_minor=500, total_minor=2_000, captured_minor=2_500
    )

    row = await shop.swap(order, (variant, 1), back=1)
    await approve_exchange(shop.clerk, row.id)

    assert (await shop.goods_of(row)).total_minor == 1_000


async def test_only_as_many_as_come_back_cost_what_they_cost(shop: Shop) -> None:
    order = await shop.delivered(units=2)
    (line,) = await shop.lines(order)
    await VariantPrice.filter(variant_id=line.variant_id).update(amount_minor=9_000)

    row = await shop.swap(order, (await line.variant, 1), (await line.variant, 3), back=2)
    await approve_exchange(shop.clerk, row.id)

    lines = await shop.lines(await shop.goods_of(row))
    assert [(one.quantity, one.unit_price_minor) for one in lines] == [
        (1, 1_250),
        (1, 1_250),
        (2, 9_000),
    ]


async def test_what_comes_short_is_owed(shop: Shop) -> None:
    order = await shop.delivered(units=2)
    row = await shop.exchange(Is.APPROVED, order=order)

    await shop.comes_back(row, 1)

    goods = await shop.goods_of(row)
    assert (await status_of(row), goods.status) == (Is.RECEIVED, OrderStatus.ON_HOLD)
    assert (goods.captured_minor, goods.balance_due_minor) == (1_250, 1_250)
    row = await cancel_exchange(shop.clerk, row.id, answer="Only one came.")
    goods = await shop.goods_of(row)
    assert (row.status, goods.status) == (Is.CANCELED, OrderStatus.CANCELED)
    assert goods.refunded_minor == 1_250, "what it was paid by goes back to the customer"
    await assert_stock_is_conserved()


async def test_no_hand_lets_go_what_waits_for_what_comes_back(shop: Shop) -> None:
    row, plain = await shop.exchange(Is.APPROVED), await shop.order()
    goods = await shop.goods_of(row)

    assert OrderAction.RELEASE_HOLD not in actions_of_order(shop.clerk, goods)
    with pytest.raises(HeldForExchange):
        await release_hold(shop.clerk, goods.id)
    with pytest.raises(InvalidInput):
        await hold_order(shop.clerk, plain.id, reason=HoldReason.EXCHANGE)
    hold = Action(kind=AutomationActionKind.HOLD, hold_reason=HoldReason.EXCHANGE)
    with pytest.raises(InvalidInput):
        await shop.automation_rule(actions=[hold])


async def test_it_follows_goods_that_went_into_another_order(shop: Shop) -> None:
    customer = await shop.customer()
    variant = await shop.stocked(price_minor=2_500)
    swap = await shop.swap(await shop.delivered(customer=customer), (variant, 1))
    await approve_exchange(shop.clerk, swap.id)
    await shop.comes_back(swap)
    goods = await shop.goods_of(swap)
    other = await shop.place((variant, 1), customer=customer)
    other = await confirm_order(shop.ctx, other.id)
    await merge_orders(shop.ctx, other.id, {goods.id}, idempotency_key="m")

    with pytest.raises(InvalidTransition):
        await cancel_exchange(shop.clerk, swap.id)
    assert await follow_exchanges(shop.ctx) == 0
    for work in await shop.works_of(other):
        if work.status is FulfillmentOrderStatus.OPEN:
            parcel = await shop.send(await shop.parcel_of(work))
            await shop.hear(parcel, TrackingStatus.DELIVERED)
    await shop.capture(other.id)
    assert [await follow_exchanges(shop.ctx) for _ in range(3)] == [1, 1, 0]

    assert await status_of(swap) is Is.CLOSED


async def test_one_that_cannot_go_on_keeps_no_other_waiting(shop: Shop) -> None:
    stuck, next_ = await shop.exchange(Is.APPROVED), await shop.exchange(Is.APPROVED)
    goods = await shop.goods_of(stuck)
    await release_hold(shop.as_system, goods.id)  # as nobody else could
    await confirm_order(shop.ctx, goods.id)
    (work,) = await shop.works_of(goods)
    await start_picking(shop.ctx, work.id)
    for row in (stuck, next_):
        await cancel_return(shop.clerk, row.parent_id)

    assert await follow_exchanges(shop.ctx) == 1

    assert (await status_of(stuck), await status_of(next_)) == (Is.APPROVED, Is.CANCELED)


async def test_one_at_which_something_fails_keeps_no_other_waiting(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, next_ = await shop.exchange(Is.APPROVED), await shop.exchange(Is.APPROVED)
    for row in (broken, next_):
        await cancel_return(shop.clerk, row.parent_id)

    async def call_off(ctx: Context, row: Exchange) -> None:
        if row.id == broken.id:
            raise RuntimeError("out of order")
        await following.call_off(ctx, row)

    monkeypatch.setattr(following, "STEPS", {**following.STEPS, "call_off": call_off})

    assert await follow_exchanges(shop.ctx) == 1

    assert (await status_of(broken), await status_of(next_)) == (Is.APPROVED, Is.CANCELED)


async def test_what_nobody_pays_the_rest_of_is_called_off_after_a_fortnight(shop: Shop) -> None:
    row = await shop.exchange(Is.APPROVED, order=await shop.delivered(units=2))
    await shop.comes_back(row, 1)

    shop.later(days=14)
    assert await follow_exchanges(shop.ctx) == 0
    shop.later(seconds=1)
    assert await follow_exchanges(shop.ctx) == 1

    goods = await shop.goods_of(row)
    assert (await status_of(row), goods.status) == (Is.CANCELED, OrderStatus.CANCELED)
    assert goods.refunded_minor == 1_250, "what it was paid by goes back to the customer"
    await assert_stock_is_conserved()


async def test_what_there_is_too_little_of_is_not_promised(shop: Shop) -> None:
    order = await shop.delivered()
    row = await shop.swap(order, (await shop.stocked(price_minor=100), 11))
    before = await shop.rows()

    with pytest.raises(InsufficientStock):
        await approve_exchange(shop.clerk, row.id)

    assert await shop.rows() == before


async def test_its_return_is_answered_with_it(shop: Shop) -> None:
    row = await shop.exchange()

    for is_of_exchange in (False, True):
        actions = available_actions(shop.clerk, ReturnStatus.REQUESTED, None, is_of_exchange)
        assert (ReturnAction.APPROVE in actions) is not is_of_exchange
    with pytest.raises(ReturnOfExchange):
        await approve_return(shop.clerk, row.parent_id)


@pytest.mark.parametrize("what", ["declined", "canceled", "canceled later", "its order canceled"])
async def test_it_comes_to_nothing_with_its_return_or_its_order(shop: Shop, what: str) -> None:
    is_approved = what in {"canceled later", "its order canceled"}
    row = await shop.exchange(Is.APPROVED if is_approved else Is.REQUESTED)
    match what:
        case "declined":
            await decline_return(shop.clerk, row.parent_id, answer="It was worn.")
        case "its order canceled":
            goods = await shop.goods_of(row)
            await cancel_order(shop.ctx, goods.id, reason=CancelReason.OTHER)
        case _:
            await cancel_return(shop.clerk, row.parent_id)

    assert await follow_exchanges(shop.ctx) == 1

    assert await status_of(row) is Is.CANCELED
    assert await follow_exchanges(shop.ctx) == 0
    if is_approved:
        assert (await shop.goods_of(row)).status is OrderStatus.CANCELED
        assert (await Return.get(id=row.parent_id)).status is ReturnStatus.CANCELED
    await assert_stock_is_conserved()


async def test_goods_on_their_way_are_paid_back_when_nothing_goes_out_any_more(shop: Shop) -> None:
    order = await shop.delivered(units=2)
    row = await shop.exchange(Is.APPROVED, order=order)
    await mark_sent(shop.clerk, row.parent_id)

    await cancel_exchange(shop.clerk, row.id, answer="It is sold out.")
    await shop.comes_back(row)

    after = await Order.get(id=order.id)
    assert (after.refunded_minor, after.balance_due_minor) == (2_500, 0)


async def test_it_is_agreed_to_once_however_many_do_it_at_once(shop: Shop) -> None:
    row = await shop.exchange()

    came = await asyncio.gather(
        *(approve_exchange(shop.clerk, row.id) for _ in range(3)),
        cancel_exchange(shop.clerk, row.id),
        return_exceptions=True,
    )

    refused = [one for one in came if isinstance(one, Exception)]
    assert {type(one) for one in refused} <= {InvalidTransition, VersionConflict}
    assert await Order.filter(hold_reason=HoldReason.EXCHANGE).count() <= 1
    await assert_stock_is_conserved()


async def test_several_followers_move_it_once(shop: Shop) -> None:
    row = await shop.exchange(Is.RECEIVED)
    await shop.sends(row)

    moved = await asyncio.gather(*(follow_exchanges(shop.ctx) for _ in range(4)))

    assert sum(moved) == 1
    assert (await shop.event_names("exchange")).count("returns.exchange_fulfilled") == 1


async def test_a_key_asks_for_one(shop: Shop) -> None:
    order, other = await shop.delivered(units=2), await shop.stocked()
    first = await shop.swap(order, (other, 1), back=1, key="once")
    events = await shop.event_names()

    assert (await shop.swap(order, (other, 1), back=1, key="once")).id == first.id
    with pytest.raises(IdempotencyKeyReused):
        await shop.swap(order, (other, 2), back=1, key="once")
    assert await shop.event_names() == events


async def test_nonsense_and_strangers_change_nothing(shop: Shop) -> None:
    customer, other = await shop.customer(), await shop.stocked()
    order = await shop.delivered(units=2, customer=customer)
    (line,) = await shop.lines(order)
    row = await shop.swap(order, (other, 1), back=1, ctx=shop.as_customer(customer))
    stranger, reader = shop.as_customer(await shop.customer()), shop.as_staff(Scope.ORDERS_READ)
    hidden = await shop.variant()
    before = await shop.rows()

    for wanted, back, refusal in (
        ((), 1, InvalidInput),
        (((other, 0),), 1, InvalidInput),
        (((other, 1),), {line.id: 0}, InvalidInput),
        (((other, 1),), {new_id(): 1}, NotFound),
        (((other, 1),), 2, ReturnExceedsDelivered),
    ):
        with pytest.raises(refusal):
            await shop.swap(order, *wanted, back=back)
    with pytest.raises(NotFound):
        await request_exchange(
            shop.clerk,
            order.id,
            quantities={line.id: 1},
            wanted=[type(shop.request((hidden, 1)).lines[0])(new_id(), 1)],
            reason=ReturnReason.OTHER,
            idempotency_key="n",
        )
    with pytest.raises(NotFound):
        await shop.swap(order, (other, 1), back={line.id: 1}, ctx=stranger)
    with pytest.raises(NotFound):
        await cancel_exchange(stranger, row.id)
    with pytest.raises(NotPermitted):
        await shop.swap(order, (other, 1), back={line.id: 1}, ctx=reader)
    with pytest.raises(NotSignedIn):
        await shop.swap(order, (other, 1), back={line.id: 1}, ctx=shop.as_anonymous)
    with pytest.raises(NotPermitted):
        await approve_exchange(shop.as_customer(customer), row.id)
    with pytest.raises(VersionConflict):
        await approve_exchange(shop.clerk, row.id, expected_version=7)
    assert await shop.rows() == before

    await approve_exchange(shop.clerk, row.id)
    with pytest.raises(NotPermitted):  # somebody has answered
        await cancel_exchange(shop.as_customer(customer), row.id)

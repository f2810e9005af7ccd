"""How long each step of an order waited and worked: told by orders that go all the way."""

from datetime import timedelta

from domain.analytics.durations import StepDuration, StepOutcome
from domain.analytics.queries import durations_of_orders
from domain.analytics.set_step import set_step
from domain.analytics.steps import OrderStep
from domain.finance.refund_payment import refund_payment
from domain.fulfillment.cancel_fulfillment import cancel_fulfillment
from domain.fulfillment.create_fulfillment import create_fulfillment
from domain.fulfillment.report_progress import report_progress
from domain.fulfillment.start_picking import start_picking
from domain.fulfillment.states import FulfillmentProgress, FulfillmentStatus, TrackingStatus
from domain.identity.scopes import Scope
from domain.orders.expire_orders import expire_orders
from domain.orders.models import Order
from domain.orders.place_order import RESERVED_FOR
from domain.orders.states import CancelReason, HoldReason, OrderStatus
from domain.processes.cancel_order import cancel_order
from domain.processes.confirm_order import confirm_order
from domain.processes.hold_order import hold_order
from domain.processes.release_hold import release_hold
from domain.shared.ids import new_id
from tests.shop import Shop
from tests.statements import count_statements

MINUTES = 60  # seconds
DONE, OPEN, GIVEN_UP = StepOutcome.DONE, StepOutcome.OPEN, StepOutcome.GIVEN_UP


async def told(shop: Shop, order: Order) -> list[StepDuration]:
    return (await durations_of_orders(shop.ctx, [order.id]))[order.id]


def minutes(found: list[StepDuration]) -> dict[str, tuple[StepOutcome, float, float]]:
    """Of each step: what became of it, and the minutes that it waited and worked."""
    return {
        each.span.step.value: (
            each.outcome,
            each.waited.total_seconds() / MINUTES,
            each.worked.total_seconds() / MINUTES,
        )
        for each in found
    }


async def test_an_order_that_goes_all_the_way(shop: Shop) -> None:
    order = await shop.order()
    shop.later(minutes=7)
    await shop.capture(order.id)
    shop.later(minutes=3)
    await confirm_order(shop.ctx, order.id)
    (work,) = await shop.works_of(order)
    shop.later(minutes=20)
    await start_picking(shop.ctx, work.id)
    shop.later(minutes=5)
    await report_progress(shop.ctx, work.id, progress=FulfillmentProgress.PICKED)
    shop.later(minutes=4)
    await report_progress(shop.ctx, work.id, progress=FulfillmentProgress.PACKED)
    shop.later(minutes=1)
    parcel = await create_fulfillment(shop.ctx, work.id)
    shop.later(minutes=30)
    parcel = await shop.send(parcel)
    shop.later(hours=20)
    await shop.hear(parcel, TrackingStatus.DELIVERED)
    shop.later(days=100)

    assert minutes(await told(shop, order)) == {
        "pay": (DONE, 7, 0),
        "confirm": (DONE, 10, 0),
        "pick": (DONE, 20, 5),
        "pack": (DONE, 0, 4),
        "ship": (DONE, 30, 0),
        "deliver": (DONE, 0, 20 * 60),
        "complete": (DONE, 0, 0),
    }


async def test_what_is_open_counts_until_now_and_is_late_when_its_time_is_over(shop: Shop) -> None:
    order = await shop.confirmed_order()
    await set_step(shop.ctx, OrderStep.PICK, owner="carrier", target_minutes=15)

    shop.later(minutes=15)
    in_time = {each.span.step: each for each in await told(shop, order)}[OrderStep.PICK]
    shop.later(minutes=1)
    late = {each.span.step: each for each in await told(shop, order)}[OrderStep.PICK]

    assert (in_time.outcome, in_time.ended_at, in_time.is_late) == (OPEN, None, False)
    assert (late.waited, late.worked, late.is_late) == (timedelta(minutes=16), timedelta(0), True)
    assert late.owner == "carrier"


async def test_every_hold_is_a_step_of_its_own(shop: Shop) -> None:
    order = await shop.order()
    for pause in (10, 20):
        await hold_order(shop.ctx, order.id, reason=HoldReason.FRAUD)
        shop.later(minutes=pause)
        await release_hold(shop.ctx, order.id)
        shop.later(minutes=1)
    await hold_order(shop.ctx, order.id, reason=HoldReason.ADDRESS)
    shop.later(minutes=5)

    holds = [each for each in await told(shop, order) if each.span.step is OrderStep.RELEASE]

    assert [(each.outcome, each.waited) for each in holds] == [
        (DONE, timedelta(minutes=10)),
        (DONE, timedelta(minutes=20)),
        (OPEN, timedelta(minutes=5)),
    ]


async def test_money_in_parts_is_paid_with_the_last_and_stays_so(shop: Shop) -> None:
    order = await shop.order()
    shop.later(minutes=5)
    first = await shop.capture(order.id, 100)
    shop.later(minutes=5)
    assert minutes(await told(shop, order))["pay"] == (OPEN, 10, 0)

    await shop.capture(order.id)
    shop.later(minutes=5)
    await refund_payment(shop.ctx, first.id, idempotency_key=str(new_id()))

    assert minutes(await told(shop, order))["pay"] == (DONE, 10, 0)


async def test_nobody_is_late_with_what_was_given_up(shop: Shop) -> None:
    order = await shop.confirmed_order()
    shop.later(minutes=30)
    await cancel_order(shop.ctx, order.id, reason=CancelReason.CUSTOMER)
    shop.later(days=100)

    found = await told(shop, order)

    assert minutes(found) == {
        "pay": (GIVEN_UP, 30, 0),
        "confirm": (DONE, 0, 0),
        "pick": (GIVEN_UP, 30, 0),
    }
    assert not any(each.is_late for each in found)


async def test_an_order_that_nobody_paid_in_time(shop: Shop) -> None:
    order = await shop.order()
    shop.now += RESERVED_FOR
    await expire_orders(shop.as_system)
    shop.later(days=100)

    expired = await Order.get(id=order.id)
    assert expired.status is OrderStatus.EXPIRED
    assert {each.outcome for each in await told(shop, expired)} == {GIVEN_UP}


async def test_parcels_that_were_opened_again_or_came_back(shop: Shop) -> None:
    opened = await shop.parcel()
    shop.later(minutes=2)
    await cancel_fulfillment(shop.ctx, opened.id)
    back = await shop.parcel(FulfillmentStatus.RETURNED)
    shop.later(days=9)

    first = minutes(await told(shop, await Order.get(id=opened.order_id)))
    second = minutes(await told(shop, await Order.get(id=back.order_id)))

    assert first["ship"] == (GIVEN_UP, 2, 0)
    assert second["deliver"] == (GIVEN_UP, 0, 0)


async def test_they_are_read_for_many_at_once(shop: Shop) -> None:
    orders = [await shop.confirmed_order() for _ in range(3)]

    async with count_statements() as few:
        await durations_of_orders(shop.ctx, [orders[0].id])
    async with count_statements() as many:
        found = await durations_of_orders(shop.ctx, [order.id for order in orders])

    assert set(found) == {order.id for order in orders}
    assert few.count == many.count == 6


async def test_customers_are_not_told_who_works_how_fast(shop: Shop) -> None:
    buyer = await shop.customer()
    variant = await shop.variant()
    await shop.stock(variant, 5)
    order = await shop.place((variant, 1), customer=buyer)

    assert await durations_of_orders(shop.as_customer(buyer), [order.id]) == {}
    assert await durations_of_orders(shop.as_staff(Scope.FULFILLMENT_READ), [order.id]) == {}

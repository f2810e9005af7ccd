"""Splitting an order: what goes where, and what is refused."""

import pytest

from domain.catalog.bundles.set_components import Component, set_components
from domain.catalog.models import ProductVariant
from domain.finance.models import Payment, PaymentTransaction
from domain.finance.refund_payment import refund_payment
from domain.finance.states import PaymentStatus, TransactionType
from domain.fulfillment.models import FulfillmentOrder, FulfillmentOrderLine
from domain.fulfillment.start_picking import start_picking
from domain.fulfillment.states import FulfillmentOrderStatus
from domain.inventory.models import StockReservation
from domain.orders.errors import UnitsNotFree
from domain.orders.models import Order
from domain.orders.snapshots import place_of
from domain.orders.states import CancelReason, OrderPaymentStatus, OrderStatus
from domain.processes.cancel_order import cancel_order
from domain.processes.confirm_order import confirm_order
from domain.processes.split_order import Split, preview_split, split_order
from domain.promotions.models import PromotionUse
from domain.promotions.terms import GiftOf, PercentOff
from domain.shared.errors import (
    IdempotencyKeyReused,
    InvalidInput,
    InvalidTransition,
    NotFound,
    NotPermitted,
    VersionConflict,
)
from domain.shared.ids import new_id
from tests.domain.orders.conservation import (
    assert_orders_tell_their_whole_story,
    assert_stock_is_conserved,
)
from tests.shop import Shop


async def confirmed(shop: Shop, *lines: tuple[ProductVariant, int]) -> Order:
    return await confirm_order(shop.ctx, (await shop.place(*lines)).id)


async def split(shop: Shop, order: Order, *units: int, key: str | None = None) -> Split:
    """So many units of each line, in their order; of those not named none."""
    lines = await shop.lines(order)
    wanted = {line.id: take for line, take in zip(lines, units, strict=False) if take}
    return await split_order(shop.ctx, order.id, units=wanted, idempotency_key=key)


async def works(order: Order) -> list[tuple[FulfillmentOrderStatus, list[int]]]:
    """An order's work: its state, and the units of its lines."""
    found = await FulfillmentOrder.filter(order_id=order.id).order_by("created_at", "id")
    return [
        (
            work.status,
            [
                line.quantity
                for line in await FulfillmentOrderLine.filter(
                    fulfillment_order_id=work.id
                ).order_by("id")
            ],
        )
        for work in found
    ]


OPEN, CANCELED = FulfillmentOrderStatus.OPEN, FulfillmentOrderStatus.CANCELED


async def test_some_units_become_an_order_of_their_own(shop: Shop) -> None:
    tea, cup = await shop.stocked(), await shop.stocked(price_minor=999)
    order = await confirmed(shop, (tea, 3), (cup, 2))

    made = await split(shop, order, 1, 2)

    stays, leaves = await shop.lines(made.order), await shop.lines(made.sibling)
    assert [(line.sku, line.quantity, line.allocated) for line in stays] == [(tea.sku, 2, 2)]
    assert [(line.sku, line.quantity, line.allocated) for line in leaves] == [
        (tea.sku, 1, 1),
        (cup.sku, 2, 2),
    ]
    assert (made.order.total_minor, made.sibling.total_minor) == (2_500, 1_250 + 1_998)
    assert made.sibling.status is OrderStatus.CONFIRMED
    assert made.sibling.number != made.order.number
    assert made.sibling.group_id == made.order.group_id is not None
    assert await works(made.order) == [(OPEN, [2])]
    assert sorted((await works(made.sibling))[0][1]) == [1, 2]
    assert await shop.units_held_for(made.order) == 2
    assert await shop.units_held_for(made.sibling) == 3
    await assert_stock_is_conserved()
    await assert_orders_tell_their_whole_story()


async def test_a_preview_says_the_same_and_writes_nothing(shop: Shop) -> None:
    order = await confirmed(shop, (await shop.stocked(), 3))
    await Order.filter(id=order.id).update(shipping_minor=500, total_minor=4_250)
    await shop.capture(order.id, 1_000)
    (line,) = await shop.lines(order)
    before = await shop.rows()

    _, plan = await preview_split(shop.ctx, order.id, units={line.id: 1})

    assert await shop.rows() == before
    assert plan.leaves + plan.stays == plan.before
    assert (plan.leaves.shipping_minor, plan.leaves.total_minor) == (167, 1_417)
    assert plan.paid_minor == 333
    made = await split(shop, order, 1)
    assert made.sibling.total_minor == plan.leaves.total_minor
    assert made.order.total_minor == plan.stays.total_minor
    assert made.sibling.captured_minor == plan.paid_minor


async def test_what_promotions_took_off_is_shared_to_the_last_cent(shop: Shop) -> None:
    await shop.promotion(PercentOff(733), name="Odd")
    gift = await shop.stocked(price_minor=700)
    await shop.promotion(GiftOf(gift.id, 2), name="Gift")
    order = await confirmed(shop, (await shop.stocked(price_minor=999), 3))
    assert order.discount_minor == 220 + 1_400

    made = await split(shop, order, 1, 1)

    assert (made.order.discount_minor, made.sibling.discount_minor) == (147 + 700, 73 + 700)
    mine, theirs = [
        {
            use.name: (use.discount_minor, [minor for _, _, minor in use.lines], len(use.gifts))
            for use in await PromotionUse.filter(order_id=one.id)
        }
        for one in (made.order, made.sibling)
    ]
    assert mine == {"Odd": (147, [147], 0), "Gift": (700, [700], 1)}
    assert theirs == {"Odd": (73, [73], 0), "Gift": (700, [700], 1)}
    for one in (made.order, made.sibling):
        assert sum(line.total_minor for line in await shop.lines(one)) == one.total_minor


async def test_a_coupon_stays_used_once(shop: Shop) -> None:
    coupon = await shop.coupon("ONCE", uses=1)
    placed = await shop.place((await shop.stocked(), 2), coupons=("ONCE",))
    order = await confirm_order(shop.ctx, placed.id)

    made = await split(shop, order, 1)

    await cancel_order(shop.ctx, made.sibling.id, reason=CancelReason.OTHER)
    await coupon.refresh_from_db()
    assert (coupon.uses, coupon.redeemed) == (1, 1)


async def test_what_was_paid_is_shared_by_a_pair_of_lines_in_the_ledger(shop: Shop) -> None:
    order = await confirmed(shop, (await shop.stocked(), 4))
    first = await shop.capture(order.id, 1_000)
    await shop.capture(order.id, 3_000)

    made = await split(shop, order, 2)

    assert (made.order.captured_minor, made.sibling.captured_minor) == (2_000, 2_000)
    assert made.sibling.payment_status is OrderPaymentStatus.PARTIALLY_PAID
    twins = await Payment.filter(order_id=made.sibling.id).order_by("created_at", "id")
    assert [twin.captured_minor for twin in twins] == [1_000, 1_000]
    await first.refresh_from_db()
    assert (first.captured_minor, first.status) == (0, PaymentStatus.MOVED)
    assert twins[0].came_from_id == first.id
    lines = await PaymentTransaction.filter(payment_id__in=[first.id, twins[0].id])
    assert {(line.type, line.amount_minor) for line in lines} == {
        (TransactionType.CAPTURE, 1_000),
        (TransactionType.TRANSFER_OUT, 1_000),
        (TransactionType.TRANSFER_IN, 1_000),
    }
    await refund_payment(shop.ctx, twins[0].id, idempotency_key="back")
    assert (await Order.get(id=made.sibling.id)).refunded_minor == 1_000
    await assert_orders_tell_their_whole_story()


async def test_paid_in_full_stays_paid_in_full_on_both_sides(shop: Shop) -> None:
    order = await confirmed(shop, (await shop.stocked(price_minor=333), 3))
    await shop.capture(order.id)

    made = await split(shop, order, 2)

    assert made.order.payment_status is made.sibling.payment_status is OrderPaymentStatus.PAID
    assert made.order.balance_due_minor == made.sibling.balance_due_minor == 0


async def test_units_come_from_the_warehouses_where_they_lie(shop: Shop) -> None:
    order = await shop.order_from_two_warehouses()

    made = await split(shop, order, 2)

    shelves = {
        (reservation.order_id, reservation.quantity) for reservation in await StockReservation.all()
    }
    held = sorted(quantity for order_id, quantity in shelves if order_id == made.sibling.id)
    assert sum(held) == 2
    assert await shop.units_held_for(made.order) == 1
    await assert_stock_is_conserved()


async def test_of_a_bundle_all_that_is_in_it_goes(shop: Shop) -> None:
    box, cup, tea = [await shop.variant() for _ in range(3)]
    await set_components(shop.ctx, box.id, [Component(cup.id, 2), Component(tea.id, 1)])
    await shop.adjust(cup, 9)
    await shop.adjust(tea, 9)
    order = await confirmed(shop, (box, 3))

    made = await split(shop, order, 1)

    held = await StockReservation.filter(order_id=made.sibling.id).order_by("quantity")
    assert [(one.quantity, one.units_each) for one in held] == [(1, 1), (2, 2)]
    await assert_stock_is_conserved()


async def test_the_new_order_goes_where_the_first_goes(shop: Shop) -> None:
    order = await confirmed(shop, (await shop.stocked(), 2))
    await shop.send_to(order)

    made = await split(shop, order, 1)

    order = await Order.get(id=order.id)
    assert made.sibling.shipping_address != order.shipping_address
    assert place_of(made.sibling.id, made.sibling.shipping_address) == place_of(
        order.id, order.shipping_address
    )


async def test_what_stays_may_be_all_that_was_missing(shop: Shop) -> None:
    tea, cup = await shop.stocked(), await shop.stocked()
    parcel = await shop.parcel_of_one_of_two(tea, cup)
    await shop.capture(parcel.order_id)
    order = await Order.get(id=parcel.order_id)
    assert order.status is OrderStatus.CONFIRMED

    made = await split(shop, order, 0, 1)

    assert made.order.status is OrderStatus.COMPLETED
    assert made.sibling.status is OrderStatus.CONFIRMED


async def test_only_units_that_wait_to_be_picked_can_go(shop: Shop) -> None:
    order = await shop.order_from_two_warehouses()
    (line,) = await shop.lines(order)
    begun = await FulfillmentOrderLine.get(order_line_id=line.id, quantity=2)
    await start_picking(shop.ctx, begun.fulfillment_order_id)
    before = await shop.rows()

    with pytest.raises(UnitsNotFree) as refused:
        await split_order(shop.ctx, order.id, units={line.id: 2}, idempotency_key=None)

    assert (refused.value.requested, refused.value.available) == (2, 1)
    assert await shop.rows() == before


async def test_something_has_to_stay(shop: Shop) -> None:
    order = await confirmed(shop, (await shop.stocked(), 2))
    with pytest.raises(InvalidInput, match="stay"):
        await split(shop, order, 2)
    with pytest.raises(InvalidInput, match="fewer"):
        await split(shop, order, 3)
    with pytest.raises(InvalidInput):
        await split_order(shop.ctx, order.id, units={}, idempotency_key=None)
    with pytest.raises(NotFound):
        await split_order(shop.ctx, order.id, units={new_id(): 1}, idempotency_key=None)


@pytest.mark.parametrize("status", [one for one in OrderStatus if one is not OrderStatus.CONFIRMED])
async def test_only_confirmed_orders_are_split(shop: Shop, status: OrderStatus) -> None:
    order = await shop.order(status)
    line_id = (await shop.lines(order) or [None])[0]
    units = {line_id.id if line_id else new_id(): 1}
    before = await shop.rows()

    with pytest.raises(InvalidTransition):
        await split_order(shop.ctx, order.id, units=units, idempotency_key=None)

    assert await shop.rows() == before


async def test_sent_again_it_is_split_once(shop: Shop) -> None:
    order = await confirmed(shop, (await shop.stocked(), 3))
    (line,) = await shop.lines(order)

    first = await split(shop, order, 1, key="k")
    before = await shop.rows()
    again = await split_order(shop.ctx, order.id, units={line.id: 1}, idempotency_key="k")

    assert again.sibling.id == first.sibling.id
    assert await shop.rows() == before
    with pytest.raises(IdempotencyKeyReused):
        await split_order(shop.ctx, order.id, units={line.id: 2}, idempotency_key="k")


async def test_who_may_and_on_which_version(shop: Shop) -> None:
    order = await confirmed(shop, (await shop.stocked(), 3))
    (line,) = await shop.lines(order)
    with pytest.raises(NotPermitted):
        await split_order(
            shop.as_staff("orders:read"), order.id, units={line.id: 1}, idempotency_key=None
        )
    with pytest.raises(VersionConflict):
        await split_order(
            shop.ctx, order.id, units={line.id: 1}, idempotency_key=None, expected_version=1
        )


async def test_siblings_count_as_the_one_order_they_were_placed_as(shop: Shop) -> None:
    group = (await split(shop, await confirmed(shop, (await shop.stocked(), 5)), 1)).order
    again = await split(shop, group, 1)

    assert again.sibling.group_id == group.group_id
    assert await Order.filter(group_id=group.group_id).count() == 3

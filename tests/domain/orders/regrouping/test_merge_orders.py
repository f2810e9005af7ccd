"""Merging orders: what goes where, what is in the way; and taking it back."""

from uuid import UUID

import pytest

from domain.finance.models import Payment
from domain.fulfillment.models import FulfillmentOrder, FulfillmentOrderLine
from domain.fulfillment.start_picking import start_picking
from domain.fulfillment.states import FulfillmentOrderStatus
from domain.orders.errors import MergeNotUndoable, OrdersNotMergeable
from domain.orders.expire_orders import expire_orders
from domain.orders.models import Order
from domain.orders.place_order import RESERVED_FOR
from domain.orders.states import (
    CancelReason,
    HoldReason,
    MergeObstacle,
    MergeShipping,
    OrderPaymentStatus,
    OrderStatus,
    UnmergeObstacle,
)
from domain.processes.cancel_order import cancel_order
from domain.processes.confirm_order import confirm_order
from domain.processes.hold_order import hold_order
from domain.processes.merge_candidates import merge_candidates
from domain.processes.merge_orders import Merged, merge_orders, preview_merge
from domain.processes.split_order import split_order
from domain.processes.unmerge_order import unmerge_order
from domain.promotions.campaigns.models import Campaign
from domain.promotions.models import PromotionUse
from domain.promotions.states import UseStatus
from domain.promotions.terms import PercentOff
from domain.shared import sql
from domain.shared.errors import InvalidInput, InvalidTransition, NotFound, NotPermitted
from domain.shared.ids import new_id
from tests.domain.orders.conservation import (
    assert_orders_tell_their_whole_story,
    assert_stock_is_conserved,
)
from tests.shop import Shop

OPEN = FulfillmentOrderStatus.OPEN


async def two(shop: Shop, *, confirmed: bool = True, count: int = 2) -> list[Order]:
    """Orders of one customer, of two units at 12.50 each."""
    cleo = await shop.customer()
    tea = await shop.stocked(20)
    orders = [await shop.place((tea, 2), customer=cleo) for _ in range(count)]
    if confirmed:
        orders = [await confirm_order(shop.ctx, order.id) for order in orders]
    return orders


async def merge(shop: Shop, target: Order, *sources: Order, key: str | None = None) -> Merged:
    ids = {source.id: None for source in sources}
    return await merge_orders(shop.ctx, target.id, ids, idempotency_key=key)


async def charge(order: Order, minor: int) -> None:
    """What sending it costs."""
    await sql.execute(
        "UPDATE sales_order SET shipping_minor = $2, total_minor = total_minor + $2 WHERE id = $1",
        order.id,
        minor,
    )


async def everything(*order_ids: UUID) -> list[object]:
    """Orders with all that belongs to them, but for versions and times."""
    return [
        (
            await Order.filter(id__in=order_ids)
            .order_by("id")
            .values_list(
                "id",
                "status",
                "payment_status",
                "fulfillment_status",
                "subtotal_minor",
                "discount_minor",
                "shipping_minor",
                "total_minor",
                "captured_minor",
                "refunded_minor",
                "expires_at",
                "merged_into_id",
            )
        ),
        await sql.rows(
            "SELECT id, order_id, position, quantity, discount_minor, total_minor, allocated"
            " FROM order_line ORDER BY id"
        ),
        await sql.rows(
            "SELECT id, order_id, order_line_id, quantity, status FROM stock_reservation"
            " ORDER BY id"
        ),
        await sql.rows("SELECT id, order_id, lines, gifts, status FROM promotion_use ORDER BY id"),
        await sql.rows("SELECT id, order_id, captured_minor, status FROM payment ORDER BY id"),
        await sql.rows(
            "SELECT f.order_id, f.warehouse_id, l.order_line_id, l.quantity"
            " FROM fulfillment_order f JOIN fulfillment_order_line l"
            " ON l.fulfillment_order_id = f.id WHERE f.status = 'open' ORDER BY 1, 2, 3"
        ),
    ]


async def test_all_that_was_in_one_order_is_in_the_other(shop: Shop) -> None:
    first, second = await two(shop)
    await shop.capture(second.id, 1_000)

    made = await merge(shop, first, second)

    (gone,) = made.sources
    assert (gone.status, gone.merged_into_id) == (OrderStatus.MERGED, first.id)
    assert (gone.total_minor, gone.captured_minor, gone.balance_due_minor) == (0, 0, 0)
    assert (made.order.total_minor, made.order.captured_minor) == (5_000, 1_000)
    assert made.order.payment_status is OrderPaymentStatus.PARTIALLY_PAID
    assert [line.position for line in await shop.lines(made.order)] == [0, 1]
    assert await shop.units_held_for(made.order) == 4
    assert await Payment.filter(order_id=first.id).count() == 1
    (work,) = await FulfillmentOrder.filter(status=OPEN)
    assert work.order_id == first.id, "one warehouse packs it once"
    assert await FulfillmentOrderLine.filter(fulfillment_order_id=work.id).count() == 2
    await assert_stock_is_conserved()
    await assert_orders_tell_their_whole_story()


async def test_a_preview_says_the_same_and_writes_nothing(shop: Shop) -> None:
    first, second = await two(shop)
    await charge(first, 500)
    await charge(second, 300)
    before = await shop.rows()

    _, plan = await preview_merge(shop.ctx, first.id, [second.id])

    assert await shop.rows() == before
    assert (plan.before.total_minor, plan.after.total_minor) == (5_800, 5_500)
    assert (plan.shipping_saved_minor, plan.refund_minor) == (300, 0)
    assert (await merge(shop, first, second)).order.total_minor == 5_500


async def test_shipping_that_was_paid_twice_goes_back(shop: Shop) -> None:
    orders = await two(shop)
    for order, shipping in zip(orders, (500, 300), strict=True):
        await charge(order, shipping)
        await shop.capture(order.id)

    made = await merge(shop, *orders)

    assert (made.order.total_minor, made.order.refunded_minor) == (5_500, 300)
    assert made.order.balance_due_minor == 0
    back = await unmerge_order(shop.ctx, orders[1].id, idempotency_key=None)
    assert sum(one.total_minor for one in (back.order, *back.sources)) == 5_800
    assert sum(one.balance_due_minor for one in (back.order, *back.sources)) == 300


async def test_all_charges_can_be_kept(shop: Shop) -> None:
    first, second = await two(shop)
    await charge(first, 500)
    await charge(second, 300)

    made = await merge_orders(
        shop.ctx,
        first.id,
        {second.id: second.version},
        shipping=MergeShipping.KEEP_ALL,
        idempotency_key=None,
    )

    assert (made.order.shipping_minor, made.order.total_minor) == (800, 5_800)


async def test_pending_orders_wait_for_the_last_of_them(shop: Shop) -> None:
    first, second = await two(shop, confirmed=False)
    later = first.placed_at + RESERVED_FOR * 2
    await Order.filter(id=second.id).update(expires_at=later)

    made = await merge(shop, first, second)

    assert made.order.expires_at == later
    assert await expire_orders(shop.ctx.at(later)) == 1
    assert await shop.units_held_for(made.order) == 0
    await assert_stock_is_conserved()


async def test_what_campaigns_gave_to_each_goes_back_for_each(shop: Shop) -> None:
    campaign = await shop.campaign(budget_minor=100_000, uses_max=10)
    await shop.promotion_of(campaign, PercentOff(1_000))
    first, second = await two(shop, confirmed=False)
    spent = await Campaign.get(id=campaign.id)
    assert (spent.uses, spent.spent_minor) == (2, 500)

    made = await merge(shop, first, second)

    assert await PromotionUse.filter(order_id=first.id, status=UseStatus.RESERVED).count() == 2
    await cancel_order(shop.ctx, made.order.id, reason=CancelReason.OTHER)
    spent = await Campaign.get(id=campaign.id)
    assert (spent.uses, spent.spent_minor) == (0, 0)


async def test_coupons_stay_redeemed(shop: Shop) -> None:
    cleo, tea = await shop.customer(), await shop.stocked(20)
    coupon = await shop.coupon("ONCE", uses=1)
    orders = [
        await shop.place((tea, 2), customer=cleo, coupons=coupons) for coupons in ((), ("ONCE",))
    ]
    orders = [await confirm_order(shop.ctx, order.id) for order in orders]

    made = await merge(shop, *orders)

    await coupon.refresh_from_db()
    assert (coupon.uses, coupon.redeemed) == (1, 1)
    (use,) = await PromotionUse.filter(order_id=made.order.id)
    assert [place for place, _, _ in use.lines] == [1]


@pytest.mark.parametrize("confirmed", [False, True])
async def test_taken_back_every_order_is_what_it_was(shop: Shop, confirmed: bool) -> None:
    await shop.promotion(PercentOff(733))
    orders = await two(shop, confirmed=confirmed, count=3)
    for order, shipping in zip(orders, (500, 0, 300), strict=True):
        await charge(order, shipping)
    for order in orders[1:]:
        await shop.capture(order.id, 700)
    before = await everything(*(order.id for order in orders))

    made = await merge(shop, *orders)
    assert await everything(*(order.id for order in orders)) != before
    back = await unmerge_order(shop.ctx, made.sources[0].id, idempotency_key=None)

    assert await everything(*(order.id for order in orders)) == before
    assert [one.id for one in back.sources] == [order.id for order in orders[1:]]
    await assert_stock_is_conserved()
    await assert_orders_tell_their_whole_story()


async def test_merges_are_taken_back_in_the_order_of_their_making(shop: Shop) -> None:
    first, second, third = await two(shop, count=3)
    before = await everything(first.id, second.id, third.id)
    await merge(shop, second, third)
    await merge(shop, first, second)

    with pytest.raises(MergeNotUndoable) as refused:
        await unmerge_order(shop.ctx, third.id, idempotency_key=None)
    assert refused.value.obstacle is UnmergeObstacle.NOT_OPEN
    await unmerge_order(shop.ctx, second.id, idempotency_key=None)
    await unmerge_order(shop.ctx, third.id, idempotency_key=None)

    assert await everything(first.id, second.id, third.id) == before


async def test_what_was_confirmed_together_stays_confirmed(shop: Shop) -> None:
    first, second = await two(shop, confirmed=False)
    await merge(shop, first, second)
    await confirm_order(shop.ctx, first.id)

    back = await unmerge_order(shop.ctx, second.id, idempotency_key=None)

    for order in (back.order, *back.sources):
        assert order.status is OrderStatus.CONFIRMED
        assert order.confirmed_at is not None
        assert order.expires_at is None
        assert len([one for one in await shop.works_of(order) if one.status is OPEN]) == 1
        assert await shop.units_held_for(order) == 2


async def test_what_was_paid_for_all_pays_for_each(shop: Shop) -> None:
    first, second, third = await two(shop, count=3)
    made = await merge(shop, first, second, third)
    await shop.capture(made.order.id, 6_000)

    back = await unmerge_order(shop.ctx, second.id, idempotency_key=None)

    orders = [back.order, *back.sources]
    assert [order.captured_minor for order in orders] == [2_500, 2_500, 1_000]
    assert orders[2].balance_due_minor == 1_500


async def test_after_a_split_it_is_not_taken_back(shop: Shop) -> None:
    first, second = await two(shop)
    made = await merge(shop, first, second)
    lines = await shop.lines(made.order)
    await split_order(shop.ctx, first.id, units={lines[0].id: 1}, idempotency_key=None)
    before = await shop.rows()

    with pytest.raises(MergeNotUndoable) as refused:
        await unmerge_order(shop.ctx, second.id, idempotency_key=None)

    assert refused.value.obstacle is UnmergeObstacle.CHANGED_SINCE
    assert await shop.rows() == before


async def test_once_picking_has_started_it_is_not_taken_back(shop: Shop) -> None:
    first, second = await two(shop)
    await merge(shop, first, second)
    (work,) = await FulfillmentOrder.filter(status=OPEN)
    await start_picking(shop.ctx, work.id)
    before = await shop.rows()

    with pytest.raises(MergeNotUndoable) as refused:
        await unmerge_order(shop.ctx, second.id, idempotency_key=None)

    assert refused.value.obstacle is UnmergeObstacle.PICKING_STARTED
    assert await shop.rows() == before


async def test_an_order_that_waits_or_has_ended_gives_nothing_back(shop: Shop) -> None:
    first, second = await two(shop)
    await merge(shop, first, second)
    await hold_order(shop.ctx, first.id, reason=HoldReason.MANUAL)

    with pytest.raises(MergeNotUndoable) as refused:
        await unmerge_order(shop.ctx, second.id, idempotency_key=None)
    assert refused.value.obstacle is UnmergeObstacle.NOT_OPEN
    with pytest.raises(InvalidTransition):
        await unmerge_order(shop.ctx, first.id, idempotency_key=None)


async def test_a_split_is_taken_back_by_a_merge(shop: Shop) -> None:
    (order, _) = await two(shop)
    (line,) = await shop.lines(order)
    made = await split_order(shop.ctx, order.id, units={line.id: 1}, idempotency_key=None)

    back = await merge(shop, made.order, made.sibling)

    assert back.order.total_minor == order.total_minor
    assert sum(line.quantity for line in await shop.lines(back.order)) == 2


async def obstacles_of(shop: Shop, target: Order, *sources: Order) -> set[MergeObstacle]:
    before = await shop.rows()
    _, plan = await preview_merge(shop.ctx, target.id, [source.id for source in sources])
    if plan.obstacles:
        with pytest.raises(OrdersNotMergeable) as refused:
            await merge(shop, target, *sources)
        assert refused.value.obstacles == list(plan.obstacles)
        assert await shop.rows() == before
    candidates = await merge_candidates(shop.ctx, target.id)
    assert bool(plan.obstacles) != ({one.id for one in candidates} >= {one.id for one in sources})
    return {obstacle for _, obstacle in plan.obstacles}


async def test_what_is_in_the_way_of_a_merge(shop: Shop) -> None:
    first, second = await two(shop)
    assert await obstacles_of(shop, first, second) == set()

    await shop.send_to(first, second)
    assert await obstacles_of(shop, first, second) == set(), "sealed, and still the same door"
    await shop.send_to(second, line1="2  LOW street ")
    assert await obstacles_of(shop, first, second) == set()
    await shop.send_to(second, line1="3 Low Street")
    assert await obstacles_of(shop, first, second) == {MergeObstacle.ANOTHER_ADDRESS}
    await shop.send_to(second)

    await Order.filter(id=second.id).update(currency="EUR")
    assert await obstacles_of(shop, first, second) == {MergeObstacle.ANOTHER_CURRENCY}
    await Order.filter(id=second.id).update(currency="USD", customer_id=None)
    assert await obstacles_of(shop, first, second) == {
        MergeObstacle.NO_CUSTOMER,
        MergeObstacle.ANOTHER_CUSTOMER,
    }
    await Order.filter(id=second.id).update(customer_id=(await shop.customer()).id)
    assert await obstacles_of(shop, first, second) == {MergeObstacle.ANOTHER_CUSTOMER}
    await Order.filter(id=second.id).update(customer_id=first.customer_id)

    (work,) = await shop.works_of(second)
    await start_picking(shop.ctx, work.id)
    assert await obstacles_of(shop, first, second) == {MergeObstacle.PICKING_STARTED}
    await hold_order(shop.ctx, first.id, reason=HoldReason.MANUAL)
    assert await obstacles_of(shop, first, second) == {
        MergeObstacle.NOT_OPEN,
        MergeObstacle.ANOTHER_STATUS,
        MergeObstacle.PICKING_STARTED,
    }


async def test_sent_again_it_is_merged_and_taken_back_once(shop: Shop) -> None:
    first, second = await two(shop)
    await merge(shop, first, second, key="m")
    before = await shop.rows()
    assert (await merge(shop, first, second, key="m")).order.id == first.id
    assert await shop.rows() == before

    await unmerge_order(shop.ctx, second.id, idempotency_key="u")
    before = await shop.rows()
    again = await unmerge_order(shop.ctx, second.id, idempotency_key="u")
    assert [one.id for one in again.sources] == [second.id]
    assert await shop.rows() == before


async def test_who_may_and_what_makes_no_sense(shop: Shop) -> None:
    first, second = await two(shop)
    reader = shop.as_staff("orders:read")
    for verb in (
        merge_orders(reader, first.id, {second.id: None}, idempotency_key=None),
        preview_merge(reader, first.id, [second.id]),
        unmerge_order(reader, second.id, idempotency_key=None),
    ):
        with pytest.raises(NotPermitted):
            await verb
    for sources in ({}, {first.id: None}, {new_id(): None for _ in range(21)}):
        with pytest.raises(InvalidInput):
            await merge_orders(shop.ctx, first.id, sources, idempotency_key=None)
    with pytest.raises(NotFound):
        await merge_orders(shop.ctx, first.id, {new_id(): None}, idempotency_key=None)
    assert await merge_candidates(shop.as_customer(await shop.customer()), first.id) == []

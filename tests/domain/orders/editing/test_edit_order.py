"""Editing an order: what changes with it, what is refused, and what is left as it was."""

from typing import Any

import pytest

from domain.catalog.bundles.set_components import Component, set_components
from domain.fulfillment.models import FulfillmentOrder
from domain.fulfillment.start_picking import start_picking
from domain.fulfillment.states import FulfillmentOrderStatus
from domain.orders.editing.changes import (
    AddDiscount,
    AddLine,
    EditChange,
    RemoveLine,
    SetAddress,
    SetQuantity,
    SetShipping,
)
from domain.orders.editing.errors import EditAlreadyOpen, EditConflicted, EditNotPossible
from domain.orders.editing.stage import abandon_edit, begin_edit, change_edit
from domain.orders.editing.states import EditProblemKind, OrderEditStatus
from domain.orders.expire_orders import expire_orders
from domain.orders.models import Order, OrderEdit, OrderLine
from domain.orders.request import ShippingAddress
from domain.orders.snapshots import place_of
from domain.orders.states import CancelReason, HoldReason, OrderPaymentStatus, OrderStatus
from domain.processes.cancel_order import cancel_order
from domain.processes.confirm_order import confirm_order
from domain.processes.edit_order import commit_edit, edit_order, preview_edit
from domain.processes.hold_order import hold_order
from domain.processes.release_hold import release_hold
from domain.promotions.models import PromotionUse
from domain.promotions.terms import PercentOff
from domain.shared.errors import (
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

Why = EditProblemKind
ELSEWHERE = ShippingAddress(recipient="Cleo", line1="9 New Road", city="Berlin", country="DE")


async def two_lines(
    shop: Shop, *, confirmed: bool, units: int = 3
) -> tuple[Order, list[OrderLine]]:
    cart = [(await shop.stocked(price_minor=price), units) for price in (1000, 333)]
    order = await shop.place(*cart)
    if confirmed:
        order = await confirm_order(shop.ctx, order.id)
    return order, await shop.lines(order)


async def waiting(order: Order) -> int:
    """Units that warehouses are to pick."""
    works = await FulfillmentOrder.filter(
        order_id=order.id, status=FulfillmentOrderStatus.OPEN
    ).prefetch_related("lines")
    return sum(line.quantity for work in works for line in work.lines)


async def problems(shop: Shop, order: Order, *changes: EditChange) -> list[EditProblemKind]:
    """What is in the way: at once, and as a preview says; nothing is written by either."""
    before = await shop.rows()
    with pytest.raises(EditNotPossible) as refused:
        await edit_order(shop.ctx, order.id, changes)
    assert await shop.rows() == before
    edit = await OrderEdit.create(
        version=1,
        order_id=order.id,
        base_version=(await Order.get(id=order.id)).version,
        actor="test",
        created_at=shop.now,
        updated_at=shop.now,
    )
    if changes:
        await change_edit(shop.ctx, edit.id, changes)
    before = await shop.rows()
    _, plan = await preview_edit(shop.ctx, edit.id)
    assert await shop.rows() == before
    kinds = [one.kind for one in refused.value.problems]
    assert [one.kind for one in plan.problems] == kinds
    await abandon_edit(shop.ctx, edit.id)
    return kinds


@pytest.mark.parametrize("confirmed", [False, True])
async def test_units_come_and_go_with_their_stock_their_work_and_their_price(
    shop: Shop, confirmed: bool
) -> None:
    order, (first, second) = await two_lines(shop, confirmed=confirmed)
    other = await shop.stocked(price_minor=250)
    edit = await begin_edit(shop.ctx, order.id)
    await change_edit(
        shop.ctx,
        edit.id,
        [
            SetQuantity(first.id, 5),
            SetQuantity(second.id, 1),
            AddLine(other.id, 2),
            SetShipping(700),
        ],
    )
    _, plan = await preview_edit(shop.ctx, edit.id)
    assert await Order.get(id=order.id) == order
    done = await commit_edit(shop.ctx, edit.id)

    assert plan.problems == []
    assert done.edit.status is OrderEditStatus.COMMITTED
    after = done.order
    assert after.total_minor == plan.after.total_minor == 5000 + 333 + 500 + 700
    assert (after.subtotal_minor, after.shipping_minor) == (5833, 700)
    lines = await shop.lines(order)
    assert [line.quantity for line in lines] == [5, 1, 2]
    assert [line.allocated for line in lines] == ([5, 1, 2] if confirmed else [0, 0, 0])
    assert await shop.units_held_for(order) == 8
    assert await waiting(order) == (8 if confirmed else 0)
    await assert_stock_is_conserved()
    await assert_orders_tell_their_whole_story()
    assert (await shop.event_names("order")).count("orders.order_edited") == 1

    events, again = await shop.event_names(), await commit_edit(shop.ctx, edit.id)
    assert again.order.version == after.version
    assert await shop.event_names() == events


@pytest.mark.parametrize("confirmed", [False, True])
async def test_a_line_that_goes_stays_with_nothing_of_it_and_can_come_back(
    shop: Shop, confirmed: bool
) -> None:
    order, (first, second) = await two_lines(shop, confirmed=confirmed)

    gone = await edit_order(shop.ctx, order.id, [RemoveLine(first.id)])
    assert gone.order.total_minor == second.total_minor
    assert await shop.units_held_for(order) == 3
    back = await edit_order(shop.ctx, order.id, [SetQuantity(first.id, 2)])

    assert back.order.total_minor == second.total_minor + 2000
    assert await shop.units_held_for(order) == 5
    assert await waiting(order) == (5 if confirmed else 0)
    await assert_stock_is_conserved()
    if confirmed:
        assert (await cancel_order(shop.ctx, order.id, reason=CancelReason.OTHER)).status is (
            OrderStatus.CANCELED
        )
    else:
        await confirm_order(shop.ctx, order.id)
        assert await waiting(order) == 5
    await assert_stock_is_conserved()


async def test_a_bundle_is_made_of_what_it_was_made_of_when_it_was_ordered(shop: Shop) -> None:
    box, cup, tea = await shop.variant(), await shop.stocked(20), await shop.stocked(20)
    await set_components(shop.ctx, box.id, [Component(cup.id, 2)])
    order = await confirm_order(shop.ctx, (await shop.place((box, 2))).id)
    (line,) = await shop.lines(order)
    await set_components(shop.ctx, box.id, [Component(tea.id, 1)])

    await edit_order(shop.ctx, order.id, [SetQuantity(line.id, 5)])
    assert await shop.units_held_for(order) == 10
    await edit_order(shop.ctx, order.id, [SetQuantity(line.id, 1), AddLine(box.id, 3)])

    assert await shop.units_held_for(order) == 2 + 3
    assert await waiting(order) == 4
    await assert_stock_is_conserved()


async def test_what_promotions_took_off_goes_with_the_units_to_the_last_cent(shop: Shop) -> None:
    await shop.promotion(PercentOff(733))
    order, (first, second) = await two_lines(shop, confirmed=True)
    off = order.discount_minor

    await edit_order(shop.ctx, order.id, [SetQuantity(first.id, 1)])
    after = await Order.get(id=order.id)
    (use,) = await PromotionUse.filter(order_id=order.id)
    lines = await shop.lines(order)

    assert after.discount_minor == use.discount_minor == sum(one.discount_minor for one in lines)
    assert after.discount_minor == off - first.discount_minor + lines[0].discount_minor
    assert abs(lines[0].discount_minor * 3 - first.discount_minor) <= 3
    more = await edit_order(shop.ctx, order.id, [SetQuantity(first.id, 3)])
    assert more.order.discount_minor == after.discount_minor, "more units cost the full price"
    assert more.order.total_minor == after.total_minor + 2000
    assert lines[1].discount_minor == second.discount_minor


async def test_less_owed_goes_back_and_more_owed_is_asked_for(shop: Shop) -> None:
    order, (first, second) = await two_lines(shop, confirmed=True)
    await shop.capture(order.id)

    more = (await edit_order(shop.ctx, order.id, [SetQuantity(first.id, 4)])).order
    assert more.payment_status is OrderPaymentStatus.PARTIALLY_PAID
    assert more.balance_due_minor == 1000
    await shop.capture(order.id)
    less = (await edit_order(shop.ctx, order.id, [RemoveLine(second.id), SetShipping(100)])).order

    assert less.balance_due_minor == 0
    assert less.refunded_minor == second.total_minor - 100
    assert less.payment_status is OrderPaymentStatus.PARTIALLY_REFUNDED


async def test_what_cost_nothing_is_to_be_paid_when_it_costs_something(shop: Shop) -> None:
    order, (first, _) = await two_lines(shop, confirmed=True)

    free = (await edit_order(shop.ctx, order.id, [AddDiscount("gift", 3999)])).order
    more = (await edit_order(shop.ctx, order.id, [SetQuantity(first.id, 4)])).order

    assert (free.payment_status, free.balance_due_minor) == (OrderPaymentStatus.PAID, 0)
    assert (more.payment_status, more.balance_due_minor) == (OrderPaymentStatus.PENDING, 1000)


async def test_staff_take_off_with_a_reason_and_never_more_than_there_is(shop: Shop) -> None:
    order, (first, second) = await two_lines(shop, confirmed=True)

    done = await edit_order(
        shop.ctx, order.id, [AddDiscount("late", 1000), AddDiscount("torn", 333, second.id)]
    )
    lines = await shop.lines(order)

    assert done.order.discount_minor == 1333 == sum(line.discount_minor for line in lines)
    assert done.order.total_minor == 3999 - 1333
    assert [line.discount_minor for line in lines] == [750, 250 + 333]
    assert await problems(shop, order, AddDiscount("all", 2667)) == [Why.DISCOUNT_TOO_HIGH]
    assert await problems(shop, order, AddDiscount("all", 417, second.id)) == [
        Why.DISCOUNT_TOO_HIGH
    ]
    fewer = await edit_order(shop.ctx, order.id, [SetQuantity(first.id, 1)])
    assert fewer.order.discount_minor == 250 + 250 + 333


async def test_an_address_is_changed_until_a_parcel_is_made_up_and_kept_nowhere_else(
    shop: Shop,
) -> None:
    order, _ = await two_lines(shop, confirmed=True)
    edit = await begin_edit(shop.ctx, order.id)
    await change_edit(shop.ctx, edit.id, [SetAddress(ELSEWHERE)])
    stored = await OrderEdit.get(id=edit.id)
    assert "New Road" not in str(stored.shipping_address)

    done = await commit_edit(shop.ctx, edit.id)

    assert "9 new road" in place_of(order.id, done.order.shipping_address)
    assert (await OrderEdit.get(id=edit.id)).shipping_address is None
    assert done.order.total_minor == order.total_minor
    await shop.ship(order)
    assert Why.ALREADY_SENT in await problems(shop, done.order, SetAddress(ELSEWHERE))


async def test_what_is_in_the_way_is_said_and_nothing_is_written(shop: Shop) -> None:
    order, (first, second) = await two_lines(shop, confirmed=True)
    hidden, priceless = await shop.variant(published=False), await shop.variant(price_minor=None)

    async def why(*changes: EditChange) -> list[EditProblemKind]:
        return await problems(shop, order, *changes)

    assert await why() == [Why.NOTHING_CHANGED]
    assert await why(SetQuantity(first.id, 3)) == [Why.NOTHING_CHANGED]
    assert await why(SetQuantity(first.id, 11)) == [Why.OUT_OF_STOCK]
    assert await why(AddLine(hidden.id, 1)) == [Why.NOT_FOR_SALE, Why.OUT_OF_STOCK]
    assert await why(AddLine(priceless.id, 1)) == [Why.NO_PRICE, Why.OUT_OF_STOCK]
    assert await why(RemoveLine(first.id), RemoveLine(second.id)) == [Why.NOTHING_LEFT]
    (work,) = await FulfillmentOrder.filter(order_id=order.id)
    await start_picking(shop.ctx, work.id)
    assert await why(SetQuantity(first.id, 1)) == [Why.UNITS_NOT_FREE]
    more = await edit_order(shop.ctx, order.id, [SetQuantity(first.id, 5)])
    assert await waiting(order) == 2, "more work, for the added units alone"
    assert (await edit_order(shop.ctx, order.id, [SetQuantity(first.id, 4)])).order.total_minor == (
        more.order.total_minor - 1000
    )
    await Order.filter(id=order.id).update(is_payment_under_way=True)
    assert await why(SetShipping(1)) == [Why.MONEY_HELD]


async def test_what_is_wrong_with_an_order_is_mended_while_it_is_held_for_that(shop: Shop) -> None:
    order, (first, second) = await two_lines(shop, confirmed=False)
    held = await hold_order(shop.ctx, order.id, reason=HoldReason.ADDRESS)

    done = await edit_order(
        shop.ctx, order.id, [SetAddress(ELSEWHERE), SetQuantity(first.id, 1), RemoveLine(second.id)]
    )

    assert (done.order.status, done.order.hold_reason) == (held.status, HoldReason.ADDRESS)
    assert (done.order.total_minor, await shop.units_held_for(order)) == (1000, 1)
    shop.later(days=30)
    assert await expire_orders(shop.ctx) == 0, "it still does not expire"
    await release_hold(shop.ctx, order.id)
    assert (await confirm_order(shop.ctx, order.id)).status is OrderStatus.CONFIRMED
    assert await waiting(order) == 1
    await assert_stock_is_conserved()
    await assert_orders_tell_their_whole_story()


ENDED = [s for s in OrderStatus if s not in {"pending", "confirmed", "on_hold"}]


@pytest.mark.parametrize("status", [*ENDED, None])
async def test_an_order_that_has_ended_or_whose_work_waits_is_not_edited(
    shop: Shop, status: OrderStatus | None
) -> None:
    order = await shop.order(status or OrderStatus.CONFIRMED)
    if status is None:
        order = await hold_order(shop.ctx, order.id, reason=HoldReason.FRAUD)

    assert Why.NOT_OPEN in await problems(shop, order, SetShipping(100))
    with pytest.raises(EditNotPossible):
        await begin_edit(shop.ctx, order.id)


async def test_one_edit_is_open_and_whoever_comes_second_is_told(shop: Shop) -> None:
    order, (first, _) = await two_lines(shop, confirmed=True)
    edit = await begin_edit(shop.ctx, order.id, idempotency_key="b")

    assert (await begin_edit(shop.ctx, order.id, idempotency_key="b")).id == edit.id
    with pytest.raises(EditAlreadyOpen) as told:
        await begin_edit(shop.ctx, order.id)
    assert told.value.edit_id == edit.id
    twice: dict[str, Any] = {"idempotency_key": "c"}
    new = AddLine((await shop.stocked()).id, 1)
    await change_edit(shop.ctx, edit.id, [new], **twice)
    changed = await change_edit(shop.ctx, edit.id, [new], **twice)
    assert len(changed.draft["added"]) == 1
    with pytest.raises(VersionConflict):
        await commit_edit(shop.ctx, edit.id, expected_version=edit.version)
    gone = await abandon_edit(shop.ctx, edit.id)
    assert (await abandon_edit(shop.ctx, edit.id)).version == gone.version
    with pytest.raises(InvalidTransition):
        await commit_edit(shop.ctx, edit.id)
    with pytest.raises(InvalidTransition):
        await change_edit(shop.ctx, edit.id, [SetQuantity(first.id, 1)])
    assert (await begin_edit(shop.ctx, order.id)).id != edit.id


@pytest.mark.parametrize("what", ["pay", "hold", "cancel", "edit"])
async def test_an_order_that_changed_meanwhile_conflicts_in_words(shop: Shop, what: str) -> None:
    order, (first, _) = await two_lines(shop, confirmed=True)
    edit = await begin_edit(shop.ctx, order.id)
    await change_edit(shop.ctx, edit.id, [SetQuantity(first.id, 1)])
    match what:
        case "pay":
            await shop.capture(order.id, 100)
        case "hold":
            await hold_order(shop.ctx, order.id, reason=HoldReason.MANUAL)
        case "cancel":
            await cancel_order(shop.ctx, order.id, reason=CancelReason.OTHER)
        case "edit":
            await edit_order(shop.ctx, order.id, [SetShipping(100)])
    before = await Order.get(id=order.id)
    _, plan = await preview_edit(shop.ctx, edit.id)
    assert plan.problems[0].kind is Why.ORDER_CHANGED

    for _ in range(2):
        with pytest.raises(EditConflicted) as told:
            await commit_edit(shop.ctx, edit.id)
        assert told.value.changes
        assert all(change.startswith("orders.") for change in told.value.changes)

    assert (await OrderEdit.get(id=edit.id)).status is OrderEditStatus.CONFLICTED
    assert await Order.get(id=order.id) == before
    assert (await Order.get(id=order.id)).version == before.version


async def test_made_at_once_it_is_made_once(shop: Shop) -> None:
    order, (first, _) = await two_lines(shop, confirmed=False)
    changes = [SetQuantity(first.id, 2)]

    done = await edit_order(shop.ctx, order.id, changes, idempotency_key="k")
    again = await edit_order(shop.ctx, order.id, changes, idempotency_key="k")

    assert (again.edit.id, again.order.version) == (done.edit.id, done.order.version)
    with pytest.raises(VersionConflict):
        await edit_order(shop.ctx, order.id, changes, expected_version=order.version)


async def test_nonsense_and_strangers_change_nothing(shop: Shop) -> None:
    order, (first, _) = await two_lines(shop, confirmed=True)
    edit = await begin_edit(shop.ctx, order.id)
    nonsense: list[EditChange] = [
        SetQuantity(first.id, -1),
        SetQuantity(first.id, 10_001),
        AddLine(first.variant_id, 0),
        SetShipping(-1),
        AddDiscount("", 5),
        AddDiscount("free", 0),
        SetAddress(ShippingAddress(recipient="", line1="", city="", country="DE")),
    ]
    before = await shop.rows()

    for change in nonsense:
        with pytest.raises(InvalidInput):
            await change_edit(shop.ctx, edit.id, [change])
    for missing in (SetQuantity(new_id(), 1), RemoveLine(new_id()), AddDiscount("x", 1, new_id())):
        with pytest.raises(NotFound):
            await change_edit(shop.ctx, edit.id, [missing])
    reader = shop.as_staff("orders:read")
    for verb in (
        begin_edit(reader, order.id),
        change_edit(reader, edit.id, [SetShipping(1)]),
        abandon_edit(reader, edit.id),
        commit_edit(reader, edit.id),
        edit_order(reader, order.id, [SetShipping(1)]),
    ):
        with pytest.raises(NotPermitted):
            await verb
    assert await shop.rows() == before
    assert (await OrderEdit.get(id=edit.id)).version == edit.version

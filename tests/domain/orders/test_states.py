"""The life of an order, walked pair by pair: by the table, and by the verbs on real rows."""

import itertools
from collections.abc import Awaitable, Callable

import pytest

from domain.orders.cancel_order import cancel_order
from domain.orders.complete_order import complete_if_done
from domain.orders.confirm_order import confirm_order
from domain.orders.errors import OrderAlreadyShipped
from domain.orders.expire_orders import expire_orders
from domain.orders.hold_order import hold_order
from domain.orders.models import Order
from domain.orders.place_order import RESERVED_FOR
from domain.orders.release_hold import release_hold
from domain.orders.states import ORDER, CancelReason, HoldReason, OrderAction, OrderStatus
from domain.shared.errors import InvalidTransition
from tests.shop import Shop

PENDING, CONFIRMED, ON_HOLD = OrderStatus.PENDING, OrderStatus.CONFIRMED, OrderStatus.ON_HOLD
ARROWS = {
    (PENDING, OrderAction.CONFIRM): CONFIRMED,
    (PENDING, OrderAction.HOLD): ON_HOLD,
    (PENDING, OrderAction.CANCEL): OrderStatus.CANCELED,
    (PENDING, OrderAction.EXPIRE): OrderStatus.EXPIRED,
    (CONFIRMED, OrderAction.HOLD): ON_HOLD,
    (CONFIRMED, OrderAction.CANCEL): OrderStatus.CANCELED,
    (CONFIRMED, OrderAction.COMPLETE): OrderStatus.COMPLETED,
    (ON_HOLD, OrderAction.RELEASE_HOLD): PENDING,
    (ON_HOLD, OrderAction.CANCEL): OrderStatus.CANCELED,
    (PENDING, OrderAction.MERGE): OrderStatus.MERGED,
    (CONFIRMED, OrderAction.SPLIT): CONFIRMED,
    (CONFIRMED, OrderAction.MERGE): OrderStatus.MERGED,
    (OrderStatus.MERGED, OrderAction.UNMERGE): PENDING,
}
REFUSALS = {(OrderStatus.COMPLETED, OrderAction.CANCEL): OrderAlreadyShipped}
PAIRS = [*itertools.product(OrderStatus, OrderAction)]
BY_HAND: dict[OrderAction, Callable[[Shop, Order], Awaitable[object]]] = {
    OrderAction.CONFIRM: lambda shop, order: confirm_order(shop.ctx, order.id),
    OrderAction.HOLD: lambda shop, order: hold_order(shop.ctx, order.id, reason=HoldReason.ADDRESS),
    OrderAction.RELEASE_HOLD: lambda shop, order: release_hold(shop.ctx, order.id),
    OrderAction.CANCEL: lambda shop, order: cancel_order(
        shop.ctx, order.id, reason=CancelReason.STOCK
    ),
}
BY_ITSELF: dict[OrderAction, Callable[[Shop, Order], Awaitable[object]]] = {
    OrderAction.COMPLETE: lambda shop, order: complete_if_done(shop.ctx, order.id),
    OrderAction.EXPIRE: lambda shop, order: expire_orders(shop.ctx.at(shop.now + RESERVED_FOR)),
}


@pytest.mark.parametrize(("state", "action"), PAIRS)
def test_the_table_has_just_these_arrows(state: OrderStatus, action: OrderAction) -> None:
    if (state, action) in ARROWS:
        assert ORDER.target(state, action, held_from=PENDING) is ARROWS[state, action]
    else:
        with pytest.raises(InvalidTransition) as refusal:
            ORDER.target(state, action)
        allowed = [one for one in OrderAction if (state, one) in ARROWS]
        assert sorted(refusal.value.allowed) == sorted(allowed)


@pytest.mark.parametrize("action", BY_HAND)
@pytest.mark.parametrize("state", OrderStatus)
async def test_a_verb_moves_an_order_along_an_arrow_or_not_at_all(
    shop: Shop, state: OrderStatus, action: OrderAction
) -> None:
    order = await shop.order(state)
    before, told = await shop.rows(), await shop.event_names("order")

    if (state, action) in ARROWS:
        await BY_HAND[action](shop, order)

        after = await Order.get(id=order.id)
        assert (after.status, after.version) == (ARROWS[state, action], order.version + 1)
        assert len(await shop.event_names("order")) == len(told) + 1
    elif (state, action) == (OrderStatus.CANCELED, OrderAction.CANCEL):
        await BY_HAND[action](shop, order)  # repeating it is harmless

        assert await shop.rows() == before
    else:
        with pytest.raises(REFUSALS.get((state, action), InvalidTransition)):
            await BY_HAND[action](shop, order)

        assert (await Order.get(id=order.id)).status is state
        assert await shop.rows() == before


@pytest.mark.parametrize("action", BY_ITSELF)
@pytest.mark.parametrize("state", [one for one in OrderStatus if one is not PENDING])
async def test_what_happens_by_itself_happens_in_its_state_only(
    shop: Shop, state: OrderStatus, action: OrderAction
) -> None:
    order = await shop.order(state)
    before = await shop.rows()

    await BY_ITSELF[action](shop, order)

    assert (await Order.get(id=order.id)).status is state
    assert await shop.rows() == before

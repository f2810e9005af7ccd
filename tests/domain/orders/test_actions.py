"""What can be done with an order, by state and by who asks."""

from datetime import UTC, datetime

import pytest

from domain.identity.scopes import Scope
from domain.orders.actions import available_actions
from domain.orders.models import Order
from domain.orders.states import OrderAction, OrderFulfillmentStatus, OrderStatus
from domain.orders.statuses import HAS_SHIPPED
from domain.shared.context import ANONYMOUS, SYSTEM, Actor, ActorKind, Context
from domain.shared.ids import new_id

NOW = datetime(2026, 3, 2, tzinfo=UTC)
CLEO = new_id()
CONFIRM, HOLD, CANCEL = OrderAction.CONFIRM, OrderAction.HOLD, OrderAction.CANCEL
SPLIT, MERGE = OrderAction.SPLIT, OrderAction.MERGE

STAFF = {
    OrderStatus.PENDING: [CONFIRM, HOLD, CANCEL, MERGE],
    OrderStatus.CONFIRMED: [HOLD, CANCEL, SPLIT, MERGE],
    OrderStatus.MERGED: [OrderAction.UNMERGE],
    OrderStatus.ON_HOLD: [OrderAction.RELEASE_HOLD, CANCEL],
}
OWNER = {OrderStatus.PENDING: [CANCEL], OrderStatus.CONFIRMED: [CANCEL]}


def asking(kind: ActorKind, *scopes: Scope, who: object = None) -> Context:
    return Context(Actor(kind, who or new_id(), scopes=frozenset(scopes)), NOW)


ACTORS = {
    "staff who write": (asking(ActorKind.STAFF, Scope.ORDERS_WRITE), STAFF),
    "integration that writes": (asking(ActorKind.INTEGRATION, Scope.ORDERS_WRITE), STAFF),
    "system": (Context(SYSTEM, NOW), STAFF),
    "staff who read": (asking(ActorKind.STAFF, Scope.ORDERS_READ), {}),
    "its customer": (asking(ActorKind.CUSTOMER, who=CLEO), OWNER),
    "another customer": (asking(ActorKind.CUSTOMER), {}),
    "nobody": (Context(ANONYMOUS, NOW), {}),
}


@pytest.mark.parametrize("who", ACTORS)
@pytest.mark.parametrize("status", OrderStatus)
def test_each_actor_is_offered_just_what_they_may_do(status: OrderStatus, who: str) -> None:
    ctx, offered = ACTORS[who]
    order = Order(status=status)
    order.customer_id = CLEO

    assert available_actions(ctx, order) == offered.get(status, [])


@pytest.mark.parametrize("progress", OrderFulfillmentStatus)
def test_canceling_is_not_offered_once_a_parcel_has_left(progress: OrderFulfillmentStatus) -> None:
    order = Order(status=OrderStatus.CONFIRMED, fulfillment_status=progress)

    offered = available_actions(Context(SYSTEM, NOW), order)

    assert (CANCEL in offered) is (progress not in HAS_SHIPPED)
    assert (MERGE in offered) is (progress is OrderFulfillmentStatus.UNFULFILLED)
    over = {OrderFulfillmentStatus.FULFILLED, OrderFulfillmentStatus.DELIVERED}
    assert (SPLIT in offered) is (progress not in over)

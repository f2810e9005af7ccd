"""What this actor can do with an order now: the table, the permissions and the guards in one."""

from domain.identity.scopes import Scope
from domain.orders.models import Order
from domain.orders.states import (
    ORDER,
    HoldReason,
    OrderAction,
    OrderFulfillmentStatus,
    OrderStatus,
)
from domain.orders.statuses import HAS_SHIPPED
from domain.shared.context import Context

# Completing and expiring happen by themselves; nobody is offered them.
BY_HAND = {
    OrderAction.CONFIRM,
    OrderAction.HOLD,
    OrderAction.RELEASE_HOLD,
    OrderAction.CANCEL,
    OrderAction.SPLIT,
    OrderAction.MERGE,
    OrderAction.UNMERGE,
}

# What is over with an order as soon as its parcels have come so far.
TOO_LATE = {
    OrderAction.CANCEL: HAS_SHIPPED,
    OrderAction.SPLIT: {
        OrderFulfillmentStatus.FULFILLED,
        OrderFulfillmentStatus.DELIVERED,
    },
    OrderAction.MERGE: {*OrderFulfillmentStatus} - {OrderFulfillmentStatus.UNFULFILLED},
}


def available_actions(ctx: Context, order: Order) -> list[OrderAction]:
    """What the actor could do with the order, in the table's order."""
    return [
        action
        for action in ORDER.actions(order.status)
        if action in BY_HAND
        and permits(ctx, order, action)
        and not _is_too_late(order, action)
        and not _goes_on_by_itself(order, action)
    ]


def permits(ctx: Context, order: Order, action: OrderAction) -> bool:
    """Whether the actor may: staff by scope, customers cancel their own while nobody holds it."""
    if ctx.allows(Scope.ORDERS_WRITE):
        return True
    return (
        action is OrderAction.CANCEL
        and ctx.customer_id is not None
        and ctx.customer_id == order.customer_id
        and order.status is not OrderStatus.ON_HOLD
    )


def _goes_on_by_itself(order: Order, action: OrderAction) -> bool:
    return action is OrderAction.RELEASE_HOLD and order.hold_reason is HoldReason.EXCHANGE


def _is_too_late(order: Order, action: OrderAction) -> bool:
    return order.fulfillment_status in TOO_LATE.get(action, set())

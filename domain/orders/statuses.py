"""What an order's money and its parcels say of it: pure functions of sums and counters."""

from collections.abc import Sequence

from domain.orders.models import OrderLine
from domain.orders.states import (
    OrderFulfillmentStatus,
    OrderPaymentStatus,
    OrderReturnStatus,
)

HAS_SHIPPED = {
    OrderFulfillmentStatus.PARTIALLY_FULFILLED,
    OrderFulfillmentStatus.FULFILLED,
    OrderFulfillmentStatus.PARTIALLY_DELIVERED,
    OrderFulfillmentStatus.DELIVERED,
}

# What is said of an order for which nothing came.
OF_NOTHING = {
    OrderPaymentStatus.PENDING,
    OrderPaymentStatus.AUTHORIZED,
    OrderPaymentStatus.VOIDED,
    OrderPaymentStatus.FAILED,
}
RETURN_IS_OPEN = {OrderReturnStatus.REQUESTED, OrderReturnStatus.IN_PROGRESS}


def payment_status(
    total_minor: int,
    *,
    captured_minor: int,
    refunded_minor: int,
    uncaptured: OrderPaymentStatus = OrderPaymentStatus.PENDING,
) -> OrderPaymentStatus:
    """What has been paid. Once something went back, that is what is said; as long as nothing came,
    what is said of the payments that should have brought it (`uncaptured`).
    """
    if refunded_minor > 0:
        if refunded_minor < captured_minor:
            return OrderPaymentStatus.PARTIALLY_REFUNDED
        return OrderPaymentStatus.REFUNDED
    if captured_minor > total_minor:
        return OrderPaymentStatus.OVERPAID
    if captured_minor == total_minor:
        return OrderPaymentStatus.PAID
    if captured_minor > 0:
        return OrderPaymentStatus.PARTIALLY_PAID
    return uncaptured


def uncaptured(said: OrderPaymentStatus) -> OrderPaymentStatus:
    """What is said on of an order of which this is said, should nothing have come for it. One that
    cost nothing was paid; if it costs something now, it is not.
    """
    return said if said in OF_NOTHING else OrderPaymentStatus.PENDING


def fulfillment_status(lines: Sequence[OrderLine]) -> OrderFulfillmentStatus:
    """What has left and arrived, of the units that were not canceled."""
    wanted = sum(line.quantity - line.canceled for line in lines)
    shipped = sum(line.shipped for line in lines)
    delivered = sum(line.delivered for line in lines)
    if wanted == 0:
        return OrderFulfillmentStatus.CANCELED
    if delivered == wanted:
        return OrderFulfillmentStatus.DELIVERED
    if delivered > 0:
        return OrderFulfillmentStatus.PARTIALLY_DELIVERED
    if shipped == wanted:
        return OrderFulfillmentStatus.FULFILLED
    if shipped > 0:
        return OrderFulfillmentStatus.PARTIALLY_FULFILLED
    if any(line.fulfilled for line in lines):
        return OrderFulfillmentStatus.IN_PROGRESS
    return OrderFulfillmentStatus.UNFULFILLED


def is_done(lines: Sequence[OrderLine]) -> bool:
    """Whether nothing is left to send: every unit delivered or canceled."""
    return all(line.delivered + line.canceled == line.quantity for line in lines)


def return_status(
    lines: Sequence[OrderLine], *, is_under_way: bool, is_requested: bool
) -> OrderReturnStatus:
    """What is coming back and what has: open returns first, then the units that stayed with us."""
    if is_under_way:
        return OrderReturnStatus.IN_PROGRESS
    if is_requested:
        return OrderReturnStatus.REQUESTED
    returned = sum(line.returned for line in lines)
    if returned == 0:
        return OrderReturnStatus.NONE
    if returned == sum(line.quantity - line.canceled for line in lines):
        return OrderReturnStatus.RETURNED
    return OrderReturnStatus.PARTIALLY_RETURNED

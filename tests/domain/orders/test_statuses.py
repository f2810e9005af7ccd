"""What an order's money and parcels say of it: a table of sums, and what holds for all of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.orders.models import OrderLine
from domain.orders.states import OrderFulfillmentStatus, OrderPaymentStatus
from domain.orders.statuses import (
    OF_NOTHING,
    fulfillment_status,
    is_done,
    payment_status,
    uncaptured,
)


@pytest.mark.parametrize(
    ("total", "captured", "refunded", "status"),
    [
        (100, 0, 0, OrderPaymentStatus.PENDING),
        (0, 0, 0, OrderPaymentStatus.PAID),
        (100, 1, 0, OrderPaymentStatus.PARTIALLY_PAID),
        (100, 100, 0, OrderPaymentStatus.PAID),
        (100, 101, 0, OrderPaymentStatus.OVERPAID),
        (100, 100, 1, OrderPaymentStatus.PARTIALLY_REFUNDED),
        (100, 100, 100, OrderPaymentStatus.REFUNDED),
    ],
)
def test_what_was_paid_is_a_matter_of_sums(
    total: int, captured: int, refunded: int, status: OrderPaymentStatus
) -> None:
    assert payment_status(total, captured_minor=captured, refunded_minor=refunded) is status


@pytest.mark.parametrize("said", OrderPaymentStatus)
def test_what_is_said_on_where_nothing_came_is_never_that_something_did(
    said: OrderPaymentStatus,
) -> None:
    kept = payment_status(100, captured_minor=0, refunded_minor=0, uncaptured=uncaptured(said))
    assert kept is (said if said in OF_NOTHING else OrderPaymentStatus.PENDING)
    assert payment_status(100, captured_minor=0, refunded_minor=0, uncaptured=kept) is kept


def line(quantity: int, *steps: int) -> OrderLine:
    """Units wanted, canceled, fulfilled, shipped, delivered."""
    names = ("canceled", "fulfilled", "shipped", "delivered")
    return OrderLine(quantity=quantity, **dict(zip(names, steps, strict=True)))


@pytest.mark.parametrize(
    ("lines", "status"),
    [
        ([line(2, 0, 0, 0, 0), line(1, 0, 0, 0, 0)], OrderFulfillmentStatus.UNFULFILLED),
        ([line(2, 0, 1, 0, 0), line(1, 0, 0, 0, 0)], OrderFulfillmentStatus.IN_PROGRESS),
        ([line(2, 0, 2, 2, 0), line(1, 0, 0, 0, 0)], OrderFulfillmentStatus.PARTIALLY_FULFILLED),
        ([line(2, 0, 2, 2, 0), line(1, 0, 1, 1, 0)], OrderFulfillmentStatus.FULFILLED),
        ([line(2, 0, 2, 2, 0), line(1, 1, 0, 0, 0)], OrderFulfillmentStatus.FULFILLED),
        ([line(2, 0, 2, 2, 1), line(1, 0, 1, 1, 1)], OrderFulfillmentStatus.PARTIALLY_DELIVERED),
        ([line(2, 0, 2, 2, 2), line(1, 1, 0, 0, 0)], OrderFulfillmentStatus.DELIVERED),
        ([line(2, 2, 0, 0, 0), line(1, 1, 0, 0, 0)], OrderFulfillmentStatus.CANCELED),
    ],
)
def test_what_left_and_arrived_is_a_matter_of_counters(
    lines: list[OrderLine], status: OrderFulfillmentStatus
) -> None:
    assert fulfillment_status(lines) is status


@given(
    st.lists(
        st.lists(st.integers(0, 4), min_size=4, max_size=4).map(sorted), min_size=1, max_size=4
    )
)
def test_delivered_means_that_nothing_is_left_to_send(counters: list[list[int]]) -> None:
    lines = [
        line(fulfilled + 1, 1, fulfilled, shipped, delivered)
        for delivered, shipped, fulfilled, _ in counters
    ]

    delivered = fulfillment_status(lines) is OrderFulfillmentStatus.DELIVERED

    everything_off = fulfillment_status(lines) is OrderFulfillmentStatus.CANCELED
    assert (delivered or everything_off) is is_done(lines)

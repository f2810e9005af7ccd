"""The lives of a promise and of a warning, walked pair by pair."""

import itertools

import pytest

from domain.inventory.states import (
    RESERVATION,
    STOCK_ALERT,
    ReservationAction,
    ReservationStatus,
    StockAlertAction,
    StockAlertStatus,
)
from domain.shared.errors import InvalidTransition

RESERVATION_ARROWS = {
    (ReservationStatus.ACTIVE, ReservationAction.COMMIT): ReservationStatus.COMMITTED,
    (ReservationStatus.ACTIVE, ReservationAction.RELEASE): ReservationStatus.RELEASED,
    (ReservationStatus.ACTIVE, ReservationAction.EXPIRE): ReservationStatus.EXPIRED,
    (ReservationStatus.COMMITTED, ReservationAction.CONSUME): ReservationStatus.CONSUMED,
    (ReservationStatus.COMMITTED, ReservationAction.RELEASE): ReservationStatus.RELEASED,
}
ALERT_ARROWS = {
    (StockAlertStatus.OPEN, StockAlertAction.ACKNOWLEDGE): StockAlertStatus.ACKNOWLEDGED,
    (StockAlertStatus.OPEN, StockAlertAction.RESOLVE): StockAlertStatus.RESOLVED,
    (StockAlertStatus.ACKNOWLEDGED, StockAlertAction.RESOLVE): StockAlertStatus.RESOLVED,
}


@pytest.mark.parametrize(
    ("state", "action"), [*itertools.product(ReservationStatus, ReservationAction)]
)
def test_a_promise_moves_by_its_table_only(
    state: ReservationStatus, action: ReservationAction
) -> None:
    if (state, action) in RESERVATION_ARROWS:
        assert RESERVATION.target(state, action) is RESERVATION_ARROWS[state, action]
    else:
        with pytest.raises(InvalidTransition):
            RESERVATION.target(state, action)


@pytest.mark.parametrize(
    ("state", "action"), [*itertools.product(StockAlertStatus, StockAlertAction)]
)
def test_a_warning_moves_by_its_table_only(
    state: StockAlertStatus, action: StockAlertAction
) -> None:
    if (state, action) in ALERT_ARROWS:
        assert STOCK_ALERT.target(state, action) is ALERT_ARROWS[state, action]
    else:
        with pytest.raises(InvalidTransition):
            STOCK_ALERT.target(state, action)

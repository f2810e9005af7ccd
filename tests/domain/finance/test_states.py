"""The life of a line of a ledger, walked; and what ledgers add up to, as a table of sums."""

import pytest

from domain.finance.states import (
    TRANSACTION,
    PaymentStatus,
    Sums,
    TransactionAction,
    TransactionState,
    TransactionType,
    payment_status,
    sums_of,
)
from domain.shared.errors import InvalidTransition

State, Do, Kind = TransactionState, TransactionAction, TransactionType

MOVES = {
    (State.PENDING, Do.SUCCEED): State.SUCCEEDED,
    (State.PENDING, Do.FAIL): State.FAILED,
    (State.PENDING, Do.REQUIRE_ACTION): State.ACTION_REQUIRED,
    (State.PENDING, Do.EXPIRE): State.EXPIRED,
    (State.ACTION_REQUIRED, Do.RESUME): State.PENDING,
}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("action", Do)
def test_a_line_moves_by_the_table_and_by_nothing_else(
    state: TransactionState, action: TransactionAction
) -> None:
    if target := MOVES.get((state, action)):
        assert TRANSACTION.target(state, action) is target
    else:
        with pytest.raises(InvalidTransition) as refusal:
            TRANSACTION.target(state, action)
        assert refusal.value.allowed == [str(each) for each in TRANSACTION.actions(state)]


HELD = (Kind.AUTHORIZATION, State.SUCCEEDED, 100)
LEDGERS = [
    ([(Kind.AUTHORIZATION, State.PENDING, 100)], PaymentStatus.PENDING),
    ([(Kind.AUTHORIZATION, State.ACTION_REQUIRED, 100)], PaymentStatus.ACTION_REQUIRED),
    ([(Kind.AUTHORIZATION, State.FAILED, 100)], PaymentStatus.FAILED),
    ([(Kind.AUTHORIZATION, State.EXPIRED, 100)], PaymentStatus.FAILED),
    ([HELD], PaymentStatus.AUTHORIZED),
    ([HELD, (Kind.CAPTURE, State.PENDING, 100)], PaymentStatus.AUTHORIZED),
    ([HELD, (Kind.CAPTURE, State.FAILED, 100)], PaymentStatus.AUTHORIZED),
    ([HELD, (Kind.CAPTURE, State.SUCCEEDED, 40)], PaymentStatus.PARTIALLY_CAPTURED),
    ([HELD, (Kind.CAPTURE, State.SUCCEEDED, 100)], PaymentStatus.CAPTURED),
    (
        [HELD, (Kind.CAPTURE, State.SUCCEEDED, 40), (Kind.VOID, State.SUCCEEDED, 60)],
        PaymentStatus.CAPTURED,
    ),
    ([HELD, (Kind.VOID, State.PENDING, 100)], PaymentStatus.AUTHORIZED),
    ([HELD, (Kind.VOID, State.SUCCEEDED, 100)], PaymentStatus.VOIDED),
    (
        [(Kind.AUTHORIZATION, State.EXPIRED, 100), (Kind.VOID, State.SUCCEEDED, 100)],
        PaymentStatus.VOIDED,
    ),
    ([(Kind.CAPTURE, State.PENDING, 100)], PaymentStatus.PENDING),
    ([(Kind.CAPTURE, State.SUCCEEDED, 100)], PaymentStatus.CAPTURED),
    (
        [(Kind.CAPTURE, State.SUCCEEDED, 100), (Kind.REFUND, State.PENDING, 30)],
        PaymentStatus.CAPTURED,
    ),
    (
        [(Kind.CAPTURE, State.SUCCEEDED, 100), (Kind.REFUND, State.SUCCEEDED, 30)],
        PaymentStatus.PARTIALLY_REFUNDED,
    ),
    (
        [(Kind.CAPTURE, State.SUCCEEDED, 100), (Kind.REFUND, State.SUCCEEDED, 100)],
        PaymentStatus.REFUNDED,
    ),
    (
        [(Kind.CAPTURE, State.SUCCEEDED, 100), (Kind.CHARGEBACK, State.SUCCEEDED, 100)],
        PaymentStatus.CHARGED_BACK,
    ),
    (
        [
            (Kind.CAPTURE, State.SUCCEEDED, 100),
            (Kind.CHARGEBACK, State.SUCCEEDED, 100),
            (Kind.CHARGEBACK_REVERSAL, State.SUCCEEDED, 100),
        ],
        PaymentStatus.CAPTURED,
    ),
]


@pytest.mark.parametrize(("lines", "status"), LEDGERS)
def test_what_a_ledger_adds_up_to_does_not_depend_on_the_order_of_its_lines(
    lines: list[tuple[TransactionType, TransactionState, int]], status: PaymentStatus
) -> None:
    assert payment_status(sums_of(lines)) is payment_status(sums_of(lines[::-1])) is status


def test_what_somebody_is_about_to_do_is_no_longer_there_to_be_done() -> None:
    sums = sums_of(
        [
            (Kind.AUTHORIZATION, State.SUCCEEDED, 100),
            (Kind.CAPTURE, State.SUCCEEDED, 50),
            (Kind.CAPTURE, State.PENDING, 20),
            (Kind.REFUND, State.PENDING, 30),
            (Kind.CHARGEBACK, State.SUCCEEDED, 5),
        ]
    )

    assert (sums.open, sums.capturable) == (50, 30)
    assert sums.refundable == 50 - 30 - 5
    assert sums.kept == 45
    assert sums.is_under_way


def test_an_empty_ledger_owes_nobody_anything() -> None:
    assert (Sums().open, Sums().capturable, Sums().refundable, Sums().kept) == (0, 0, 0, 0)

"""The life of a message of a channel: for each state and action, either it moves or not."""

from datetime import UTC, datetime

import pytest

from domain.channels.states import (
    CHANNEL_ORDER,
    TO_DO,
    ChannelOrderAction,
    ChannelOrderStatus,
    RejectReason,
)
from domain.shared.errors import InvalidTransition
from schema.channel_orders.chinese import CHINESE

At, Do = ChannelOrderStatus, ChannelOrderAction
NOW = datetime(2026, 3, 2, tzinfo=UTC)
MOVES = {
    (At.RECEIVED, Do.NORMALIZE): At.NORMALIZED,
    (At.RECEIVED, Do.REJECT): At.REJECTED,
    (At.NORMALIZED, Do.IMPORT): At.IMPORTED,
    (At.NORMALIZED, Do.RECOGNIZE): At.DUPLICATE,
    (At.NORMALIZED, Do.REJECT): At.REJECTED,
    (At.REJECTED, Do.RETRY): At.NORMALIZED,
}


@pytest.mark.parametrize("status", At)
@pytest.mark.parametrize("action", Do)
def test_a_message_moves_by_the_table_and_by_nothing_else(status: At, action: Do) -> None:
    if target := MOVES.get((status, action)):
        assert CHANNEL_ORDER.target(status, action) is target
    else:
        with pytest.raises(InvalidTransition):
            CHANNEL_ORDER.target(status, action)


def test_every_reason_says_what_to_do_in_both_languages() -> None:
    assert set(TO_DO) == set(CHINESE) == set(RejectReason)

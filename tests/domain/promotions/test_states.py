"""Every move of the tables, and every refusal."""

from typing import Any

import pytest

from domain.promotions.states import BATCH, COUPON, PROMOTION, USE
from domain.shared.errors import InvalidTransition
from domain.shared.states import StateMachine

TABLES: list[tuple[StateMachine[Any, Any], str]] = [
    (
        PROMOTION,
        """
        draft     activate=active end=ended
        active    pause=paused end=ended
        paused    activate=active end=ended
        ended
        """,
    ),
    (
        COUPON,
        """
        active    reserve=reserved expire=expired disable=disabled
        reserved  release=active redeem=redeemed disable=disabled
        redeemed
        expired
        disabled
        """,
    ),
    (USE, "reserved redeem=redeemed release=released\n redeemed\n released"),
    (BATCH, "running finish=done\n done"),
]


@pytest.mark.parametrize(("machine", "table"), TABLES, ids=lambda each: getattr(each, "kind", ""))
def test_what_may_follow_what(machine: StateMachine[Any, Any], table: str) -> None:
    rows = {
        words[0]: dict(arrow.split("=") for arrow in words[1:])
        for line in table.strip().splitlines()
        if (words := line.split())
    }
    assert list(rows) == [state.value for state in machine.states]
    actions = [arrow.action for arrow in machine.moves]

    for state in machine.states:
        for action in actions:
            expected = rows[state.value].get(action.value)
            if expected is None:
                with pytest.raises(InvalidTransition):
                    machine.target(state, action)
            else:
                assert machine.target(state, action).value == expected

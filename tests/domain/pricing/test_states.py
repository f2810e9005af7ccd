"""The tables of lists, plans, proposals and anomalies: every move, and every refusal."""

import itertools
from typing import Any

import pytest

from domain.pricing.states import (
    PRICE_ANOMALY,
    PRICE_LIST,
    PRICE_PROPOSAL,
    SCHEDULED_PRICE,
    AnomalyAction,
    PriceListAction,
    ProposalAction,
    ScheduledPriceAction,
)
from domain.shared.errors import InvalidTransition
from domain.shared.states import StateMachine

TABLES: list[tuple[StateMachine[Any, Any], type[Any], str]] = [
    (
        PRICE_LIST,
        PriceListAction,
        """draft schedule scheduled; draft activate active; inactive schedule scheduled;
        inactive activate active; scheduled begin active; scheduled end inactive;
        active end inactive; scheduled deactivate inactive; active deactivate inactive""",
    ),
    (
        SCHEDULED_PRICE,
        ScheduledPriceAction,
        "pending apply applied; pending cancel canceled; pending fail failed",
    ),
    (
        PRICE_PROPOSAL,
        ProposalAction,
        "pending approve approved; pending reject rejected; pending withdraw withdrawn",
    ),
    (PRICE_ANOMALY, AnomalyAction, "open resolve resolved; open dismiss dismissed"),
]


@pytest.mark.parametrize(("machine", "actions", "moves"), TABLES, ids=lambda one: str(one)[:20])
def test_what_may_follow_what(machine: StateMachine[Any, Any], actions: Any, moves: str) -> None:
    table = {(move.split()[0], move.split()[1]): move.split()[2] for move in moves.split(";")}
    for state, action in itertools.product(machine.states, actions):
        target = table.pop((state.value, action.value), None)
        if target is None:
            with pytest.raises(InvalidTransition):
                machine.target(state, action)
        else:
            assert machine.target(state, action).value == target
    assert table == {}

"""Every move of a job and of what is in it, and every refusal."""

from enum import StrEnum
from typing import Any

import pytest

from domain.jobs.states import (
    JOB,
    JOB_ITEM,
    ItemAction,
    ItemStatus,
    JobAction,
    JobStatus,
)
from domain.shared.errors import InvalidTransition

TABLES: list[tuple[Any, type[StrEnum], str]] = [
    (
        JOB,
        JobAction,
        """
        queued    begin=running cancel=canceled
        running   begin=running complete=completed cancel=canceled fail=failed
        completed
        canceled
        failed
        """,
    ),
    (
        JOB_ITEM,
        ItemAction,
        """
        pending do=done refuse=refused
        done
        refused
        """,
    ),
]
ROWS = [
    (machine, actions, line.split())
    for machine, actions, table in TABLES
    for line in table.strip().splitlines()
]


@pytest.mark.parametrize(
    ("machine", "actions", "row"), ROWS, ids=[f"{m.kind} {row[0]}" for m, _, row in ROWS]
)
def test_what_may_follow_what(machine: Any, actions: type[StrEnum], row: list[str]) -> None:
    status = machine.states(row[0])
    moves = dict(arrow.split("=") for arrow in row[1:])
    for action in actions:
        if action not in moves:
            with pytest.raises(InvalidTransition):
                machine.target(status, action)
        else:
            assert machine.target(status, action) == moves[action]


def test_no_state_is_left_out() -> None:
    told = {(machine.kind, row[0]) for machine, _, row in ROWS}
    assert told == {
        *((JOB.kind, each.value) for each in JobStatus),
        *((JOB_ITEM.kind, each.value) for each in ItemStatus),
    }

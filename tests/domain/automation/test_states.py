"""Every move of a run, and every refusal."""

import pytest

from domain.automation.states import RUN, AutomationRunAction, AutomationRunStatus
from domain.shared.errors import InvalidTransition

A, S = AutomationRunAction, AutomationRunStatus
MOVES = {
    (S.WAITING, A.CARRY_OUT): S.DONE,
    (S.WAITING, A.REFUSE): S.REFUSED,
    (S.WAITING, A.SKIP): S.SKIPPED,
    (S.WAITING, A.GUARD): S.GUARDED,
}


@pytest.mark.parametrize("action", A)
@pytest.mark.parametrize("status", S)
def test_what_follows_what(status: S, action: A) -> None:
    if (status, action) in MOVES:
        assert RUN.target(status, action) is MOVES[status, action]
    else:
        with pytest.raises(InvalidTransition):
            RUN.target(status, action)

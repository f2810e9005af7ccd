"""The life of units that somebody waits for, walked pair by pair."""

import pytest

from domain.inventory.backorders.states import BACKORDER, BackorderAction, BackorderStatus
from domain.shared.errors import InvalidTransition

Status = BackorderStatus
MOVES = {
    (Status.WAITING, BackorderAction.FILL_PART): Status.WAITING,
    (Status.WAITING, BackorderAction.FILL): Status.FILLED,
    (Status.WAITING, BackorderAction.CANCEL): Status.CANCELED,
}


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("action", BackorderAction)
def test_it_moves_by_its_table_only(status: Status, action: BackorderAction) -> None:
    if target := MOVES.get((status, action)):
        assert BACKORDER.target(status, action) is target
    else:
        with pytest.raises(InvalidTransition):
            BACKORDER.target(status, action)

"""Every move of an import, and every refusal."""

import pytest

from domain.catalog.bulk.states import CATALOG_IMPORT, ImportAction, ImportStatus
from domain.shared.errors import InvalidTransition

TABLE = """
awaiting_file receive=queued cancel=canceled fail=failed
queued        begin=running cancel=canceled
running       begin=running show=previewed complete=completed cancel=canceled fail=failed
previewed     apply=queued cancel=canceled
completed
canceled
failed
"""
MOVES = {
    line.split()[0]: dict(arrow.split("=") for arrow in line.split()[1:])
    for line in TABLE.strip().splitlines()
}


@pytest.mark.parametrize("status", ImportStatus)
def test_what_may_follow_what(status: ImportStatus) -> None:
    for action in ImportAction:
        target = MOVES[status].get(action)
        if target is None:
            with pytest.raises(InvalidTransition):
                CATALOG_IMPORT.target(status, action)
        else:
            assert CATALOG_IMPORT.target(status, action) == target

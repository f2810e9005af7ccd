"""The disk is lost under load: the short form of the drill that `make drill` plays."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from bench.drill import Acknowledged, Outcome, play, rows
from schema.shared.ids import global_id

SECONDS = 1.5
CLIENTS = 3
POINT = datetime(2026, 11, 22, 18, tzinfo=UTC)


def test_nothing_acknowledged_before_the_recovery_point_is_missing() -> None:
    outcome = play(lambda what: None, at_once=True, seconds=SECONDS, clients=CLIENTS)

    assert [row.figure for row in rows(outcome) if not row.holds] == [], outcome.sentence


@pytest.mark.parametrize(("seconds", "before", "after", "rpo_ms"), [(-1, 1, 0, 0), (2, 0, 1, 2000)])
def test_an_order_that_is_missing_is_counted(
    seconds: int, before: int, after: int, rpo_ms: float
) -> None:
    kept, lost = uuid4(), uuid4()
    told = Acknowledged(uuid4(), {}, global_id("Order", kept), POINT - timedelta(seconds=5))
    missed = replace(told, id=global_id("Order", lost), at=POINT + timedelta(seconds=seconds))
    outcome = Outcome("streamed", acknowledged=[told, missed], recovery_point=POINT)

    outcome.count_the_lost({kept})

    assert (outcome.lost_before, outcome.lost_after, outcome.rpo_ms) == (before, after, rpo_ms)

"""What is odd about a price: every kind that was made is found, what is usual raises no alarm."""

import random

import pytest

from domain.pricing.anomalies import Evidence, findings, z_score
from domain.pricing.states import AnomalyKind

STEADY = (1_250, 1_199, 1_250, 1_300, 1_250, 1_199)


@pytest.mark.parametrize(
    ("evidence", "kinds"),
    [
        (Evidence(1_250), set()),
        (Evidence(1_250, STEADY), set()),
        (Evidence(999, STEADY), set()),  # a fifth off is a sale
        (Evidence(125, STEADY), {AnomalyKind.LOST_DECIMAL}),
        (Evidence(12_500, STEADY), {AnomalyKind.LOST_DECIMAL}),
        (Evidence(125_000, (1_250,)), {AnomalyKind.LOST_DECIMAL}),
        (Evidence(119, (1_250,)), {AnomalyKind.LOST_DECIMAL}),
        (Evidence(400, STEADY), {AnomalyKind.AGAINST_HISTORY}),
        (Evidence(3_500, STEADY), {AnomalyKind.AGAINST_HISTORY}),
        (Evidence(3_500, STEADY[:4]), set()),  # too few to know what is usual
        (Evidence(1_250, STEADY, cost=1_251), {AnomalyKind.BELOW_COST}),
        (Evidence(1_250, STEADY, cost=1_250), set()),
        (Evidence(1_250, market=(800, 850, 900)), {AnomalyKind.OUTSIDE_MARKET}),
        (Evidence(1_250, market=(1_900, 2_000, 2_100)), {AnomalyKind.OUTSIDE_MARKET}),
        (Evidence(1_250, market=(800, 850)), set()),  # two are no market
        (Evidence(0, STEADY, cost=1), {AnomalyKind.AGAINST_HISTORY, AnomalyKind.BELOW_COST}),
    ],
)
def test_what_is_found(evidence: Evidence, kinds: set[AnomalyKind]) -> None:
    assert {one.kind for one in findings(evidence)} == kinds


def test_it_is_said_what_was_expected_and_how_far_off_it_is() -> None:
    [lost] = findings(Evidence(125, STEADY))

    assert (lost.expected, lost.off(125)) == (1_250, -90)


def test_half_is_as_odd_as_double() -> None:
    assert z_score(2_500, STEADY) == pytest.approx(-z_score(625, STEADY))


def test_every_lost_decimal_is_found_and_a_year_of_sales_raises_no_alarm() -> None:
    dice = random.Random(3)
    for _ in range(500):
        usual = dice.randint(100, 100_000)
        history = [round(usual * dice.uniform(0.75, 1.05)) for _ in range(12)]
        fair = Evidence(round(usual * dice.uniform(0.7, 1.1)), history)
        typed = Evidence(history[0] * 10 ** dice.randint(1, 3), history)

        assert findings(fair) == []
        assert [one.kind for one in findings(typed)] == [AnomalyKind.LOST_DECIMAL]

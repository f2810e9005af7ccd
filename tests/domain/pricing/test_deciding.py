"""What a pricing rule comes to: rails hold whatever the market does, and every step is said."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.pricing.deciding import Rails, Signals, decide, floor_of, move_of_a_day
from domain.pricing.states import DecisionOutcome, DownwardMode, Strategy

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
MOVES = 10_000
RAILS = Rails(
    strategy=Strategy.UNDERCUT_COMPETITOR,
    strategy_bp=100,
    margin_bp=1_000,
    ceiling=None,
    daily_move_bp=2_000,
    cool_down=timedelta(0),
    approval_above_bp=10_000,
)
SIGNALS = Signals(at=NOW, price=1_250, yesterday=1_250, cost=800, market=(1_190, 1_300))


def test_it_undercuts_the_lowest_and_says_how() -> None:
    decision = decide(SIGNALS, RAILS)

    assert (decision.outcome, decision.price) == (DecisionOutcome.SET, 1_178)
    assert [step.code for step in decision.steps] == ["undercut", "set"]
    assert decision.steps[0].facts == {"lowest": 1_190, "by_bp": 100}


@pytest.mark.parametrize(
    ("signals", "rails", "outcome", "price", "codes"),
    [
        ({"market": (500,)}, {"daily_move_bp": 5_000}, "set", 880, "undercut floor set"),
        ({"market": (500,)}, {}, "set", 1_000, "undercut floor daily_move set"),
        ({"market": (9_000,)}, {"ceiling": 1_300}, "set", 1_300, "undercut ceiling set"),
        ({"market": (9_000,)}, {}, "set", 1_500, "undercut daily_move set"),
        ({"cost": 2_000}, {}, "proposed", 2_200, "undercut floor beyond_daily_move needs_approval"),
        ({"market": ()}, {}, "kept", 1_250, "no_market"),
        ({"cost": None}, {}, "kept", 1_250, "cost_unknown"),
        ({"price": 0}, {}, "kept", 0, "given_away"),
        ({}, {"ceiling": 800}, "kept", 1_250, "floor_above_ceiling"),
        ({}, {"approval_above_bp": 100}, "proposed", 1_178, "undercut needs_approval"),
        ({}, {"downward": DownwardMode.PROMOTE}, "promote", 1_178, "undercut promote_instead"),
        ({"price": 1_178, "yesterday": 1_178}, {}, "kept", 1_178, "undercut as_it_is"),
        ({}, {"strategy": Strategy.MATCH_COMPETITOR}, "set", 1_190, "match set"),
        (
            {"sold": 20, "sold_before": 10},
            {"strategy": Strategy.FOLLOW_DEMAND, "strategy_bp": 500},
            "set",
            1_313,
            "demand set",
        ),
        (
            {"sold": 0, "sold_before": 10},
            {"strategy": Strategy.FOLLOW_DEMAND, "strategy_bp": 500},
            "set",
            1_188,
            "demand set",
        ),
        ({"sold": 9}, {"strategy": Strategy.FOLLOW_DEMAND}, "kept", 1_250, "no_demand"),
        (
            {"available": 100, "sold": 11},
            {"strategy": Strategy.CLEAR_STOCK, "strategy_bp": 1_000},
            "set",
            1_125,
            "clear set",
        ),
        (
            {"available": 60, "sold": 7},
            {"strategy": Strategy.CLEAR_STOCK},
            "kept",
            1_250,
            "stock_is_fine",
        ),
        (
            {},
            {"strategy": Strategy.KEEP_MARGIN, "daily_move_bp": 5_000},
            "set",
            880,
            "margin set",
        ),
    ],
)
def test_every_way_a_decision_can_go(
    signals: dict[str, object],
    rails: dict[str, object],
    outcome: str,
    price: int,
    codes: str,
) -> None:
    decision = decide(replace(SIGNALS, **signals), replace(RAILS, **rails))  # type: ignore[arg-type]

    assert (decision.outcome.value, decision.price) == (outcome, price)
    assert " ".join(step.code for step in decision.steps) == codes


def test_a_price_that_was_just_changed_is_left_alone() -> None:
    signals = replace(SIGNALS, changed_at=NOW - timedelta(minutes=59))
    rails = replace(RAILS, cool_down=timedelta(minutes=60))

    assert decide(signals, rails).steps[-1].code == "cooling_down"
    assert decide(replace(signals, at=NOW + timedelta(minutes=1)), rails).outcome == "set"


def test_rails_hold_over_ten_thousand_moves_of_the_market() -> None:
    """A price lives through random markets, costs and sales; whatever is set lies within."""
    dice = random.Random(7)
    outcomes = dict.fromkeys(DecisionOutcome, 0)
    for _ in range(MOVES // 100):
        rails = Rails(
            strategy=dice.choice(list(Strategy)),
            strategy_bp=dice.randint(0, 3_000),
            margin_bp=dice.randint(0, 5_000),
            ceiling=dice.choice([None, dice.randint(500, 5_000)]),
            daily_move_bp=dice.randint(1, 3_000),
            cool_down=timedelta(minutes=dice.choice([0, 0, 30, 240])),
            approval_above_bp=dice.choice([10_000, dice.randint(0, 2_000)]),
            downward=dice.choice(list(DownwardMode)),
        )
        past = [(NOW - timedelta(days=9), dice.randint(200, 4_000))]
        at = NOW
        for _ in range(100):
            at += timedelta(minutes=dice.randint(1, 600))
            price = past[-1][1]
            yesterday = [minor for when, minor in past if when <= at - timedelta(hours=24)][-1]
            signals = Signals(
                at=at,
                price=price,
                yesterday=yesterday,
                changed_at=past[-1][0],
                cost=dice.choice([None] + [dice.randint(1, 3_000)] * 9),
                market=[dice.randint(1, 6_000) for _ in range(dice.randint(0, 4))],
                sold=dice.randint(0, 50),
                sold_before=dice.randint(0, 50),
                available=dice.randint(0, 500),
            )
            decision = decide(signals, rails)
            outcomes[decision.outcome] += 1
            assert decision.steps[-1].price == decision.price
            if decision.outcome is DecisionOutcome.KEPT:
                assert decision.price == price
                continue
            assert signals.cost is not None
            assert decision.price >= floor_of(signals.cost, rails.margin_bp)
            assert rails.ceiling is None or decision.price <= rails.ceiling
            assert at - past[-1][0] >= rails.cool_down
            if decision.outcome is DecisionOutcome.SET:
                lowest, highest = move_of_a_day(yesterday, rails.daily_move_bp)
                assert lowest <= decision.price <= highest
                assert abs(decision.price - price) * 10_000 <= rails.approval_above_bp * price
                past.append((at, decision.price))

    assert all(outcomes.values()), outcomes
    assert outcomes[DecisionOutcome.SET] > 1_000

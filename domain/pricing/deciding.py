"""What a pricing rule comes to for one variant, and why: pure, step by step.

A strategy names a target; rails bound it. The price that is set lies, always,
- at or above the floor: what a unit costs us, and the margin on top of it,
- at or below the ceiling,
- within the largest move of a day, measured from what it cost 24 hours ago,
- and it was not changed within the cool-down.
Where the floor or the ceiling lies beyond the day's move, nobody but a person may go there: it is
proposed. Shares are in basis points (1/100 %), money in minor units, rounding half up.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from domain.pricing.states import DecisionOutcome, DownwardMode, Strategy

WHOLE = 10_000  # basis points
COVER_DAYS = 60  # of stock at the pace of now; what lasts longer is to be cleared
WEEK = 7  # days, of which sales are counted


@dataclass(frozen=True, slots=True)
class Rails:
    """A rule, as the arithmetic needs it."""

    strategy: Strategy
    strategy_bp: int
    margin_bp: int
    ceiling: int | None
    daily_move_bp: int
    cool_down: timedelta
    approval_above_bp: int
    downward: DownwardMode = DownwardMode.FOLLOW_DOWN


@dataclass(frozen=True, slots=True)
class Signals:
    """What is known about a variant at one instant.

    `yesterday` is what it cost 24 hours ago, `market` what each competitor asks, `sold` and
    `sold_before` the units of the last seven days and of the seven before, `available` what can be
    sold.
    """

    at: datetime
    price: int
    yesterday: int
    changed_at: datetime | None = None
    cost: int | None = None
    market: Sequence[int] = ()
    sold: int = 0
    sold_before: int = 0
    available: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the way: a word for it, the price after it, and the numbers it went by."""

    code: str
    price: int
    facts: dict[str, int] = field(default_factory=dict)

    def told(self) -> dict[str, object]:
        """As it is kept."""
        return {"code": self.code, "price": self.price, **self.facts}


@dataclass(frozen=True, slots=True)
class Decision:
    """What a rule comes to. `price` is what is set, proposed, or would be; today's where kept."""

    outcome: DecisionOutcome
    price: int
    steps: tuple[Step, ...]


def decide(signals: Signals, rails: Rails) -> Decision:
    """Whether to change a price, and to what."""
    steps: list[Step] = []

    def kept(code: str, **facts: int) -> Decision:
        steps.append(Step(code, signals.price, facts))
        return Decision(DecisionOutcome.KEPT, signals.price, tuple(steps))

    if signals.price == 0:
        return kept("given_away")
    if signals.cost is None:
        return kept("cost_unknown")
    if signals.changed_at is not None and signals.at - signals.changed_at < rails.cool_down:
        return kept("cooling_down", minutes=int(rails.cool_down.total_seconds() // 60))
    floor = floor_of(signals.cost, rails.margin_bp)
    if rails.ceiling is not None and floor > rails.ceiling:
        return kept("floor_above_ceiling", floor=floor, ceiling=rails.ceiling)
    target = _target(signals, rails, floor)
    steps.append(target)
    if target.code in NO_TARGET:
        return Decision(DecisionOutcome.KEPT, signals.price, tuple(steps))
    return _within_rails(signals, rails, floor, target.price, steps)


def floor_of(cost: int, margin_bp: int) -> int:
    """The lowest price that leaves the margin on top of the cost."""
    return -(-cost * (WHOLE + margin_bp) // WHOLE)


def _within_rails(
    signals: Signals, rails: Rails, floor: int, target: int, steps: list[Step]
) -> Decision:
    price = target
    if price < floor:
        price = floor
        steps.append(Step("floor", price, {"floor": floor}))
    if rails.ceiling is not None and price > rails.ceiling:
        price = rails.ceiling
        steps.append(Step("ceiling", price, {"ceiling": rails.ceiling}))
    lowest, highest = move_of_a_day(signals.yesterday, rails.daily_move_bp)
    bounded = min(max(price, lowest), highest)
    if bounded != price:
        ceiling = bounded if rails.ceiling is None else rails.ceiling
        if not floor <= bounded <= ceiling:
            steps.append(Step("beyond_daily_move", price, {"lowest": lowest, "highest": highest}))
            return _concluded(signals, rails, price, steps, must_ask=True)
        price = bounded
        steps.append(Step("daily_move", price, {"lowest": lowest, "highest": highest}))
    return _concluded(signals, rails, price, steps)


def _concluded(
    signals: Signals, rails: Rails, price: int, steps: list[Step], *, must_ask: bool = False
) -> Decision:
    if price == signals.price:
        steps.append(Step("as_it_is", price))
        return Decision(DecisionOutcome.KEPT, price, tuple(steps))
    if price < signals.price and rails.downward is DownwardMode.PROMOTE:
        steps.append(Step("promote_instead", price))
        return Decision(DecisionOutcome.PROMOTE, price, tuple(steps))
    moved = abs(price - signals.price) * WHOLE
    if must_ask or moved > rails.approval_above_bp * signals.price:
        steps.append(Step("needs_approval", price, {"limit_bp": rails.approval_above_bp}))
        return Decision(DecisionOutcome.PROPOSED, price, tuple(steps))
    steps.append(Step("set", price))
    return Decision(DecisionOutcome.SET, price, tuple(steps))


def move_of_a_day(yesterday: int, daily_move_bp: int) -> tuple[int, int]:
    """The lowest and the highest price of today."""
    lowest = -(-yesterday * max(WHOLE - daily_move_bp, 0) // WHOLE)
    return lowest, yesterday * (WHOLE + daily_move_bp) // WHOLE


# Strategies: each a step that names the target, or says why there is none.

NO_TARGET = {"no_market", "no_demand", "stock_is_fine"}


def _target(signals: Signals, rails: Rails, floor: int) -> Step:
    return _STRATEGIES[rails.strategy](signals, rails, floor)


def _match(signals: Signals, rails: Rails, floor: int) -> Step:
    if not signals.market:
        return Step("no_market", signals.price)
    lowest = min(signals.market)
    return Step("match", lowest, {"lowest": lowest, "competitors": len(signals.market)})


def _undercut(signals: Signals, rails: Rails, floor: int) -> Step:
    if not signals.market:
        return Step("no_market", signals.price)
    lowest = min(signals.market)
    price = share_of(lowest, WHOLE - rails.strategy_bp)
    return Step("undercut", price, {"lowest": lowest, "by_bp": rails.strategy_bp})


def _follow_demand(signals: Signals, rails: Rails, floor: int) -> Step:
    """Up where more was sold than the week before, down where less, in proportion; a doubling
    moves it by the whole share."""
    if not signals.sold_before:
        return Step("no_demand", signals.price, {"sold": signals.sold})
    more = min(signals.sold, 2 * signals.sold_before) - signals.sold_before
    share = share_of(rails.strategy_bp, more * WHOLE // signals.sold_before)
    facts = {"sold": signals.sold, "sold_before": signals.sold_before}
    return Step("demand", share_of(signals.price, WHOLE + share), facts)


def _clear(signals: Signals, rails: Rails, floor: int) -> Step:
    facts = {"available": signals.available, "sold": signals.sold}
    if signals.available * WEEK <= COVER_DAYS * signals.sold:
        return Step("stock_is_fine", signals.price, facts)
    return Step("clear", share_of(signals.price, WHOLE - rails.strategy_bp), facts)


def _keep_margin(signals: Signals, rails: Rails, floor: int) -> Step:
    return Step("margin", floor, {"margin_bp": rails.margin_bp})


_STRATEGIES = {
    Strategy.MATCH_COMPETITOR: _match,
    Strategy.UNDERCUT_COMPETITOR: _undercut,
    Strategy.FOLLOW_DEMAND: _follow_demand,
    Strategy.CLEAR_STOCK: _clear,
    Strategy.KEEP_MARGIN: _keep_margin,
}


def share_of(amount: int, share_bp: int) -> int:
    """A share of an amount, half up."""
    return (amount * share_bp * 2 + WHOLE) // (2 * WHOLE)

"""What is odd about a price, by what it was, what it costs us and what others ask. Pure.

Prices are compared by their logarithms: half the price is as odd as double. The score of a price
against its own history is the modified z-score of Iglewicz and Hoaglin (How to Detect and Handle
Outliers, 1993): 0.6745 times the distance from the median, over the median absolute deviation;
they call 3.5 and more an outlier.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, log10
from statistics import median

from domain.pricing.states import AnomalyKind

CONSISTENT = 0.6745  # makes the deviation one of a normal distribution
ODD_FROM = 3.5  # modified z-scores
HISTORY_MIN = 5  # earlier prices, before the score says anything
# A price that hardly moves has no deviation, and everything would be odd. With this least one
# nothing is within 40 % down and 68 % up.
DEVIATION_MIN = 0.1  # of logarithms
DECIMAL_TOLERANCE = 0.08  # of decimal logarithms: 17 % around ten times as much, or a tenth
COMPETITORS_MIN = 3  # of whom we know a price, before there is a market
MARKET_SHARE = 0.3  # below the lowest of them, or above the highest


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known about a price, all in minor units of one currency.

    `history` are the prices before it, the newest first; `market` what each competitor asks.
    """

    price: int
    history: Sequence[int] = ()
    cost: int | None = None
    market: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is odd, and what would not be."""

    kind: AnomalyKind
    expected: int

    def off(self, price: int) -> int:
        """How far the price is from that, in percent of it."""
        return round(100 * (price - self.expected) / max(self.expected, 1))


def findings(evidence: Evidence) -> list[Finding]:
    """All that is odd about a price, one finding of a kind; a lost decimal explains the score."""
    lost = _lost_decimal(evidence)
    found = [lost or _against_history(evidence), _below_cost(evidence), _outside_market(evidence)]
    return [one for one in found if one is not None]


def z_score(price: int, history: Sequence[int]) -> float:
    """How odd a price is among earlier ones; above zero where it is higher than usual."""
    logs = [_log(each) for each in history]
    middle = median(logs)
    deviation = max(median(abs(each - middle) for each in logs), DEVIATION_MIN)
    return CONSISTENT * (_log(price) - middle) / deviation


def _lost_decimal(evidence: Evidence) -> Finding | None:
    """Ten, a hundred … times as much as before, or as little, but for a few percent."""
    if not evidence.history:
        return None
    before = evidence.history[0]
    digits = log10(max(evidence.price, 1)) - log10(max(before, 1))
    is_lost = round(digits) != 0 and abs(digits - round(digits)) <= DECIMAL_TOLERANCE
    return Finding(AnomalyKind.LOST_DECIMAL, before) if is_lost else None


def _against_history(evidence: Evidence) -> Finding | None:
    if len(evidence.history) < HISTORY_MIN:
        return None
    if abs(z_score(evidence.price, evidence.history)) < ODD_FROM:
        return None
    usual = exp(median(_log(each) for each in evidence.history))
    return Finding(AnomalyKind.AGAINST_HISTORY, round(usual))


def _below_cost(evidence: Evidence) -> Finding | None:
    if evidence.cost is None or evidence.price >= evidence.cost:
        return None
    return Finding(AnomalyKind.BELOW_COST, evidence.cost)


def _outside_market(evidence: Evidence) -> Finding | None:
    if len(evidence.market) < COMPETITORS_MIN:
        return None
    lowest, highest = min(evidence.market), max(evidence.market)
    if lowest * (1 - MARKET_SHARE) <= evidence.price <= highest * (1 + MARKET_SHARE):
        return None
    return Finding(AnomalyKind.OUTSIDE_MARKET, round(median(evidence.market)))


def _log(price: int) -> float:
    return log(max(price, 1))  # what is given away is as odd as what costs next to nothing

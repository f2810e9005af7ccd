"""What the figures of a product speak for: a pure function, and its thresholds by their names.

The slope is that of the least-squares line through the units of each of the last 28 days
(https://en.wikipedia.org/wiki/Simple_linear_regression). Over the mean of a day and times 28 it is
the `trend`: by which part of itself the trade grew or shrank over those days.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from domain.catalog.states import LifecycleAction, LifecycleStage

DAYS = 28  # of sales that are looked at, and as many before for comparison
GROWING = 0.30  # of itself, in 28 days
STEADY = 0.10  # of itself, up or down
SHRINKING = -0.30  # of itself, in 28 days
FEWER = 0.80  # of the units of the 28 days before
MORE = 1.20  # the same
UNITS_MIN = 10  # units in 28 days; of fewer nothing is read
INTRODUCED_DAYS = 28  # on the shelf before it can be called growing
GROWN_DAYS = 84  # on the shelf before it can be called mature
UNSOLD_DAYS = 90  # on the shelf before no sale is called a decline
COVER_DAYS_MAX = 180  # days that the stock would last; more is to be cleared
RATING_MIN = 2.5  # of 5; a product that is rated worse does not grow


@dataclass(frozen=True, slots=True)
class Figures:
    """What is known of one product. Units are sold units; the slope is in units a day, a day.

    `rating` is out of 5, None where nobody rated it.
    """

    stage: LifecycleStage
    is_published: bool
    age_days: int
    units: int
    units_before: int
    slope: float
    available: int
    rating: float | None = None

    @property
    def trend(self) -> float:
        """The part of itself by which the trade changed in 28 days."""
        return self.slope * DAYS * DAYS / self.units if self.units else 0.0

    @property
    def days_of_cover(self) -> int | None:
        """How long the stock lasts at this pace; None if nothing is sold."""
        return self.available * DAYS // self.units if self.units else None

    def evidence(self) -> dict[str, float | int | None]:
        """The figures as a proposal keeps them."""
        return {
            "age_days": self.age_days,
            "units": self.units,
            "units_before": self.units_before,
            "slope": round(self.slope, 4),
            "trend": round(self.trend, 4),
            "available": self.available,
            "days_of_cover": self.days_of_cover,
            "rating": self.rating,
        }


def is_introduced(found: Figures) -> bool:
    """On the shelf."""
    return found.is_published


def is_growing(found: Figures) -> bool:
    """More and more is sold, and people do not regret it."""
    return (
        found.age_days >= INTRODUCED_DAYS
        and found.units >= UNITS_MIN
        and found.trend >= GROWING
        and found.units >= MORE * found.units_before
        and (found.rating is None or found.rating >= RATING_MIN)
    )


def is_steady(found: Figures) -> bool:
    """About as much is sold as before."""
    return (
        found.age_days >= GROWN_DAYS
        and found.units >= UNITS_MIN
        and abs(found.trend) <= STEADY
        and FEWER * found.units_before <= found.units <= MORE * found.units_before
    )


def is_declining(found: Figures) -> bool:
    """Less and less is sold, or nothing for long though there is some."""
    if found.units == 0:
        return found.age_days >= UNSOLD_DAYS and found.available > 0
    return (
        found.units_before >= UNITS_MIN
        and found.trend <= SHRINKING
        and found.units <= FEWER * found.units_before
    )


def has_recovered(found: Figures) -> bool:
    """At least as much is sold as before, and it does not shrink."""
    return found.units >= UNITS_MIN and found.units >= found.units_before and found.trend >= -STEADY


def is_overstocked(found: Figures) -> bool:
    """What lies there would last too long."""
    cover = found.days_of_cover
    return found.available > 0 and (cover is None or cover > COVER_DAYS_MAX)


def is_sold_out(found: Figures) -> bool:
    """Nothing is left."""
    return found.available <= 0


# What is looked for in each stage; the first that holds is proposed.
SIGNS: Mapping[LifecycleStage, Sequence[tuple[LifecycleAction, Callable[[Figures], bool]]]] = {
    LifecycleStage.PLANNED: [(LifecycleAction.INTRODUCE, is_introduced)],
    LifecycleStage.INTRODUCTION: [(LifecycleAction.GROW, is_growing)],
    LifecycleStage.GROWTH: [(LifecycleAction.MATURE, is_steady)],
    LifecycleStage.MATURITY: [
        (LifecycleAction.DECLINE, is_declining),
        (LifecycleAction.GROW, is_growing),
    ],
    LifecycleStage.DECLINE: [
        (LifecycleAction.MATURE, has_recovered),
        (LifecycleAction.CLEAR, is_overstocked),
    ],
    LifecycleStage.CLEARANCE: [(LifecycleAction.DISCONTINUE, is_sold_out)],
    LifecycleStage.DISCONTINUED: [],
}


def proposal(found: Figures) -> LifecycleAction | None:
    """The move that the figures speak for; None if they speak for none."""
    return next((action for action, holds in SIGNS[found.stage] if holds(found)), None)

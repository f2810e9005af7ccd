"""The year as a whole: its weeks of baskets, and what all of it says of each product."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from api.importing.completejourney.offers import Campaign, read_campaigns
from api.importing.completejourney.source import (
    Goods,
    Lines,
    Numbers,
    read_goods,
    read_lines,
    read_traits,
)

FIRST_WEEK = 1
LAST_WEEK = 53
REGIONS = 4  # a quarter of the stores each


class Refusal(StrEnum):
    """Why a row of the source is counted and not imported."""

    NOTHING_SOLD = "line of quantity 0"
    UNKNOWN_PRODUCT = "line of a product that the source does not describe"
    EMPTY_BASKET = "basket with no line left"
    UNKNOWN_ON_COUPON = "product of a coupon that the source does not describe"
    EMPTY_COUPON = "coupon with no product left"


class Remark(StrEnum):
    """What is odd about a row that is imported all the same."""

    GIVEN_AWAY = "line sold for nothing"
    FUEL_IN_GALLONS = "line of fuel, rounded to whole gallons"
    NEVER_SOLD = "product never sold: no price, unpublished"
    NEVER_PRICED = "product sold at quantity 0 or for nothing only: no price, unpublished"
    NO_TYPE = "product without a type, named by its category or department"
    NO_SIZE = "product without a package size"
    NO_TRAITS = "household without demographics"
    UNTRACED = "coupon not traced at the till: worth what those of its campaign usually are"


class SoldLine(NamedTuple):
    """One thing in a basket. Amounts in cents; `discount_minor` came off the shelf price."""

    product_id: int
    quantity: int
    paid_minor: int
    discount_minor: int


@dataclass(frozen=True, slots=True)
class Basket:
    """One visit to the till, in the source's own time."""

    basket_id: int
    household_id: int
    store_id: int
    at: datetime
    lines: list[SoldLine]


@dataclass(frozen=True, slots=True)
class Year:
    """The whole year in memory, and what it says of each product and household."""

    goods: list[Goods]
    traits: dict[int, dict[str, str]]
    lines: Lines
    products_seen: frozenset[int]
    prices: dict[int, int]
    last_week_sold: dict[int, int]
    last_week_seen: dict[int, int]
    first_seen_at: dict[int, datetime]
    home_region: dict[int, int]
    weekly_units: dict[int, list[float]]
    starts_at: datetime
    ends_at: datetime
    campaigns: list[Campaign] = field(default_factory=list)

    def campaigns_of(self, household: int) -> list[Campaign]:
        """The campaigns that a household was meant by."""
        return [each for each in self.campaigns if household in each.households]

    def baskets(self, week: int) -> Iterator[Basket]:
        """One week's baskets in the order of time, with only the lines that can be imported."""
        lines, chosen = self.lines, self._of(week) & self.lines.is_good
        heads = zip(
            lines.basket_id[chosen].tolist(),
            lines.household_id[chosen].tolist(),
            lines.store_id[chosen].tolist(),
            lines.at[chosen].tolist(),
            strict=True,
        )
        sold = map(
            SoldLine,
            lines.product_id[chosen].tolist(),
            lines.quantity[chosen].tolist(),
            lines.paid_minor[chosen].tolist(),
            lines.discount_minor[chosen].tolist(),
        )
        for head, group in groupby(zip(heads, sold, strict=True), key=itemgetter(0)):
            basket, household, store, at = head
            yield Basket(
                basket, household, store, at.replace(tzinfo=UTC), [line for _, line in group]
            )

    def notes(self, week: int) -> Counter[str]:
        """How many of one week's rows are refused or odd, by reason."""
        lines, inside = self.lines, self._of(week)
        nothing = inside & (lines.quantity <= 0)
        good = inside & lines.is_good
        baskets = np.unique(lines.basket_id[inside]).size - np.unique(lines.basket_id[good]).size
        counts: dict[str, int] = {
            Refusal.NOTHING_SOLD: int(nothing.sum()),
            Refusal.UNKNOWN_PRODUCT: int((inside & ~nothing & ~lines.is_known).sum()),
            Refusal.EMPTY_BASKET: int(baskets),
            Remark.GIVEN_AWAY: int((good & (lines.paid_minor == 0)).sum()),
            Remark.FUEL_IN_GALLONS: int((good & lines.is_fuel).sum()),
        }
        return Counter(counts)

    def _of(self, week: int) -> npt.NDArray[np.bool_]:
        chosen: npt.NDArray[np.bool_] = self.lines.week == week
        return chosen


def read_year() -> Year:
    """Read products, households, campaigns and the year's 1.47 million transactions."""
    goods = read_goods()
    year = year_of(goods, read_traits(), read_lines(goods))
    return replace(year, campaigns=read_campaigns())


def year_of(goods: list[Goods], traits: dict[int, dict[str, str]], lines: Lines) -> Year:
    """What these lines say of these products and households."""
    good = lines.is_good
    return Year(
        goods=goods,
        traits=traits,
        lines=lines,
        products_seen=frozenset(np.unique(lines.product_id).tolist()),
        prices=_shelf_prices(lines),
        last_week_sold=_last_week(lines.product_id[good], lines.week[good]),
        last_week_seen=_last_week(lines.household_id[good], lines.week[good]),
        first_seen_at=_first_seen(lines),
        home_region=_home_region(lines),
        weekly_units=_weekly_units(lines),
        starts_at=lines.at[0].item().replace(tzinfo=UTC),
        ends_at=lines.at[-1].item().replace(tzinfo=UTC),
    )


N = TypeVar("N", int, Numbers)


def region_of(store_id: N) -> N:
    """Which warehouse serves a store: the source has no map, so stores are dealt out by number."""
    return store_id % REGIONS


def _shelf_prices(lines: Lines) -> dict[int, int]:
    """For each product the median shelf price of one unit over all its lines, in whole cents.

    The shelf price is what was paid and what the retailer took off, by the quantity. The median,
    because a year has promotions, typing errors and price rises in it.
    """
    shelf = lines.paid_minor + lines.discount_minor
    priced = lines.is_good & (shelf > 0)
    product, unit = lines.product_id[priced], shelf[priced] / lines.measure[priced]
    order = np.lexsort((unit, product))
    unit = unit[order]
    products, first, count = np.unique(product[order], return_index=True, return_counts=True)
    middle = (unit[first + (count - 1) // 2] + unit[first + count // 2]) / 2
    cents = np.maximum(np.rint(middle), 1).astype(np.int64)
    return dict(zip(products.tolist(), cents.tolist(), strict=True))


def _last_week(key: Numbers, week: Numbers) -> dict[int, int]:
    """The lines are in the order of weeks, so the last one of each key wins."""
    return dict(zip(key.tolist(), week.tolist(), strict=True))


def _first_seen(lines: Lines) -> dict[int, datetime]:
    households, first = np.unique(lines.household_id, return_index=True)
    at = (moment.replace(tzinfo=UTC) for moment in lines.at[first].tolist())
    return dict(zip(households.tolist(), at, strict=True))


def _home_region(lines: Lines) -> dict[int, int]:
    """The region where a household came to the till most often."""
    households = np.unique(lines.household_id)
    place = np.searchsorted(households, lines.household_id)
    visits = np.bincount(
        place * REGIONS + region_of(lines.store_id), minlength=households.size * REGIONS
    ).reshape(-1, REGIONS)
    return dict(zip(households.tolist(), visits.argmax(axis=1).tolist(), strict=True))


def _weekly_units(lines: Lines) -> dict[int, list[float]]:
    """How many units of a product each region sells in a week, on average over the year."""
    good = lines.is_good
    products = np.unique(lines.product_id[good])
    place = np.searchsorted(products, lines.product_id[good])
    units = np.bincount(
        place * REGIONS + region_of(lines.store_id[good]),
        weights=lines.quantity[good],
        minlength=products.size * REGIONS,
    ).reshape(-1, REGIONS)
    return dict(zip(products.tolist(), (units / LAST_WEEK).tolist(), strict=True))

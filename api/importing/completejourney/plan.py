"""The plan: what belongs to which week's portion, and when the old year is said to have been.

A portion is one week of baskets, with the products last sold and the households last seen in
it. Weeks come in from the newest to the oldest, so whatever a basket refers to came with its own
week or with a newer one; and a portion holds the same rows whichever import brings it in.
Products that never sold are dealt out over the weeks.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cache

from api.importing.completejourney.names import spelled_out
from api.importing.completejourney.source import Goods
from api.importing.completejourney.year import LAST_WEEK, Year
from api.importing.keys import pick
from api.importing.premises import Premises
from domain.catalog.slugs import slug_of

SOURCE = "completejourney"
ACTOR = "system"
REQUEST = "import:completejourney"
DELIVERED_WITHIN = timedelta(hours=8)  # of placing; what we generate stays inside

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """The year, moved by whole weeks, and its parts by week."""

    year: Year
    premises: Premises
    shift: timedelta
    goods: dict[int, list[Goods]]
    households: dict[int, list[int]]
    categories: dict[int, list[Path]]
    brands: dict[int, list[Goods]]

    @property
    def opening(self) -> datetime:
        """When the year begins: everything is on the shelf."""
        return self.year.starts_at + self.shift

    @property
    def closing(self) -> datetime:
        """When the year has ended and the stock is counted."""
        return self.year.ends_at + self.shift + DELIVERED_WITHIN


def weeks_to_now(ends_at: datetime, now: datetime) -> timedelta:
    """By how many whole weeks to move the year so that it ends within the week up to yesterday.

    Whole weeks keep Saturdays Saturdays.
    """
    midnight = datetime.combine(now.date(), time(), tzinfo=now.tzinfo)
    return (midnight - ends_at - DELIVERED_WITHIN) // timedelta(weeks=1) * timedelta(weeks=1)


def plan_of(year: Year, premises: Premises, shift: timedelta) -> Plan:
    """Deal the year out to its weeks."""
    goods: dict[int, list[Goods]] = defaultdict(list)
    for each in year.goods:
        goods[_week_of(year, each)].append(each)
    households: dict[int, list[int]] = defaultdict(list)
    for household, week in year.last_week_seen.items():
        households[week].append(household)
    return Plan(
        year, premises, shift, goods, households, _new_categories(goods), _new_brands(goods)
    )


def _week_of(year: Year, goods: Goods) -> int:
    sold = year.last_week_sold.get(goods.product_id)
    return sold or LAST_WEEK - pick(LAST_WEEK, "week of the never sold", goods.product_id)


def path_of(goods: Goods) -> Path:
    """The shelf a product stands on: department, category, type, as far as they are given."""
    words = (goods.department, goods.category, goods.type if goods.category else None)
    return tuple(spelled_out(word) for word in words if word)


@cache
def slugs_of(path: Path) -> Path:
    """What a shelf is known by, whatever its punctuation."""
    return tuple(slug_of([name], prefix="c") for name in path)


def _new_categories(goods: dict[int, list[Goods]]) -> dict[int, list[Path]]:
    """For each week the shelves that no newer week has needed, parents first.

    The source writes some types twice, with other punctuation: they are one shelf.
    """
    newest = {
        slugs_of(path[:depth]): (week, path[:depth])
        for week, each in _oldest_first(goods)
        for path in (path_of(each),)
        for depth in range(1, len(path) + 1)
    }
    by_week: dict[int, list[Path]] = defaultdict(list)
    for _, (week, path) in sorted(newest.items()):
        by_week[week].append(path)
    return by_week


def _new_brands(goods: dict[int, list[Goods]]) -> dict[int, list[Goods]]:
    """For each week one product of each manufacturer that no newer week has met."""
    newest = {each.manufacturer_id: (week, each) for week, each in _oldest_first(goods)}
    by_week: dict[int, list[Goods]] = defaultdict(list)
    for _, (week, each) in sorted(newest.items()):
        by_week[week].append(each)
    return by_week


def _oldest_first(goods: dict[int, list[Goods]]) -> Iterator[tuple[int, Goods]]:
    for week in sorted(goods):
        for each in goods[week]:
            yield week, each

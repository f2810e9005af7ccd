"""A small year: the real one's first baskets of its last weeks, and some goods that never sold."""

from dataclasses import fields, replace
from functools import cache

import numpy as np

from api.importing.completejourney.source import Lines
from api.importing.completejourney.year import LAST_WEEK, Year, read_year, year_of

WEEKS = 3
BASKETS = 40  # of each week
NEVER_SOLD = 60  # products
CAMPAIGNS = (19, 20, 23)  # the first of them ends with the year, the others run on

real_year = cache(read_year)


@cache
def small_year() -> Year:
    """The same rules on a hundredth of the rows."""
    whole = real_year()
    lines = _first_baskets(whole.lines)
    sold = set(lines.product_id.tolist())
    goods = [each for each in whole.goods if each.product_id in sold]
    others = [each for each in whole.goods if each.product_id not in whole.products_seen]
    year = year_of(goods + others[:NEVER_SOLD], whole.traits, lines)
    return replace(
        year,
        weekly_units=whole.weekly_units,  # so that shelves are as full
        campaigns=[each for each in whole.campaigns if each.number in CAMPAIGNS],
    )


def _first_baskets(lines: Lines) -> Lines:
    chosen = np.concatenate([_of_week(lines, LAST_WEEK - back) for back in range(WEEKS)])
    kept = np.isin(lines.basket_id, chosen)
    return replace(lines, **{each.name: getattr(lines, each.name)[kept] for each in fields(lines)})


def _of_week(lines: Lines, week: int) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    inside = lines.week == week
    nothing = inside & ~lines.is_good
    return np.concatenate(
        [np.unique(lines.basket_id[inside])[:BASKETS], np.unique(lines.basket_id[nothing])[:3]]
    )

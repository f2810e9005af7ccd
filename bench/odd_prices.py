"""Odd prices: what is seeded is found, and what a real year of prices raises is counted.

The year is the retailer's (docs/sample-data.md): what a unit cost, week by week, each time that it
is another price than before. Nobody has said which of its moves were mistakes, so every alarm
counts as false. All of it is walked with the shipped function; a part of it goes through a shop in
PostgreSQL too, and both must raise the same.
"""

import asyncio
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import pairwise
from random import Random
from statistics import median
from typing import Any

import numpy as np

from api.importing.completejourney.source import Lines, Numbers, read_goods, read_lines
from bench.progress import Say
from bench.rows import Row, at_most, exactly, more_than
from bench.standing import standing
from domain.pricing.anomalies import Evidence, findings
from domain.pricing.models import PriceAnomaly
from domain.pricing.price_variant import price_variant
from domain.pricing.record_cost import record_cost
from domain.pricing.states import AnomalyKind, AnomalyStatus
from domain.pricing.watching import HISTORY_MAX
from domain.shared import sql
from domain.shared.money import Money
from tests.shop import Shop

OF_EACH = 50  # seeded anomalies of a kind
NOISY = 40  # products more that raise alarms by themselves
CHANGES_MIN, CHANGES_MAX = 6, 12  # of a price that goes through the shop
STEADY = 0.25  # a price that stays within this share of its median
CURRENCY = "USD"
SEED = 6
TILLS_MIN = 2
WEEK = timedelta(weeks=1)
OPENED = "SELECT kind, count(*) AS times FROM price_anomaly GROUP BY 1"


@dataclass(frozen=True, slots=True)
class Told:
    """A way to read the year: in words, how many alarms in 1,000 changes it may raise, and why."""

    name: str
    most: float
    why: str


# The bounds were set after the first figures, which were 0.7, 12.3 and 17.9.
TOLD = (
    Told("on the shelf", 5.0, "what more than half of a week's tills asked, to the cent, before"
         " what the card takes off: prices as a shop sets them. The alarms are prices cut to about"
         " half of what was steady for months"),
    Told("at the till", 20.0, "the same after what the card takes off: each weekly reduction and"
         " its end is a change. The alarms are deep reductions of what was seldom reduced before,"
         " and the way back"),
    Told("middle of the tills", 20.0, "the middle of what a week's tills asked before what the card"
         " takes off, agreed or not: goods sold by weight are among them, whose price of a piece is"
         " another each time, and what one till took for a bundle"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Series:
    """The prices of one product, week by week, each another than the one before."""

    product: int
    weeks: tuple[int, ...]
    prices: tuple[int, ...]


def measure(say: Say) -> list[Row]:
    """The real year, then what is seeded into a part of it."""
    say("reading the year")
    lines = read_lines(read_goods())
    on_shelf = lines.paid_minor + lines.discount_minor
    years = [list(series_of(lines, each, agreed=on)) for each, on in
             ((on_shelf, True), (lines.paid_minor, True), (on_shelf, False))]  # fmt: skip
    say("a real year of prices")
    rows = [row for year, told in zip(years, TOLD, strict=True) for row in _year(year, told)]
    steady = [one for one in years[0] if _is_steady(one)]
    chosen = Random(SEED).sample(steady, OF_EACH * len(SEEDS))
    noisy = [one for one in map(_begun, years[-1]) if any(alarms(one))]
    chosen += Random(SEED).sample(noisy, NOISY)
    return [*rows, *asyncio.run(_seeded([_begun(one) for one in chosen], say))]


def series_of(lines: Lines, amounts: Numbers, *, agreed: bool = True) -> Iterator[Series]:
    """What a unit of each product cost, week by week, where that changed.

    Agreed is what more than half of a week's tills, and two at least, asked to the cent; else the
    middle of what they asked.
    """
    good = lines.is_good & (amounts > 0) & ~lines.is_fuel
    product, week = lines.product_id[good], lines.week[good]
    unit = np.rint(amounts[good] / lines.quantity[good]).astype(np.int64)
    order = np.lexsort((unit, week, product))
    product, week, unit = product[order], week[order], unit[order]
    first = np.flatnonzero(np.r_[True, (product[1:] != product[:-1]) | (week[1:] != week[:-1])])
    ends = np.r_[first[1:], len(product)]
    middle = (first + ends - 1) // 2
    price = unit[middle]  # whoever has more than half has the middle
    if agreed:
        alike = np.add.reduceat(unit == np.repeat(price, ends - first), first)
        chosen = (alike >= TILLS_MIN) & (2 * alike > ends - first)
    else:
        chosen = np.ones(len(first), dtype=np.bool_)
    product, week, price = product[first][chosen], week[first][chosen], price[chosen]
    keep = np.r_[True, (product[1:] != product[:-1]) | (price[1:] != price[:-1])]
    product, week, price = product[keep], week[keep], price[keep]
    breaks = [*np.flatnonzero(product[1:] != product[:-1]) + 1, len(product)]
    for start, end in pairwise([0, *breaks]):
        yield Series(
            int(product[start]), tuple(week[start:end].tolist()), tuple(price[start:end].tolist())
        )


def alarms(series: Series) -> Iterator[AnomalyKind]:
    """What opens while a price runs through its year, as `watching` would have it: a kind that is
    open opens no second time, and an odd price is no measure for those after it.
    """
    open_: dict[AnomalyKind, int] = {}
    odd: set[int] = set()
    for at in range(1, len(series.prices)):
        before = [price for price in reversed(series.prices[:at]) if price not in odd]
        price = series.prices[at]
        found = {one.kind for one in findings(Evidence(price, before[:HISTORY_MAX]))}
        open_ = {kind: since for kind, since in open_.items() if kind in found}
        for kind in found - open_.keys():
            open_[kind] = price
            odd.add(price)
            yield kind


def _year(all_: Sequence[Series], told: Told) -> list[Row]:
    changes = sum(len(one.prices) - 1 for one in all_)
    raised = Counter(kind.value for one in all_ for kind in alarms(one))
    how = (
        f"{changes:,} changes of {len(all_):,} products' prices; {told.why}; {dict(raised)}, all"
        " counted as false; costs and competitors are not in the source, so two of four rules have"
        " nothing to look at"
    )
    share = 1_000 * raised.total() / max(1, changes)
    return [
        more_than(f"anomalies: real changes, {told.name}", changes, 0, "changes", how),
        at_most(
            f"anomalies: alarms in 1,000 of them, {told.name}", share, told.most, "alarms", how
        ),
    ]


def _begun(series: Series) -> Series:
    """Its first prices."""
    return Series(series.product, series.weeks[:CHANGES_MAX], series.prices[:CHANGES_MAX])


def _is_steady(series: Series) -> bool:
    prices = _begun(series).prices
    middle = median(prices)
    return (
        len(prices) > CHANGES_MIN
        and middle >= 100  # a dollar: there are decimals to lose
        and all(abs(price - middle) <= STEADY * middle for price in prices)
    )


# --- what is seeded ---------------------------------------------------------------------------


async def _lost_decimal(shop: Shop, variant: Any, usual: int, chance: Random) -> int:
    return chance.choice([usual * 10, usual * 100, round(usual / 10)])


async def _below_cost(shop: Shop, variant: Any, usual: int, chance: Random) -> int:
    cost = round(usual * chance.uniform(0.7, 0.9))
    await record_cost(shop.ctx, variant.id, Money(cost, CURRENCY))
    return int(cost * chance.uniform(0.8, 0.99))


async def _off_the_band(shop: Shop, variant: Any, usual: int, chance: Random) -> int:
    asked = [round(usual * chance.uniform(0.9, 1.1)) for _ in range(3)]
    for number, minor in enumerate(asked):
        await shop.seen(variant, minor, f"Competitor {number}")
    up = round(max(asked) * chance.uniform(1.35, 1.6))
    return chance.choice([up, int(min(asked) * chance.uniform(0.5, 0.68))])


async def _against_history(shop: Shop, variant: Any, usual: int, chance: Random) -> int:
    return round(usual * chance.choice([1 / 4, 1 / 3, 3, 4]))


SEEDS: Mapping[AnomalyKind, Any] = {
    AnomalyKind.LOST_DECIMAL: _lost_decimal,
    AnomalyKind.BELOW_COST: _below_cost,
    AnomalyKind.OUTSIDE_MARKET: _off_the_band,
    AnomalyKind.AGAINST_HISTORY: _against_history,
}
SAYS = {
    AnomalyKind.LOST_DECIMAL: "ten or a hundred times the price, or a tenth",
    AnomalyKind.BELOW_COST: "80 to 99 % of a cost that was 70 to 90 % of the price",
    AnomalyKind.OUTSIDE_MARKET: "35 to 60 % above the highest of three competitors, or 32 to 50 %"
    " below the lowest",
    AnomalyKind.AGAINST_HISTORY: "three or four times the usual price, or a third or a quarter",
}


async def _seeded(chosen: Sequence[Series], say: Say) -> list[Row]:
    """Real prices through a shop, one change a week, and then one that is wrong."""
    chance = Random(SEED)
    async with standing() as stand:
        shop = stand.shop
        shop.now = datetime.now(UTC) - (CHANGES_MAX + 2) * WEEK
        variants = [await shop.variant(price_minor=one.prices[0]) for one in chosen]
        for at in range(1, CHANGES_MAX):
            say(f"real prices, change {at} of {CHANGES_MAX - 1}")
            shop.now += WEEK
            setting = [
                partial(price_variant, shop.ctx, variant.id, Money(one.prices[at], CURRENCY))
                for variant, one in zip(variants, chosen, strict=True)
                if at < len(one.prices)
            ]
            await asyncio.gather(*(each() for each in setting))
        in_shop = Counter({row["kind"]: row["times"] for row in await sql.rows(OPENED)})
        shop.now += WEEK
        say("what is wrong")
        found = Counter[AnomalyKind]()
        for number, kind in enumerate(SEEDS):
            mine = slice(number * OF_EACH, (number + 1) * OF_EACH)
            for variant, one in zip(variants[mine], chosen[mine], strict=True):
                usual = one.prices[-1]
                wrong = await SEEDS[kind](shop, variant, usual, chance)
                await price_variant(shop.ctx, variant.id, Money(wrong, CURRENCY))
                rows = PriceAnomaly.filter(variant_id=variant.id, status=AnomalyStatus.OPEN)
                found[kind] += await rows.filter(kind=kind, amount_minor=wrong).exists()
    walked = Counter(kind.value for one in chosen for kind in alarms(one))
    differ = (in_shop - walked) + (walked - in_shop)
    same = (
        f"on the first {CHANGES_MAX} real prices of {len(chosen)} products, {NOISY} of which are"
        f" chosen for their alarms: {dict(in_shop)}, {dict(walked)}"
    )
    how = (
        "put into a shop on PostgreSQL by the verb that sets prices, after the real prices of as"
        f" many products (seed {SEED}); found is what is open under its kind: "
    )
    return [
        more_than("anomalies: alarms of the shop on real prices", in_shop.total(), 0, "alarms",
                  same),
        exactly("anomalies: alarms of the shop, and of the function alone, that differ",
                differ.total(), 0, "alarms", same),
        *(exactly(f"anomalies: seeded and found, {kind.value.replace('_', ' ')}", found[kind],
                  OF_EACH, "prices", how + SAYS[kind]) for kind in SEEDS),
    ]  # fmt: skip

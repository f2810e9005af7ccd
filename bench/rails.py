"""Price rails: thousands of random moves of the market, and no price of a rule's beyond any rail.

The market, costs and rules go in by the verbs, prices come out by `reprice`, as the worker calls
it. What came out is judged by the rows of `price_change` alone, in arithmetic that shares no line
with the one that decided.
"""

import asyncio
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fractions import Fraction
from random import Random
from typing import Any
from uuid import UUID

from bench.progress import Say
from bench.rows import Row, at_least, exactly, more_than
from bench.standing import standing
from domain.catalog.models import ProductVariant
from domain.pricing.models import PricingRule
from domain.pricing.record_cost import record_cost
from domain.pricing.states import Strategy
from domain.processes.reprice import reprice
from domain.shared import sql
from domain.shared.money import Money
from tests.shop import Shop

MOVES = 10_000
RULES, OF_EACH = 20, 20  # rules, and variants that each is about
ROUNDS = MOVES // (RULES * OF_EACH)
WORKERS = 4
COSTS_MOVE = 0.03  # of the moves
COMPETITORS = ("North", "South", "East")
CURRENCY = "USD"
SEED = 6
DAY = timedelta(hours=24)
STEPS = {"floor": "floor", "ceiling": "ceiling", "daily move": "daily_move"}
CHANGES = """
SELECT variant_id, before_minor, amount_minor, cause, changed_at FROM price_change
ORDER BY changed_at, id
"""
BOUND = """
SELECT step->>'code' AS code, count(*) AS times
FROM price_decision, jsonb_array_elements(steps::jsonb) AS step GROUP BY 1
"""
SETTLED = "SELECT outcome, count(*) AS times FROM price_decision GROUP BY 1"


@dataclass(slots=True)
class Goods:
    """A variant on sale: the rule it follows, and what it cost us from which instant on."""

    variant: ProductVariant
    rule: PricingRule
    opening: int
    asked: int  # by the market, wandering
    costs: list[tuple[datetime, int]] = field(default_factory=list)

    def cost(self, at: datetime) -> int:
        """What a unit cost us then."""
        return self.costs[bisect_right([since for since, _ in self.costs], at) - 1][1]


def measure(say: Say) -> list[Row]:
    """The market moves, prices follow, and what they did is judged."""
    return asyncio.run(_measure(say))


async def _measure(say: Say) -> list[Row]:
    chance = Random(SEED)
    async with standing() as stand:
        shop = stand.shop
        goods = await _furnish(shop, chance, say)
        for number in range(ROUNDS):
            say(f"{number * len(goods):,} of {MOVES:,} moves of the market")
            shop.later(minutes=chance.randint(20, 600))
            await asyncio.gather(*(_move(shop, each, chance) for each in goods))
            # Several workers at once, as there may be.
            await asyncio.gather(*(reprice(shop.as_system) for _ in range(WORKERS)))
        return _judged(
            {each.variant.id: each for each in goods},
            await sql.rows(CHANGES),
            {row["code"]: row["times"] for row in await sql.rows(BOUND)},
            {row["outcome"]: row["times"] for row in await sql.rows(SETTLED)},
        )


async def _furnish(shop: Shop, chance: Random, say: Say) -> list[Goods]:
    """Rules of every strategy with rails of all widths, and what they are about."""
    say("rules and goods")
    made = []
    for number in range(RULES):
        prices = [chance.randint(200, 20_000) for _ in range(OF_EACH)]
        variants = [await shop.variant(price_minor=price) for price in prices]
        rule = await shop.rule(
            *variants,
            strategy=list(Strategy)[number % 2 if number % 5 else 4],  # match, undercut, margin
            strategy_bp=chance.choice([0, 100, 1_000, 3_000]),
            margin_bp=chance.choice([0, 500, 2_500]),
            daily_move_bp=chance.choice([100, 500, 1_500, 5_000]),
            cool_down_minutes=chance.choice([0, 60, 720]),
            approval_above_bp=chance.choice([400, 10_000, 10_000]),
            ceiling=chance.choice([None, Money(chance.randint(4_000, 20_000), CURRENCY)]),
        )
        for variant, price in zip(variants, prices, strict=True):
            each = Goods(variant, rule, price, price)
            await _costs(shop, each, price * chance.randint(40, 95) // 100)
            made.append(each)
    return made


async def _move(shop: Shop, goods: Goods, chance: Random) -> None:
    """One competitor asks something else: a little, a lot, or nonsense; or our cost moves too."""
    wandered = goods.asked * chance.choice([0.9, 0.97, 1.0, 1.03, 1.1])
    goods.asked = max(50, min(round(wandered), 40_000))
    strange = chance.random()
    asked = goods.asked
    if strange < 0.05:
        asked = chance.choice([1, goods.asked * 10, goods.asked // 10 or 1, 9_999_999])
    elif strange < 0.15:
        asked = round(goods.asked * chance.uniform(0.4, 2.5))
    seen, dearer = chance.choice(COMPETITORS), chance.uniform(0.7, 1.5)
    is_dearer = chance.random() < COSTS_MOVE  # all is drawn before anything is awaited
    await shop.seen(goods.variant, asked, seen)
    if is_dearer:
        await _costs(shop, goods, max(1, round(goods.costs[-1][1] * dearer)))


async def _costs(shop: Shop, goods: Goods, minor: int) -> None:
    await record_cost(shop.ctx, goods.variant.id, Money(minor, CURRENCY))
    goods.costs.append((shop.now, minor))


def broken_rails(goods: Goods, changes: Sequence[Any]) -> Iterator[str]:
    """The rails that the changes of one price broke, in the order of time."""
    rule, prices, times = goods.rule, [goods.opening], list[datetime]()
    for change in changes:
        at, price = change["changed_at"], change["amount_minor"]
        if change["cause"] == "rule":
            floor = Fraction(goods.cost(at)) * (1 + Fraction(rule.margin_bp, 10_000))
            if price < floor:
                yield "floor"
            if rule.ceiling_minor is not None and price > rule.ceiling_minor:
                yield "ceiling"
            yesterday = prices[bisect_right(times, at - DAY)]
            if abs(price - yesterday) > Fraction(yesterday * rule.daily_move_bp, 10_000):
                yield "daily move"
            if times and at - times[-1] < timedelta(minutes=rule.cool_down_minutes):
                yield "cool-down"
        times.append(at)
        prices.append(price)


def _judged(
    goods: dict[UUID, Goods],
    changes: Sequence[Any],
    bound: dict[str, int],
    outcomes: dict[str, int],
) -> list[Row]:
    of = defaultdict(list)
    for change in changes:
        of[change["variant_id"]].append(change)
    broken = Counter(rail for key, ones in of.items() for rail in broken_rails(goods[key], ones))
    set_by_rules = sum(change["cause"] == "rule" for change in changes)
    how = (
        f"{ROUNDS * len(goods):,} random moves of the market ({len(goods)} variants, {RULES} rules,"
        f" seed {SEED}; one in twenty is nonsense, costs move too), hours apart; `reprice` by"
        f" {WORKERS} at once, on PostgreSQL; judged by the rows of price_change with fractions;"
        f" decisions: {outcomes}"
    )
    rows = [
        at_least("rails: random moves of the market", ROUNDS * len(goods), MOVES, "moves", how),
        more_than("rails: prices that rules set", set_by_rules, 0, "prices", how),
    ]
    for rail in ("floor", "ceiling", "daily move", "cool-down"):
        met = bound.get(STEPS.get(rail, "cooling_down"), 0)
        said = f"{how}; this rail decided {met:,} times"
        rows.append(exactly(f"rails: {rail} broken", broken[rail], 0, "prices", said))
        rows.append(more_than(f"rails: {rail} was met", met, 0, "decisions", said))
    return rows

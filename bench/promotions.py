"""How long a cart of 100 lines takes with 200 active promotions, against an empty evaluation.

And the worked examples and properties of the engine: `python -m bench.promotions`.
"""

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from random import Random
from statistics import median
from time import process_time
from typing import Final
from uuid import UUID

from bench.progress import Say
from bench.proofs import run_tests, verdict
from bench.report import Parts, report
from bench.rows import Row, at_least
from domain.promotions.cart import Cart, CartLine, Circumstances, Promotion
from domain.promotions.compiled import PromotionSet
from domain.promotions.evaluate import evaluate
from domain.promotions.terms import (
    AmountOff,
    BuyGet,
    Effect,
    LineFilter,
    LineKey,
    PercentOff,
    Scope,
    SubtotalAtLeast,
    Tier,
    TieredOff,
    UnitsAtLeast,
)
from tests.domain.promotions.examples import EXAMPLES
from tests.domain.promotions.test_what_always_holds import MANY

LINES = 100
PROMOTIONS = 200
RUNS = 101
BOUND_MS = 10.0
EXAMPLES_MIN = 60
CARTS_MIN = 100
TESTS = (
    "tests/domain/promotions/test_evaluate.py",
    "tests/domain/promotions/test_what_always_holds.py",
)
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def one(number: int) -> UUID:
    """The id of something by its number."""
    return UUID(int=number)


def a_cart() -> Cart:
    """Lines of 100 products on 40 shelves in a tree of three levels, of 15 brands."""
    chance = Random(1)
    return Cart(
        "USD",
        tuple(
            CartLine(
                at,
                one(10_000 + at),
                one(20_000 + at),
                chance.randint(1, 5),
                chance.randint(100, 9_999),
                frozenset({one(1), one(2 + at % 4), one(100 + at % 40)}),
                one(200 + at % 15),
                frozenset({f"tag{at % 7}"}),
                chance.randint(50, 100),
            )
            for at in range(LINES)
        ),
    )


def promotions(*, everywhere: bool) -> list[Promotion]:
    """Of all kinds and all for this cart: about single shelves, brands and products, or about
    every line.
    """
    chance = Random(2)
    made = []
    for number in range(PROMOTIONS):
        key, value = chance.choice(
            [
                (LineKey.CATEGORY, one(100 + number % 40)),
                (LineKey.BRAND, one(200 + number % 15)),
                (LineKey.PRODUCT, one(20_000 + number % LINES)),
                (LineKey.CATEGORY, one(2 + number % 4)),
            ]
        )
        target = () if everywhere else (LineFilter(key, frozenset({str(value)})),)
        effects: Sequence[Effect] = (
            PercentOff(chance.randint(100, 500), target),
            AmountOff({"USD": chance.randint(1, 50)}, Scope.ORDER, target),
            AmountOff({"USD": 1}, Scope.EACH_UNIT, target),
            TieredOff((Tier({"USD": 100}, amounts_off={"USD": 10}),), target=target),
            BuyGet(1, 1, 500, target, target),
        )
        made.append(
            Promotion(
                one(number),
                f"p{number}",
                NOW,
                (effects[number % len(effects)],),
                (SubtotalAtLeast({"USD": 1_000}), UnitsAtLeast(1, target)),
                chance.randint(0, 9),
                exclusion_group=f"g{number % 20}" if number % 4 == 0 else None,
                margin_basis_points=1_000 if number % 5 == 0 else None,
            )
        )
    return made


def milliseconds(cart: Cart, known: PromotionSet) -> float:
    """The median time of one evaluation, as our process has it (others may be at work here)."""
    taken = []
    for _ in range(RUNS):
        began = process_time()
        evaluate(cart, known, Circumstances(NOW))
        taken.append((process_time() - began) * 1_000)
    return round(median(taken), 3)


def measure(say: Say) -> list[Row]:
    """The worked examples and the properties, as tests; and the medians."""
    say("worked examples and properties")
    examples = {example.says for example in EXAMPLES}
    run = run_tests(*TESTS)
    return [
        at_least("promotions: worked examples", len(examples), EXAMPLES_MIN, "examples",
                 "tests/domain/promotions/examples: a cart, promotions, and beside them what each"
                 " line and the whole come to, worked out by hand; every kind, stacking, proration,"
                 " rounding, currencies of no, two and three decimals"),
        *verdict("promotions", run),
        at_least("promotions: generated carts of each property", MANY.max_examples, CARTS_MIN,
                 "carts", f"{TESTS[1]}: nothing below zero, parts are the whole, the order of rows"
                 " does not matter and the same comes out again; one more promotion never raises"
                 " the total"),
        *_times(say),
    ]  # fmt: skip


def _times(say: Say) -> list[Row]:
    """The medians in milliseconds: of nothing, of the usual, of every promotion on every line."""
    say(f"{LINES} lines and {PROMOTIONS} promotions")
    cart, around = a_cart(), Circumstances(NOW)
    empty = milliseconds(cart, PromotionSet([]))
    rows = []
    for name, everywhere in (("their shelves and brands", False), ("every line each", True)):
        known = PromotionSet(promotions(everywhere=everywhere))
        applied = len(evaluate(cart, known, around).applied)
        taken = milliseconds(cart, known)
        how = (
            f"{LINES} lines, {PROMOTIONS} active promotions of five kinds, {applied} applied; the"
            f" median of {RUNS} evaluations, CPU of this process; an empty evaluation (the same"
            f" cart, no promotion): {empty} ms, so {taken - empty:.3f} ms are the promotions'"
        )
        figure = f"promotions: an evaluation, about {name}, median"
        rows.append(Row(figure, taken, "ms", f"< {BOUND_MS:g}", taken < BOUND_MS, how))
    return rows


PARTS: Final[Parts] = {"promotions": measure}

if __name__ == "__main__":
    sys.exit(report("promotions", "Promotions", PARTS))

"""How long a cart of 100 lines takes with 200 active promotions, against an empty evaluation.

`python -m bench.promotions` prints the medians in milliseconds; the exit status is 1 where the
evaluation takes 10 ms or more.
"""

import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from random import Random
from statistics import median
from time import process_time
from uuid import UUID

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

LINES = 100
PROMOTIONS = 200
RUNS = 101
BOUND_MS = 10.0
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


def measure() -> dict[str, float]:
    """The medians in milliseconds: of nothing, of the usual, of every promotion on every line."""
    cart = a_cart()
    known = PromotionSet(promotions(everywhere=False))
    applied = len(evaluate(cart, known, Circumstances(NOW)).applied)
    return {
        "empty": milliseconds(cart, PromotionSet([])),
        "usual": milliseconds(cart, known),
        "usual_applied": applied,
        "every_line": milliseconds(cart, PromotionSet(promotions(everywhere=True))),
    }


if __name__ == "__main__":
    found = measure()
    print(json.dumps({**found, "lines": LINES, "promotions": PROMOTIONS, "bound": BOUND_MS}))
    sys.exit(0 if found["usual"] < BOUND_MS else 1)

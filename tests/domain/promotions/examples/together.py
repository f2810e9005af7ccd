"""Several promotions in one cart, and the margin."""

from domain.promotions.cart import (
    Reason,
    Rules,
)
from domain.promotions.terms import (
    AmountOff,
    LineFilter,
    LineKey,
    Scope,
)
from tests.domain.promotions.carts import (
    around,
    buy_get,
    cart,
    line,
    named,
    off,
    percent,
    promo,
    variants,
)
from tests.domain.promotions.examples.example import (
    FIRST,
    POT,
    TEA,
    TWO_PERCENTS,
    Example,
    no,
)

EXAMPLES = [
    # ... several
    Example("10 %, then 5 % of the rest: 2.00 and 0.90", cart(TEA), TWO_PERCENTS, [290], 1710),
    Example(
        "2.00 off, then 10 %: 20 - 2 - 1.80",
        cart(TEA),
        [promo("two", off(200), priority=2), promo("ten", percent(10))],
        [380],
        1620,
    ),
    Example(
        "10 %, then 2.00 off: 20 - 2 - 2",
        cart(TEA),
        [promo("two", off(200)), promo("ten", percent(10), priority=2)],
        [400],
        1600,
    ),
    Example(
        "of one priority the earlier created first: 2.00 off, then 10 %",
        cart(TEA),
        [promo("ten", percent(10), age=1), promo("two", off(200), age=2)],
        [380],
        1620,
    ),
    Example(
        "40 % and 70 % do not make it free (of 20.00: 12.00, then 3.60)",
        cart(TEA),
        [promo("forty", percent(40), priority=1), promo("seventy", percent(70))],
        [1640],
        360,
    ),
    Example(
        "of a group the better one",
        cart(TEA),
        [promo("a", percent(10), group="g"), promo("b", off(300), group="g")],
        [300],
        1700,
        {"a": no(Reason.OUTDONE)},
    ),
    Example(
        "of a group each line has the better one",
        cart(TEA, POT),
        [promo("a", percent(10), group="g"), promo("b", percent(20, variants("pot")), group="g")],
        [200, 600],
        4200,
    ),
    Example(
        "alone it is better: 50 % of 20.00 instead of 2.90",
        cart(TEA),
        [*TWO_PERCENTS, promo("half", percent(50), alone=True)],
        [1000],
        1000,
        {"ten": no(Reason.OUTDONE, 710), "five": no(Reason.OUTDONE, 710)},
    ),
    Example(
        "alone it is worse, whatever its priority",
        cart(TEA),
        [*TWO_PERCENTS, promo("one", off(100), alone=True, priority=9)],
        [290],
        1710,
        {"one": no(Reason.OUTDONE, 190)},
    ),
    Example(
        "by the other rule the exclusive one stops the others",
        cart(TEA),
        [*TWO_PERCENTS, promo("one", off(100), alone=True, priority=9)],
        [100],
        1900,
        {"ten": no(Reason.OUTDONE), "five": no(Reason.OUTDONE)},
        FIRST,
    ),
    Example(
        "by the other rule the first of a group",
        cart(TEA),
        [promo("a", percent(10), group="g", age=1), promo("b", off(300), group="g")],
        [200],
        1800,
        {"b": no(Reason.OUTDONE)},
        FIRST,
    ),
    # ... the margin
    Example(
        "never below cost and 10 %: 2 x 8.00 x 1.1 = 17.60",
        cart(line("a", 2, 1000, cost=800)),
        [promo("p", percent(50), margin_basis_points=1000)],
        [240],
        1760,
    ),
    Example(
        "nothing to give above the margin",
        cart(line("a", 2, 1000, cost=1000)),
        [promo("p", percent(50), margin_basis_points=0)],
        [0],
        2000,
        {"p": no(Reason.MARGIN)},
    ),
    Example(
        "the house's margin holds for all: 1.00 x 1.05 = 1.05",
        cart(line("a", 1, 110, cost=100)),
        [promo("p", off(50))],
        [5],
        105,
        around=around(rules=Rules(margin_basis_points=500)),
    ),
    Example(
        "what one line may not give the other gives",
        cart(line("a", 1, 1000, cost=950), line("b", 1, 1000)),
        [promo("p", off(200), margin_basis_points=0)],
        [50, 150],
        1800,
    ),
    Example(
        "several effects, one after the other: 10 % of 20.00, then 1.00",
        cart(TEA),
        [promo("p", percent(10), off(100))],
        [300],
        1700,
    ),
    Example(
        "two lines of one variant count together",
        cart(line("a", 1, 300), line("a", 2, 300)),
        [promo("p", buy_get(2, 1, buys=variants("a"), gets=variants("a")))],
        [300, 0],
        600,
    ),
    Example(
        "each unit 0.30 off, in the order's currency only",
        cart(line("a", 2, 100), currency="JPY"),
        [promo("p", AmountOff({"USD": 30, "JPY": 40}, Scope.EACH_UNIT))],
        [80],
        120,
    ),
    Example(
        "of two shelves at once, a line is taken once",
        cart(line("a", 1, 1000, shelves=("x", "y"))),
        [
            promo(
                "p",
                percent(
                    10,
                    (LineFilter(LineKey.CATEGORY, frozenset({str(named("x")), str(named("y"))})),),
                ),
            )
        ],
        [100],
        900,
    ),
]

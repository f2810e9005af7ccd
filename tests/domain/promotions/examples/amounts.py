"""Percentages, amounts, fixed prices: and what becomes of fractions."""

from domain.promotions.cart import (
    Reason,
)
from tests.domain.promotions.carts import (
    cart,
    fixed,
    line,
    off,
    off_each,
    percent,
    promo,
    variants,
)
from tests.domain.promotions.examples.example import (
    CUP,
    DOWN,
    HALF_EVEN,
    TEA,
    UP,
    Example,
    no,
)

EXAMPLES = [
    Example("nothing without promotions", cart(TEA, CUP), [], [0, 0], 2500),
    # ... percent
    Example(
        "10 % of 20.00 and of 5.00", cart(TEA, CUP), [promo("p", percent(10))], [200, 50], 2250
    ),
    Example(
        "10 % of 9.99 is 0.999, so 1.00",
        cart(line("a", 1, 999)),
        [promo("p", percent(10))],
        [100],
        899,
    ),
    Example(
        "10 % of 0.05 is 0.005: half goes up",
        cart(line("a", 1, 5)),
        [promo("p", percent(10))],
        [1],
        4,
    ),
    Example(
        "10 % of 0.04 is 0.004: down",
        cart(line("a", 1, 4)),
        [promo("p", percent(10))],
        [0],
        4,
        {"p": no(Reason.NO_EFFECT)},
    ),
    Example(
        "a line is rounded once, not each unit: 3 x 0.05",
        cart(line("a", 3, 5)),
        [promo("p", percent(10))],
        [2],
        13,
    ),
    Example(
        "12.5 % of 10.01 is 1.25125",
        cart(line("a", 1, 1001)),
        [promo("p", percent(12.5))],
        [125],
        876,
    ),
    Example("100 % leaves nothing", cart(TEA, CUP), [promo("p", percent(100))], [2000, 500], 0),
    Example(
        "33.33 % of 1 yen",
        cart(line("a", 1, 1), currency="JPY"),
        [promo("p", percent(33.33))],
        [0],
        1,
        {"p": no(Reason.NO_EFFECT)},
    ),
    Example(
        "50 % of 1 yen: the half goes up",
        cart(line("a", 1, 1), currency="JPY"),
        [promo("p", percent(50))],
        [1],
        0,
    ),
    Example(
        "15 % of 1,999 yen is 299.85",
        cart(line("a", 1, 1999), currency="JPY"),
        [promo("p", percent(15))],
        [300],
        1699,
    ),
    Example(
        "10 % of 1.235 dinar is 0.1235: 124 fils",
        cart(line("a", 1, 1235), currency="KWD"),
        [promo("p", percent(10))],
        [124],
        1111,
    ),
    Example(
        "half to even: 0.5 is 0",
        cart(line("a", 1, 5)),
        [promo("p", percent(10))],
        [0],
        5,
        {"p": no(Reason.NO_EFFECT)},
        HALF_EVEN,
    ),
    Example(
        "half to even: 1.5 is 2",
        cart(line("a", 1, 15)),
        [promo("p", percent(10))],
        [2],
        13,
        around=HALF_EVEN,
    ),
    Example(
        "down: 99.9 is 99",
        cart(line("a", 1, 999)),
        [promo("p", percent(10))],
        [99],
        900,
        around=DOWN,
    ),
    Example("up: 0.4 is 1", cart(line("a", 1, 4)), [promo("p", percent(10))], [1], 3, around=UP),
    # ... amounts
    Example(
        "5.00 off 20 + 5: 4.00 and 1.00", cart(TEA, CUP), [promo("p", off(500))], [400, 100], 2000
    ),
    Example(
        "0.10 off three of 1.00: 3.33 each, the first gets the rest",
        cart(line("a", 1, 100), line("b", 1, 100), line("c", 1, 100)),
        [promo("p", off(10))],
        [4, 3, 3],
        290,
    ),
    Example(
        "0.20 off three: 6.67 each, the first two get the rest",
        cart(line("a", 1, 100), line("b", 1, 100), line("c", 1, 100)),
        [promo("p", off(20))],
        [7, 7, 6],
        280,
    ),
    Example(
        "1.00 off 2.00 + 1.00: 66.67 and 33.33, the larger remainder is the first's",
        cart(line("a", 1, 200), line("b", 1, 100)),
        [promo("p", off(100))],
        [67, 33],
        200,
    ),
    Example(
        "1.00 off 1.00 + 2.00: the larger remainder is the second's",
        cart(line("a", 1, 100), line("b", 1, 200)),
        [promo("p", off(100))],
        [33, 67],
        200,
    ),
    Example(
        "more off than there is: nothing is left, nothing is owed back",
        cart(CUP),
        [promo("p", off(900))],
        [500],
        0,
    ),
    Example(
        "100 yen off 3 x 100: 33.3 each",
        cart(line("a", 1, 100), line("b", 1, 100), line("c", 1, 100), currency="JPY"),
        [promo("p", off(100, currency="JPY"))],
        [34, 33, 33],
        200,
    ),
    Example(
        "1.000 dinar off 3 x 1.000",
        cart(*(line(name, 1, 1000) for name in "abc"), currency="KWD"),
        [promo("p", off(1000, currency="KWD"))],
        [334, 333, 333],
        2000,
    ),
    Example(
        "no amount in the cart's currency",
        cart(TEA, currency="EUR"),
        [promo("p", off(100))],
        [0],
        2000,
        {"p": no(Reason.CURRENCY)},
    ),
    Example("0.50 off each of 2", cart(TEA, CUP), [promo("p", off_each(50))], [100, 50], 2350),
    Example(
        "7.00 off each takes no more than each costs",
        cart(TEA, CUP),
        [promo("p", off_each(700))],
        [1400, 500],
        600,
    ),
    Example(
        "what a line has no room for is taken from the others",  # parts 50 + 50; a has 0 left
        cart(line("a", 1, 1000), line("b", 1, 1000)),
        [promo("all of a", percent(100, variants("a")), priority=1), promo("p", off(100))],
        [1000, 100],
        900,
    ),
    # ... fixed prices
    Example("a unit for 8.00", cart(TEA), [promo("p", fixed(800))], [400], 1600),
    Example(
        "what is cheaper stays as it is",
        cart(CUP),
        [promo("p", fixed(800))],
        [0],
        500,
        {"p": no(Reason.NO_EFFECT)},
    ),
    Example(
        "fixed after 30 %: 14.00 is below 2 x 8.00",
        cart(TEA),
        [promo("30", percent(30), priority=1), promo("p", fixed(800))],
        [600],
        1400,
        {"p": no(Reason.NO_EFFECT)},
    ),
]

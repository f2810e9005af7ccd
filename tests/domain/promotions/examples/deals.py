"""Thresholds, gifts, buy and get, bundles, shipping; which lines, and for whom."""

from domain.promotions.cart import (
    Reason,
)
from domain.promotions.terms import (
    Tier,
    TieredOff,
)
from tests.domain.promotions.carts import (
    around,
    bundle,
    buy_get,
    by_units,
    cart,
    every,
    free_shipping,
    gift,
    line,
    money,
    percent,
    promo,
    shelf,
    tiers,
    variants,
)
from tests.domain.promotions.examples.example import (
    CUP,
    POT,
    TEA,
    Example,
    no,
)

EXAMPLES = [
    # ... tiers (满减)
    Example(
        "from 20.00 on, 3.00 off",
        cart(TEA),
        [promo("p", tiers((2000, 300), (5000, 1000)))],
        [300],
        1700,
    ),
    Example(
        "the highest tier reached: 55.00",
        cart(TEA, CUP, POT),
        [promo("p", tiers((2000, 300), (5000, 1100)))],
        [400, 100, 600],
        4400,
    ),
    Example(
        "12.00 short of the first",
        cart(line("a", 1, 800)),
        [promo("p", tiers((2000, 300), (5000, 1000)))],
        [0],
        800,
        {"p": no(Reason.SUBTOTAL_SHORT, 1200)},
    ),
    Example(
        "tiers are measured before other promotions",
        cart(TEA),
        [promo("half", percent(50), priority=1), promo("p", tiers((2000, 300)))],
        [1300],
        700,
    ),
    Example(
        "every 10.00: 25.00 is two times",
        cart(TEA, CUP),
        [promo("p", every(1000, 100))],
        [160, 40],
        2300,
    ),
    Example(
        "every 10.00, at most three times: 50.00",
        cart(TEA, POT),
        [promo("p", every(1000, 100, most=3))],
        [120, 180],
        4700,
    ),
    Example(
        "from 3 units on, 20 %",
        cart(TEA, CUP),
        [promo("p", by_units((3, 20), (10, 30)))],
        [400, 100],
        2000,
    ),
    Example(
        "one unit short",
        cart(TEA),
        [promo("p", by_units((3, 20)))],
        [0],
        2000,
        {"p": no(Reason.UNITS_SHORT, units=1)},
    ),
    Example(
        "满300减50 in yuan",
        cart(line("a", 1, 20000), line("b", 1, 12000), currency="CNY"),
        [
            promo(
                "p",
                TieredOff(
                    (Tier(amounts_from=money(30000, "CNY"), amounts_off=money(5000, "CNY")),)
                ),
            )
        ],
        [3125, 1875],
        27000,
    ),
    Example(
        "a tier of one shelf counts that shelf only",
        cart(line("a", 1, 1500, shelves=("x",)), line("b", 1, 1500)),
        [promo("p", tiers((2000, 300), target=shelf("x")))],
        [0, 0],
        3000,
        {"p": no(Reason.SUBTOTAL_SHORT, 500)},
    ),
    # ... gifts (赠品)
    Example(
        "a cup for nothing",
        cart(TEA),
        [promo("p", gift("mug"))],
        [0],
        2000,
        around=around(gifts={"mug": (5, 700)}),
        gifts={"mug": 1},
    ),
    Example(
        "no mug is left",
        cart(TEA),
        [promo("p", gift("mug"))],
        [0],
        2000,
        {"p": no(Reason.GIFT_UNAVAILABLE, units=1)},
        around(gifts={"mug": (0, 700)}),
    ),
    Example(
        "the last mug goes to the first promotion",
        cart(TEA),
        [promo("p", gift("mug"), priority=1), promo("q", gift("mug"))],
        [0],
        2000,
        {"q": no(Reason.GIFT_UNAVAILABLE, units=1)},
        around(gifts={"mug": (1, 700)}),
        {"mug": 1},
    ),
    Example(
        "10 % and a mug, and no mug is left: 10 %",
        cart(TEA),
        [promo("p", percent(10), gift("mug"))],
        [200],
        1800,
        around=around(gifts={"mug": (0, 700)}),
    ),
    # ... buy and get
    Example(
        "buy 2 get 1: the cheapest of three",
        cart(TEA, CUP),
        [promo("p", buy_get(2, 1))],
        [0, 500],
        2000,
    ),
    Example(
        "buy 2 get 1 of five is one",
        cart(line("a", 5, 300)),
        [promo("p", buy_get(2, 1))],
        [300],
        1200,
    ),
    Example(
        "buy 2 get 1 of six is two",
        cart(line("a", 6, 300)),
        [promo("p", buy_get(2, 1))],
        [600],
        1200,
    ),
    Example(
        "the second for half: 2 of 9.99 is 4.995",
        cart(line("a", 2, 999)),
        [promo("p", buy_get(1, 1, 50))],
        [500],
        1498,
    ),
    Example(
        "buy a pot, get a cup",
        cart(POT, line("cup", 2, 500)),
        [promo("p", buy_get(1, 1, buys=variants("pot"), gets=variants("cup")))],
        [0, 500],
        3500,
    ),
    Example(
        "a pot, and no cup yet",
        cart(POT),
        [promo("p", buy_get(1, 1, buys=variants("pot"), gets=variants("cup")))],
        [0],
        3000,
        {"p": no(Reason.UNITS_SHORT, units=1)},
    ),
    Example(
        "at most once", cart(line("a", 6, 300)), [promo("p", buy_get(2, 1, most=1))], [300], 1500
    ),
    # ... bundles
    Example(
        "tea and pot for 36.00 instead of 40.00: 9.00 and 27.00",  # one tea of two
        cart(TEA, POT),
        [promo("p", bundle(3600, ("tea", 1), ("pot", 1)))],
        [100, 300],
        4600,
    ),
    Example(
        "twice: 4 teas and 2 pots for 2 x 45.00",
        cart(line("tea", 4, 1000), line("pot", 2, 3000)),
        [promo("p", bundle(4500, ("tea", 2), ("pot", 1)))],
        [400, 600],
        9000,
    ),
    Example(
        "one tea is missing",
        cart(line("tea", 1, 1000), POT),
        [promo("p", bundle(4500, ("tea", 2), ("pot", 1)))],
        [0, 0],
        4000,
        {"p": no(Reason.UNITS_SHORT, units=1)},
    ),
    Example(
        "a bundle that is dearer than its parts",
        cart(TEA, POT),
        [promo("p", bundle(9900, ("tea", 1), ("pot", 1)))],
        [0, 0],
        5000,
        {"p": no(Reason.NO_EFFECT)},
    ),
    # ... shipping
    Example(
        "shipping for nothing",
        cart(TEA, shipping=700),
        [promo("p", free_shipping())],
        [0],
        2000,
        shipping=700,
    ),
    Example(
        "up to 5.00 of it",
        cart(TEA, shipping=700),
        [promo("p", free_shipping(500))],
        [0],
        2200,
        shipping=500,
    ),
]

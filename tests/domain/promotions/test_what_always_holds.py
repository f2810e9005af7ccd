"""Whatever the cart and the promotions: what the arithmetic promises always."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.promotions.cart import (
    Cart,
    CartLine,
    Circumstances,
    Evaluation,
    GiftShelf,
    Promotion,
    Rules,
    Stacking,
)
from domain.promotions.evaluate import evaluate
from domain.promotions.rounding import RoundingRule
from domain.promotions.terms import (
    AmountOff,
    BundlePart,
    BundlePrice,
    BuyGet,
    FixedPrice,
    FreeShipping,
    GiftOf,
    LineFilter,
    LineKey,
    Measure,
    NthOrder,
    PercentOff,
    Scope,
    SubtotalAtLeast,
    Tier,
    TieredOff,
    UnitsAtLeast,
)
from tests.domain.promotions.carts import NOON, named

NAMES = ["a", "b", "c", "d", "e"]
PRICES = st.one_of(st.integers(0, 30), st.integers(0, 20_000))
AMOUNTS = PRICES.map(lambda minor: {"USD": minor})
SHARES = st.integers(1, 10_000)
COUNTS = st.integers(1, 4)
SHELVES = ["x", "y"]

targets = st.one_of(
    st.just(()),
    st.sets(st.sampled_from(NAMES), min_size=1, max_size=3).map(
        lambda names: (LineFilter(LineKey.VARIANT, frozenset(str(named(name)) for name in names)),)
    ),
    st.builds(
        lambda name, but: (LineFilter(LineKey.CATEGORY, frozenset({str(named(name))}), but),),
        st.sampled_from(SHELVES),
        st.booleans(),
    ),
)
tiers = st.builds(
    lambda least, off, share: Tier(
        amounts_from={"USD": least + 1},
        units_from=least % 7 + 1,
        amounts_off=off,
        basis_points_off=share,
    ),
    PRICES,
    AMOUNTS,
    st.none() | SHARES,
)
effects = st.one_of(
    st.builds(PercentOff, SHARES, targets),
    st.builds(AmountOff, AMOUNTS, st.sampled_from(Scope), targets),
    st.builds(FixedPrice, AMOUNTS, targets),
    st.builds(
        TieredOff,
        st.lists(tiers, min_size=1, max_size=3).map(tuple),
        st.sampled_from(Measure),
        st.booleans(),
        st.none() | COUNTS,
        targets,
    ),
    st.builds(GiftOf, st.just(named("mug")), COUNTS),
    st.builds(BuyGet, COUNTS, COUNTS, SHARES, targets, targets, st.none() | COUNTS),
    st.builds(
        BundlePrice,
        st.lists(st.sampled_from(NAMES), min_size=1, max_size=3, unique=True).map(
            lambda names: tuple(BundlePart(named(name), 1 + len(name) % 2) for name in names)
        ),
        AMOUNTS,
        st.none() | COUNTS,
    ),
    st.builds(FreeShipping, st.none() | AMOUNTS),
)
conditions = st.one_of(
    st.builds(SubtotalAtLeast, AMOUNTS, targets),
    st.builds(UnitsAtLeast, COUNTS, targets),
    st.builds(NthOrder, st.integers(1, 2)),
)


@st.composite
def promotions(draw: st.DrawFn) -> list[Promotion]:
    """Up to seven, many of one priority, some exclusive, some in exclusion groups."""
    return [
        Promotion(
            named(f"promotion {number}"),
            f"p{number}",
            NOON - timedelta(days=draw(st.integers(0, 2))),
            tuple(draw(st.lists(effects, min_size=1, max_size=2))),
            tuple(draw(st.lists(conditions, max_size=1))),
            draw(st.integers(0, 3)),
            draw(st.sampled_from([Stacking.STACKS] * 4 + [Stacking.EXCLUSIVE])),
            draw(st.sampled_from([None, None, "g", "h"])),
            margin_basis_points=draw(st.sampled_from([None, None, None, 0, 2_000])),
        )
        for number in range(draw(st.integers(1, 7)))
    ]


lines = st.builds(
    lambda name, units, price, shelf, cost: CartLine(
        0,
        named(name),
        named(name),
        units,
        price,
        frozenset({named(shelf)}),
        cost_minor=cost,
    ),
    st.sampled_from(NAMES),
    st.integers(1, 6),
    PRICES,
    st.sampled_from(SHELVES),
    st.none() | PRICES,
)
carts = st.builds(
    lambda rows, shipping: Cart(
        "USD", tuple(replace(row, position=at) for at, row in enumerate(rows)), shipping
    ),
    st.lists(lines, min_size=1, max_size=5),
    PRICES,
)
circumstances = st.builds(
    lambda rounding, margin, mugs: Circumstances(
        NOON,
        customer_id=named("ann"),
        gifts={named("mug"): GiftShelf(mugs, 700)},
        rules=Rules(rounding, margin_basis_points=margin),
    ),
    st.sampled_from(RoundingRule),
    st.sampled_from([None, None, 500]),
    st.integers(0, 5),
)
MANY = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))


@MANY
@given(carts, promotions(), circumstances, st.randoms(use_true_random=False))
def test_nothing_is_below_zero_parts_are_the_whole_and_no_order_of_rows_matters(
    cart: Cart, known: list[Promotion], around: Circumstances, chance: object
) -> None:
    found = evaluate(cart, known, around)

    assert all(0 <= line.discount_minor <= line.subtotal_minor for line in found.lines)
    assert 0 <= found.shipping_discount_minor <= found.shipping_minor
    assert sum(line.total_minor for line in found.lines) + (
        found.shipping_minor - found.shipping_discount_minor
    ) == (found.total_minor)
    assert parts(found) == {
        line.position: line.discount_minor for line in found.lines if line.discount_minor
    }
    assert sum(each.discount_minor for each in found.applied) == found.discount_minor
    assert {each.promotion.id for each in found.decisions} == {each.id for each in known}

    rows, again = list(cart.lines), list(known)
    chance.shuffle(rows)  # type: ignore[attr-defined]  # a Random
    chance.shuffle(again)  # type: ignore[attr-defined]  # a Random
    assert evaluate(replace(cart, lines=tuple(rows)), again, around) == found


def parts(found: Evaluation) -> dict[int, int]:
    """What all promotions together took off each line."""
    sums: dict[int, int] = {}
    for each in found.applied:
        for position, off in each.lines.items():
            sums[position] = sums.get(position, 0) + off
    return sums


@MANY
@given(carts, promotions(), circumstances)
def test_one_more_promotion_never_raises_the_total(
    cart: Cart, known: list[Promotion], around: Circumstances
) -> None:
    with_all = evaluate(cart, known, around).total_minor

    for left_out in known:
        fewer = [each for each in known if each is not left_out]
        assert with_all <= evaluate(cart, fewer, around).total_minor

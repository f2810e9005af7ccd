"""Routes on paper: each rule against a worked example, their order, and what is always so."""

import itertools
import random
from collections import Counter
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.fulfillment.routing import rules as module
from domain.fulfillment.routing.geography import Place, distance_km, place_of_address, province
from domain.fulfillment.routing.route import Route, route
from domain.fulfillment.routing.rules import (
    RULES,
    Candidate,
    Cost,
    Destination,
    Rule,
    Situation,
    parts_of,
)
from domain.fulfillment.routing.vocabulary import RoutingOutcome, RoutingReason, RoutingRuleKind
from domain.inventory.allocation import Demand
from tests.domain.routing.examples import (
    BEIJING,
    BOOK,
    CANTON,
    LAMP,
    PLACES,
    SET,
    SHANGHAI,
    house,
    line,
)

Kind, Reason = RoutingRuleKind, RoutingReason
SUZHOU = Destination("CN", "jiangsu", Place(31.3, 120.6))
PREFERRED = Rule(None, Kind.PREFERRED, warehouses=[CANTON, BEIJING])
NEAREST = Rule(None, Kind.NEAREST)
FEWEST = Rule(None, Kind.FEWEST_PARCELS)
HIGHEST = Rule(None, Kind.HIGHEST_STOCK)
CHEAPEST = Rule(
    None,
    Kind.CHEAPEST,
    costs=[
        Cost(BEIJING, 900),
        Cost(BEIJING, 1_200, "CN", "jiangsu"),
        Cost(CANTON, 1_000, "CN"),
        Cost(CANTON, 100, "GB"),
    ],
)
HOUSES = [
    house(BEIJING, book=5, lamp=5),
    house(SHANGHAI, book=2),
    house(CANTON, book=9, lamp=1),
]


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (
            PREFERRED,
            {
                BEIJING: (2, Reason.LISTED),
                SHANGHAI: (None, Reason.NOT_LISTED),
                CANTON: (1, Reason.LISTED),
            },
        ),
        (
            NEAREST,
            {
                BEIJING: (1029.9, Reason.DISTANCE),
                SHANGHAI: (86.3, Reason.DISTANCE),
                CANTON: (1162.6, Reason.DISTANCE),
            },
        ),
        # Three books and a lamp: Beijing alone can, Canton too; Shanghai only with another.
        (
            FEWEST,
            {
                BEIJING: (1, Reason.PARCELS),
                SHANGHAI: (2, Reason.PARCELS),
                CANTON: (1, Reason.PARCELS),
            },
        ),
        (
            HIGHEST,
            {
                BEIJING: (10, Reason.FREE_UNITS),
                SHANGHAI: (2, Reason.FREE_UNITS),
                CANTON: (10, Reason.FREE_UNITS),
            },
        ),
        # The most exact rate counts, though it is dearer.
        (
            CHEAPEST,
            {
                BEIJING: (1_200, Reason.COST),
                SHANGHAI: (None, Reason.NO_COST),
                CANTON: (1_000, Reason.COST),
            },
        ),
    ],
    ids=lambda value: value.kind if isinstance(value, Rule) else "",
)
def test_what_a_rule_says(rule: Rule, said: dict[UUID, tuple[float | None, RoutingReason]]) -> None:
    situation = Situation([line(1, BOOK, 3), line(2, LAMP, 1)], HOUSES, SUZHOU)

    verdicts = RULES[rule.kind](rule, situation)

    assert {key: (one.value, one.reason) for key, one in verdicts.items()} == {
        key: (pytest.approx(value, rel=0.01) if value is not None else None, reason)
        for key, (value, reason) in said.items()
    }


@pytest.mark.parametrize(
    ("rules", "sends"),
    [
        # Nobody made a rule: one parcel, from the first in the warehouses' own order.
        ([], [(BEIJING, {1: 3, 2: 1})]),
        ([NEAREST], [(SHANGHAI, {1: 2}), (BEIJING, {1: 1, 2: 1})]),
        ([FEWEST, NEAREST], [(BEIJING, {1: 3, 2: 1})]),
        ([FEWEST, CHEAPEST], [(CANTON, {1: 3, 2: 1})]),
        ([FEWEST, HIGHEST, PREFERRED], [(CANTON, {1: 3, 2: 1})]),
        ([PREFERRED], [(CANTON, {1: 3, 2: 1})]),
        ([HIGHEST], [(BEIJING, {1: 3, 2: 1})]),
    ],
    ids=lambda value: "+".join(rule.kind for rule in value if isinstance(rule, Rule)),
)
def test_the_first_rule_that_sees_a_difference_decides(
    rules: list[Rule], sends: list[tuple[UUID, dict[int, int]]]
) -> None:
    way = route([line(1, BOOK, 3), line(2, LAMP, 1)], HOUSES, SUZHOU, rules)

    assert [(step.warehouse_id, dict(step.units)) for step in way.steps] == [
        (key, {UUID(int=100 + number): units for number, units in given.items()})
        for key, given in sends
    ]
    assert way.missing == {}


def test_every_warehouse_is_told_why() -> None:
    empty = house(SHANGHAI)
    way = route(
        [line(1, BOOK, 3)],
        [HOUSES[0], empty, HOUSES[2]],
        SUZHOU,
        [FEWEST, CHEAPEST],
        left_out=[BEIJING],
    )

    (step,) = way.steps
    assert [(one.code, one.outcome, one.lost_by) for one in step.considered] == [
        ("canton", RoutingOutcome.CHOSEN, None),
        ("shanghai", RoutingOutcome.NOTHING_FREE, None),
        ("beijing", RoutingOutcome.LEFT_OUT, None),
    ]
    dearer = route([line(1, BOOK, 3)], HOUSES, SUZHOU, [FEWEST, CHEAPEST]).steps[0].considered
    assert [(one.code, one.lost_by) for one in dearer] == [
        ("canton", None),
        ("beijing", 1),
        ("shanghai", 0),
    ]


def test_bundles_are_put_together_in_one_warehouse() -> None:
    way = route([line(1, SET, 4)], HOUSES, SUZHOU, [FEWEST])

    assert [(step.warehouse_id, [*step.units.values()]) for step in way.steps] == [
        (BEIJING, [2]),
        (CANTON, [1]),
    ]
    assert [*way.missing.values()] == [1]


def test_too_many_ways_to_count_parcels_are_not_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WAYS_MAX", 2)

    verdicts = RULES[Kind.FEWEST_PARCELS](FEWEST, Situation([line(1, BOOK, 3)], HOUSES, SUZHOU))

    assert {one.reason for one in verdicts.values()} == {Reason.UNITS_SERVED}
    assert verdicts[CANTON].score == -3 < (verdicts[SHANGHAI].score or 0)


@pytest.mark.parametrize(
    ("one", "other", "kilometres"),
    [
        (PLACES[BEIJING], PLACES[BEIJING], 0),
        (PLACES[BEIJING], PLACES[SHANGHAI], 1_071),
        (Place(0, 0), Place(0, 180), 20_015),  # half of the equator
        (Place(36.12, -86.67), Place(33.94, -118.4), 2_887),  # Nashville to Los Angeles
    ],
)
def test_how_far_it_is(one: Place, other: Place, kilometres: float) -> None:
    assert distance_km(one, other) == pytest.approx(kilometres, rel=0.002, abs=0.1)
    assert distance_km(other, one) == distance_km(one, other)


@pytest.mark.parametrize(
    ("address", "near"),
    [
        (("CN", "广东省", "深圳市"), PLACES[CANTON]),
        (("CN", "Guangdong Province", ""), PLACES[CANTON]),
        (("CN", "", "北京市"), PLACES[BEIJING]),
        (("CN", "广西壮族自治区", "南宁"), Place(22.8, 108.3)),
        (("HK", "香港特别行政区", ""), Place(22.3, 114.2)),
        (("GB", "Kent", "York"), Place(52.5, -1.3)),
        (("XX", "", ""), None),
        (("", "", ""), None),
    ],
)
def test_where_an_address_is(address: tuple[str, str, str], near: Place | None) -> None:
    found = place_of_address(*address)

    if near is None:
        assert found is None
    else:
        assert found is not None
        assert distance_km(found, near) < 100


def test_a_province_has_one_name() -> None:
    assert province("浙江省") == province("浙江") == province("  Zhejiang province ") == "zhejiang"
    assert province("", "上海市") == "shanghai"
    assert province("Kent") == "kent"


KEYS = [UUID(int=50 + number) for number in range(5)]
VARIANTS = [BOOK, LAMP]
RULE = st.one_of(
    st.just(NEAREST),
    st.just(FEWEST),
    st.just(HIGHEST),
    st.permutations(KEYS).map(lambda keys: Rule(None, Kind.PREFERRED, warehouses=keys[:3])),
    st.lists(st.builds(Cost, st.sampled_from(KEYS), st.integers(0, 9)), max_size=4).map(
        lambda costs: Rule(None, Kind.CHEAPEST, costs=costs)
    ),
)
HOUSE = st.builds(
    lambda key, priority, books, lamps, place: Candidate(
        key, str(key), priority, {BOOK: books, LAMP: lamps}, place
    ),
    st.sampled_from(KEYS),
    st.integers(0, 2),
    st.integers(-1, 6),
    st.integers(-1, 6),
    st.none() | st.builds(Place, st.floats(-90, 90), st.floats(-180, 180)),
)
LINES = st.lists(
    st.tuples(st.sampled_from([BOOK, LAMP, SET]), st.integers(1, 8)), min_size=1, max_size=4
).map(lambda lines: [line(number, key, units) for number, (key, units) in enumerate(lines)])


@settings(deadline=None)
@given(
    st.lists(HOUSE, max_size=5, unique_by=lambda one: one.warehouse_id),
    LINES,
    st.lists(RULE, max_size=4),
    st.randoms(use_true_random=False),
)
def test_units_sent_and_units_missing_are_what_was_asked_for(
    houses: list[Candidate], lines: list[Demand], rules: list[Rule], chance: random.Random
) -> None:
    way = route(lines, houses, SUZHOU, rules)

    assert_adds_up(way, houses, lines)
    shuffled = [*houses]
    chance.shuffle(shuffled)
    assert route(lines, shuffled, SUZHOU, rules) == way  # whatever order they are read in
    if way.missing:
        assert_nobody_can(way, houses, lines)


@settings(deadline=None)
@given(st.lists(HOUSE, max_size=5, unique_by=lambda one: one.warehouse_id), LINES)
def test_no_route_has_fewer_parcels(houses: list[Candidate], lines: list[Demand]) -> None:
    plain = [one for one in lines if not one.parts]  # bundles share their parts: tried greedily

    way = route(plain, houses, SUZHOU, [FEWEST])

    sent = sum(sum(step.units.values()) for step in way.steps)
    for size in range(len(way.steps)):
        for some in itertools.combinations(houses, size):
            other = route(plain, some, SUZHOU, [FEWEST])
            assert sum(sum(step.units.values()) for step in other.steps) < sent


def assert_adds_up(way: Route, houses: list[Candidate], lines: list[Demand]) -> None:
    """Every unit is sent or missing, and no shelf gives more than it has."""
    taken: dict[UUID, Counter[UUID]] = {one.warehouse_id: Counter() for one in houses}
    for demand in lines:
        sent = sum(step.units.get(demand.order_line_id, 0) for step in way.steps)
        assert sent + way.missing.get(demand.order_line_id, 0) == demand.quantity
        for step in way.steps:
            for part in parts_of(demand):
                units = step.units.get(demand.order_line_id, 0) * part.units_each
                taken[step.warehouse_id][part.variant_id] += units
    for one in houses:
        for key, units in taken[one.warehouse_id].items():
            assert units <= max(one.stock.get(key, 0), 0)


def assert_nobody_can(way: Route, houses: list[Candidate], lines: list[Demand]) -> None:
    """What is missing of a plain line is nowhere."""
    for demand in lines:
        if demand.order_line_id in way.missing and not demand.parts:
            free = sum(max(one.stock.get(demand.variant_id, 0), 0) for one in houses)
            given = sum(
                step.units.get(other.order_line_id, 0) * part.units_each
                for step in way.steps
                for other in lines
                for part in parts_of(other)
                if part.variant_id == demand.variant_id
            )
            assert free == given

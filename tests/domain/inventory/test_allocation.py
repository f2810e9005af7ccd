"""Which shelves serve an order: examples, and what holds for every order."""

from collections import Counter
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from domain.inventory.allocation import Demand, Shelf, Shortage, allocate, shortages

TEA, POT, CUP = (UUID(int=number) for number in (1, 2, 3))
NORTH, SOUTH, WEST = (UUID(int=number) for number in (11, 12, 13))
PRIORITY = {NORTH: 0, SOUTH: 1, WEST: 2}


def demand(variant_id: UUID, units: int, *, line: int = 0) -> Demand:
    return Demand(UUID(int=100 + line), variant_id, units)


def shelf(warehouse_id: UUID, variant_id: UUID, available: int) -> Shelf:
    level_id = UUID(int=warehouse_id.int * 1000 + variant_id.int)
    return Shelf(level_id, variant_id, warehouse_id, PRIORITY[warehouse_id], available)


def served(demands: list[Demand], shelves: list[Shelf]) -> dict[tuple[UUID, UUID], int]:
    """Units by variant and warehouse."""
    units = Counter[tuple[UUID, UUID]]()
    for allocation in allocate(demands, shelves):
        units[allocation.variant_id, allocation.warehouse_id] += allocation.quantity
    return dict(units)


def test_the_preferred_warehouse_ships_first() -> None:
    shelves = [shelf(SOUTH, TEA, 9), shelf(NORTH, TEA, 5)]

    assert served([demand(TEA, 3)], shelves) == {(TEA, NORTH): 3}


def test_one_warehouse_that_has_everything_beats_two_preferred_ones() -> None:
    shelves = [
        shelf(NORTH, TEA, 5),
        shelf(WEST, POT, 5),
        shelf(SOUTH, TEA, 5),
        shelf(SOUTH, POT, 5),
    ]

    assert served([demand(TEA, 2), demand(POT, 1, line=1)], shelves) == {
        (TEA, SOUTH): 2,
        (POT, SOUTH): 1,
    }


def test_where_no_warehouse_has_everything_each_line_still_comes_from_one() -> None:
    shelves = [shelf(NORTH, TEA, 1), shelf(WEST, TEA, 4), shelf(SOUTH, POT, 5)]

    assert served([demand(TEA, 3), demand(POT, 1, line=1)], shelves) == {
        (TEA, WEST): 3,
        (POT, SOUTH): 1,
    }


def test_a_line_that_must_be_split_takes_the_fullest_shelves_first() -> None:
    shelves = [shelf(NORTH, TEA, 1), shelf(SOUTH, TEA, 3), shelf(WEST, TEA, 4)]

    assert served([demand(TEA, 6)], shelves) == {(TEA, WEST): 4, (TEA, SOUTH): 2}


def test_two_lines_of_one_variant_are_summed_before_anything_is_checked() -> None:
    demands = [demand(TEA, 3), demand(TEA, 3, line=1)]

    assert shortages(demands, [shelf(NORTH, TEA, 5)]) == [Shortage(TEA, 6, 5)]
    assert shortages(demands, [shelf(NORTH, TEA, 6)]) == []


def test_a_variant_on_no_shelf_is_short_by_all_of_it() -> None:
    assert shortages([demand(CUP, 1)], [shelf(NORTH, TEA, 5)]) == [Shortage(CUP, 1, 0)]


DEMANDS = st.lists(
    st.tuples(st.sampled_from([TEA, POT, CUP]), st.integers(1, 6)), min_size=1, max_size=6
).map(lambda wanted: [demand(what, units, line=i) for i, (what, units) in enumerate(wanted)])
SHELVES = st.dictionaries(
    st.tuples(st.sampled_from([NORTH, SOUTH, WEST]), st.sampled_from([TEA, POT, CUP])),
    st.integers(0, 12),
).map(lambda found: [shelf(where, what, units) for (where, what), units in found.items()])


@given(DEMANDS, SHELVES)
def test_every_line_is_served_in_full_and_no_shelf_gives_more_than_it_has(
    demands: list[Demand], shelves: list[Shelf]
) -> None:
    wanted, there = Counter[UUID](), Counter[UUID]()
    for one in demands:
        wanted[one.variant_id] += one.quantity
    for one in shelves:
        there[one.variant_id] += one.available
    short = {one.variant_id: (one.requested, one.available) for one in shortages(demands, shelves)}

    assert short == {
        variant_id: (units, there[variant_id])
        for variant_id, units in wanted.items()
        if units > there[variant_id]
    }
    if not short:
        by_line, by_level = Counter[UUID](), Counter[UUID]()
        for allocation in allocate(demands, shelves):
            assert allocation.quantity > 0
            by_line[allocation.order_line_id] += allocation.quantity
            by_level[allocation.level_id] += allocation.quantity
        assert by_line == {one.order_line_id: one.quantity for one in demands}
        assert all(by_level[one.level_id] <= one.available for one in shelves)


@given(DEMANDS, SHELVES)
def test_a_line_meets_a_shelf_at_most_once(demands: list[Demand], shelves: list[Shelf]) -> None:
    if shortages(demands, shelves):
        return

    allocations = allocate(demands, shelves)

    pairs = [(one.order_line_id, one.level_id) for one in allocations]
    assert len(pairs) == len(set(pairs))

"""Bundles on shelves, tried a thousandfold: whole ones from each warehouse, and nothing twice."""

from collections import Counter
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from domain.inventory.allocation import Demand, Part, Shelf
from domain.inventory.allocation_of_bundles import allocate_bundles, taken_from
from tests.domain.inventory.test_allocation import CUP, POT, SHELVES, TEA

BOX = UUID(int=99)
PARTS = st.dictionaries(st.sampled_from([TEA, POT, CUP]), st.integers(1, 3), min_size=1).map(
    lambda made_of: tuple(Part(what, units) for what, units in made_of.items())
)
DEMANDS = st.tuples(
    PARTS, st.lists(st.tuples(st.sampled_from([TEA, POT, BOX]), st.integers(1, 4)), min_size=1)
).map(
    lambda asked: [
        Demand(UUID(int=100 + line), what, units, asked[0] if what == BOX else ())
        for line, (what, units) in enumerate(asked[1])
    ]
)


@given(DEMANDS, SHELVES)
def test_all_is_served_or_it_is_said_what_is_missing(
    demands: list[Demand], shelves: list[Shelf]
) -> None:
    allocations, short = allocate_bundles(demands, shelves)

    by_level = Counter[UUID]()
    units: dict[tuple[UUID, UUID], set[int]] = {}
    parts: dict[tuple[UUID, UUID], set[UUID]] = {}
    for one in allocations:
        assert one.quantity > 0
        assert one.quantity % one.units_each == 0
        place = (one.order_line_id, one.warehouse_id)
        by_level[one.level_id] += one.quantity
        units.setdefault(place, set()).add(one.quantity // one.units_each)
        parts.setdefault(place, set()).add(one.variant_id)
    assert all(by_level[one.level_id] <= one.available for one in shelves)
    given_ = Counter[UUID]()
    for demand in demands:
        for (line, house), same in units.items():
            if line == demand.order_line_id:
                assert parts[line, house] == taken_from([demand])
                (whole,) = same
                given_[demand.variant_id] += whole
    asked = Counter[UUID]()
    for demand in demands:
        asked[demand.variant_id] += demand.quantity
    assert {one.variant_id: (one.requested, one.available) for one in short} == {
        key: (number, given_[key]) for key, number in asked.items() if given_[key] < number
    }

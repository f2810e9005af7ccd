"""Which shelves serve an order with bundles in it: a rule without a database, as `allocation` is.

A bundle is put together in one warehouse: each gives whole ones, all components of it or none. One
warehouse for the whole order if there is one. Else bundles go first, for they are harder to serve:
from a warehouse that can make them all, or from where most can be made.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from uuid import UUID

from domain.inventory.allocation import Allocation, Demand, Part, Shelf, Shortage

Houses = Mapping[UUID, Mapping[UUID, Shelf]]  # by warehouse, by variant


def taken_from(demands: Sequence[Demand]) -> set[UUID]:
    """The variants whose shelves these demands are served from."""
    return {part.variant_id for demand in demands for part in _parts(demand)}


def allocate_bundles(
    demands: Sequence[Demand], shelves: Sequence[Shelf]
) -> tuple[list[Allocation], list[Shortage]]:
    """Units for every line, or what is missing: of a bundle, whole ones."""
    houses: dict[UUID, dict[UUID, Shelf]] = defaultdict(dict)
    for shelf in sorted(shelves, key=lambda shelf: (shelf.priority, shelf.level_id)):
        houses[shelf.warehouse_id][shelf.variant_id] = shelf
    left = Counter({shelf.level_id: shelf.available for shelf in shelves})
    wanted = Counter[UUID]()
    for demand in demands:
        for part in _parts(demand):
            wanted[part.variant_id] += part.units_each * demand.quantity
    home = [
        house
        for house, stock in houses.items()
        if all(key in stock and stock[key].available >= units for key, units in wanted.items())
    ]
    allocations: list[Allocation] = []
    missing = Counter[UUID]()
    for demand in sorted(demands, key=lambda demand: not demand.parts):
        open_ = {house: houses[house] for house in home[:1]} or houses
        served = _serve(demand, open_, left)
        short = demand.quantity - sum(units for _, units in served)
        if short:
            missing[demand.variant_id] += short
        for house, units in served:
            for part in _parts(demand):
                shelf = houses[house][part.variant_id]
                left[shelf.level_id] -= units * part.units_each
                allocations.append(
                    Allocation(
                        demand.order_line_id,
                        part.variant_id,
                        shelf.level_id,
                        house,
                        units * part.units_each,
                        part.units_each,
                    )
                )
    asked = Counter[UUID]()
    for demand in demands:
        asked[demand.variant_id] += demand.quantity
    return allocations, [
        Shortage(key, asked[key], asked[key] - units) for key, units in missing.items()
    ]


def _parts(demand: Demand) -> Sequence[Part]:
    """What one unit takes: of no bundle, itself."""
    return demand.parts or (Part(demand.variant_id, 1),)


def _serve(demand: Demand, houses: Houses, left: Mapping[UUID, int]) -> list[tuple[UUID, int]]:
    """How many units of a line each warehouse gives."""
    able = {
        house: min(
            max(left[stock[part.variant_id].level_id], 0) // part.units_each
            if part.variant_id in stock
            else 0
            for part in _parts(demand)
        )
        for house, stock in houses.items()
    }
    alone = [house for house, units in able.items() if units >= demand.quantity]
    chosen = alone or sorted(able, key=lambda house: -able[house])
    need, served = demand.quantity, []
    for house in chosen:
        if units := min(need, able[house]):
            need -= units
            served.append((house, units))
    return served

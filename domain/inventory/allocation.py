"""Which shelves serve an order: a rule without a database, so that it can be tried a thousandfold.

One warehouse for the whole order if there is one, the preferred first. Else line by line: one
warehouse if it can serve the line alone, else the fullest shelves first, so that they are few.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Demand:
    """So many units of a variant for one order line. A bundle is made of `parts`."""

    order_line_id: UUID
    variant_id: UUID
    quantity: int
    parts: Sequence["Part"] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """So many units of a variant in one unit of a bundle."""

    variant_id: UUID
    units_each: int


@dataclass(frozen=True, slots=True)
class Shelf:
    """What one warehouse can promise of one variant. Lower `priority` ships first."""

    level_id: UUID
    variant_id: UUID
    warehouse_id: UUID
    priority: int
    available: int


@dataclass(frozen=True, slots=True)
class Allocation:
    """So many units for an order line from one shelf; `units_each` are one unit of the line."""

    order_line_id: UUID
    variant_id: UUID
    level_id: UUID
    warehouse_id: UUID
    quantity: int
    units_each: int = 1


@dataclass(frozen=True, slots=True)
class Shortage:
    """A variant of which more was asked for than all shelves together can promise."""

    variant_id: UUID
    requested: int
    available: int


def shortages(demands: Sequence[Demand], shelves: Sequence[Shelf]) -> list[Shortage]:
    """What is missing, per variant, in the order of the lines. Demand is summed first."""
    available: dict[UUID, int] = {}
    for shelf in shelves:
        available[shelf.variant_id] = available.get(shelf.variant_id, 0) + shelf.available
    return [
        Shortage(variant_id, requested, available.get(variant_id, 0))
        for variant_id, requested in _wanted(demands).items()
        if requested > available.get(variant_id, 0)
    ]


def allocate(demands: Sequence[Demand], shelves: Sequence[Shelf]) -> list[Allocation]:
    """Units for every line, from as few warehouses as the rule finds. Nothing may be short."""
    assert not shortages(demands, shelves), "look for shortages first"
    home = _one_for_all(_wanted(demands), shelves)
    left = [
        _Left(shelf, shelf.available)
        for shelf in sorted(shelves, key=_preference)
        if home is None or home == shelf.warehouse_id
    ]
    return [allocation for demand in demands for allocation in _serve(demand, left)]


@dataclass(slots=True)
class _Left:
    """What a shelf can still promise while an order is served."""

    shelf: Shelf
    units: int


def _wanted(demands: Sequence[Demand]) -> Mapping[UUID, int]:
    wanted: dict[UUID, int] = {}
    for demand in demands:
        wanted[demand.variant_id] = wanted.get(demand.variant_id, 0) + demand.quantity
    return wanted


def _preference(shelf: Shelf) -> tuple[int, int, UUID]:
    return shelf.priority, -shelf.available, shelf.level_id


def _one_for_all(wanted: Mapping[UUID, int], shelves: Sequence[Shelf]) -> UUID | None:
    """The preferred warehouse that has everything, if there is one."""
    able = Counter(
        shelf.warehouse_id
        for shelf in shelves
        if shelf.available >= wanted.get(shelf.variant_id, shelf.available + 1)
    )
    homes = [shelf for shelf in shelves if able[shelf.warehouse_id] == len(wanted)]
    return min(homes, key=_preference).warehouse_id if homes else None


def _serve(demand: Demand, left: Sequence[_Left]) -> list[Allocation]:
    """One line's units, taken off what is left."""
    able = [one for one in left if one.shelf.variant_id == demand.variant_id]
    alone = [one for one in able if one.units >= demand.quantity]
    chosen = alone or sorted(able, key=lambda one: -one.units)
    missing, served = demand.quantity, []
    for one in chosen:
        units = min(missing, one.units)
        if units > 0:
            one.units -= units
            missing -= units
            served.append(
                Allocation(
                    demand.order_line_id,
                    demand.variant_id,
                    one.shelf.level_id,
                    one.shelf.warehouse_id,
                    units,
                )
            )
    assert missing == 0
    return served

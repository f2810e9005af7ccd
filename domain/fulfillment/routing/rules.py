"""The rules, each a pure function: candidates in, what it says of each out. No database here.

A rule gives every candidate a score, the lower the better, or none where it has nothing to say of
it: such come last. To add one, write it here, put it into `RULES`, and give it a word.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from math import comb
from uuid import UUID

from domain.fulfillment.routing.geography import Place, distance_km
from domain.fulfillment.routing.vocabulary import RoutingReason, RoutingRuleKind
from domain.inventory.allocation import Demand, Part

WAYS_MAX = 5_000  # sets of warehouses that are looked at for the fewest parcels


@dataclass(frozen=True, slots=True)
class Candidate:
    """A warehouse that could send something: `stock` is what it can promise, by variant."""

    warehouse_id: UUID
    code: str
    priority: int
    stock: Mapping[UUID, int]
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Destination:
    """Where an order goes, as far as a rule needs to know: a country, a province, a point."""

    country: str = ""
    region: str = ""
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Cost:
    """What a parcel from a warehouse costs, in minor units: to a region, a country, or anywhere."""

    warehouse_id: UUID
    minor: int
    country: str = ""
    region: str = ""

    def fits(self, to: Destination) -> int:
        """How exactly this rate is for a destination; 0 if it is not."""
        if self.region:
            return 3 if (self.country, self.region) == (to.country, to.region) else 0
        if self.country:
            return 2 if self.country == to.country else 0
        return 1


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule in force: its kind and what it needs to know."""

    id: UUID | None
    kind: RoutingRuleKind
    warehouses: Sequence[UUID] = ()
    costs: Sequence[Cost] = ()


@dataclass(frozen=True, slots=True)
class Situation:
    """What is still asked for, who could send some of it, and where it goes."""

    demands: Sequence[Demand]
    candidates: Sequence[Candidate]
    destination: Destination = field(default_factory=Destination)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a rule says of a candidate. `score` sorts, the lower first, none last; `value` is what a
    person is told: see the reason for its unit.
    """

    score: float | None
    reason: RoutingReason
    value: float | None = None


Verdicts = Mapping[UUID, Verdict]  # by warehouse


def preferred(rule: Rule, situation: Situation) -> Verdicts:
    """Warehouses in the order of a list; those it does not name come after."""
    places = {warehouse_id: place for place, warehouse_id in enumerate(rule.warehouses, start=1)}
    return {
        one.warehouse_id: Verdict(place, RoutingReason.LISTED, place)
        if (place := places.get(one.warehouse_id))
        else Verdict(None, RoutingReason.NOT_LISTED)
        for one in situation.candidates
    }


def nearest(rule: Rule, situation: Situation) -> Verdicts:
    """The shortest way first, as the crow flies."""
    to = situation.destination.place
    return {one.warehouse_id: _nearness(one.place, to) for one in situation.candidates}


def _nearness(place: Place | None, to: Place | None) -> Verdict:
    if to is None:
        return Verdict(None, RoutingReason.NO_DESTINATION)
    if place is None:
        return Verdict(None, RoutingReason.NO_COORDINATES)
    distance = round(distance_km(place, to), 1)
    return Verdict(distance, RoutingReason.DISTANCE, distance)


def fewest_parcels(rule: Rule, situation: Situation) -> Verdicts:
    """How many parcels it takes if this warehouse sends one: exactly, while there are few enough
    ways to try; beyond that, who can send the most units comes first.
    """
    able = {one.warehouse_id: _able(situation.demands, one) for one in situation.candidates}
    asked = Counter[UUID]()
    for demand in situation.demands:
        asked[demand.variant_id] += demand.quantity
    wanted = {
        key: min(units, sum(have[key] for have in able.values())) for key, units in asked.items()
    }
    named = [key for key, units in able.items() if units.total()]
    tried = 0
    for size in range(1, len(named) + 1):
        tried += comb(len(named), size)
        if tried > WAYS_MAX:
            break
        enough = [chosen for chosen in combinations(named, size) if _covers(chosen, able, wanted)]
        if enough:
            members = {key for chosen in enough for key in chosen}
            return {
                key: Verdict(parcels, RoutingReason.PARCELS, parcels)
                for key in able
                for parcels in [size if key in members else size + 1]
            }
    return {
        key: Verdict(-units.total(), RoutingReason.UNITS_SERVED, units.total())
        for key, units in able.items()
    }


def _able(demands: Sequence[Demand], one: Candidate) -> Counter[UUID]:
    """How many units a warehouse can send of each variant that was ordered, over all lines."""
    units = Counter[UUID]()
    lines = served(demands, one.stock)
    for demand in demands:
        units[demand.variant_id] += lines[demand.order_line_id]
    return units


def _covers(
    chosen: Sequence[UUID], able: Mapping[UUID, Counter[UUID]], wanted: Mapping[UUID, int]
) -> bool:
    return all(
        sum(able[key][variant_id] for key in chosen) >= units
        for variant_id, units in wanted.items()
    )


def highest_stock(rule: Rule, situation: Situation) -> Verdicts:
    """Who has the most of what is asked for comes first, so that shelves empty evenly."""
    asked = {part.variant_id for demand in situation.demands for part in parts_of(demand)}
    verdicts = {}
    for one in situation.candidates:
        units = sum(max(one.stock.get(variant_id, 0), 0) for variant_id in asked)
        verdicts[one.warehouse_id] = Verdict(-units, RoutingReason.FREE_UNITS, units)
    return verdicts


def cheapest(rule: Rule, situation: Situation) -> Verdicts:
    """The lowest cost of a parcel to this destination first; the most exact rate counts."""
    verdicts = {}
    for one in situation.candidates:
        rates = [
            (-cost.fits(situation.destination), cost.minor)
            for cost in rule.costs
            if cost.warehouse_id == one.warehouse_id and cost.fits(situation.destination)
        ]
        verdicts[one.warehouse_id] = (
            Verdict(min(rates)[1], RoutingReason.COST, min(rates)[1])
            if rates
            else Verdict(None, RoutingReason.NO_COST)
        )
    return verdicts


RULES: Mapping[RoutingRuleKind, Callable[[Rule, Situation], Verdicts]] = {
    RoutingRuleKind.PREFERRED: preferred,
    RoutingRuleKind.NEAREST: nearest,
    RoutingRuleKind.FEWEST_PARCELS: fewest_parcels,
    RoutingRuleKind.HIGHEST_STOCK: highest_stock,
    RoutingRuleKind.CHEAPEST: cheapest,
}


def parts_of(demand: Demand) -> Sequence[Part]:
    """What one unit takes from the shelves: of no bundle, itself."""
    return demand.parts or (Part(demand.variant_id, 1),)


def served(demands: Sequence[Demand], stock: Mapping[UUID, int]) -> Counter[UUID]:
    """How many units of each line one warehouse can send. Bundles come first, whole or not at all,
    for they are harder to put together; then the lines in their order.
    """
    left = Counter(stock)
    units = Counter[UUID]()
    for demand in sorted(demands, key=lambda demand: not demand.parts):
        parts = parts_of(demand)
        able = min(max(left[part.variant_id], 0) // part.units_each for part in parts)
        taken = min(able, demand.quantity)
        units[demand.order_line_id] = taken
        for part in parts:
            left[part.variant_id] -= taken * part.units_each
    return units

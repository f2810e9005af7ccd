"""The route of an order: warehouse after warehouse, each the first by the rules, until all is sent.

In each step the rules put those in order that can send something of what is still asked for: by the
first rule, where that sees no difference by the second, and so on, at last by the warehouses' own
priority and id. The first sends all it can. So the same shelves, rules and order give the same
route, and units sent and units missing are what was asked for.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf
from uuid import UUID

from domain.fulfillment.routing.rules import (
    RULES,
    Candidate,
    Destination,
    Rule,
    Situation,
    Verdict,
    parts_of,
    served,
)
from domain.fulfillment.routing.vocabulary import RoutingOutcome, RoutingRuleKind
from domain.inventory.allocation import Demand

# Without rules: as few parcels as can be, from the preferred warehouse.
DEFAULT = (Rule(None, RoutingRuleKind.FEWEST_PARCELS),)


@dataclass(frozen=True, slots=True)
class Considered:
    """One warehouse in one step: what each rule said of it, in the rules' order, and what became of
    it. `lost_by` is the place of the rule that put another before it; None if that was no rule.
    """

    warehouse_id: UUID
    code: str
    outcome: RoutingOutcome
    verdicts: Sequence[Verdict] = ()
    lost_by: int | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """The warehouse that came first, and how many units of which line it sends."""

    warehouse_id: UUID
    units: Mapping[UUID, int]
    considered: Sequence[Considered]


@dataclass(frozen=True, slots=True)
class Route:
    """Who sends what, and what nobody can."""

    rules: Sequence[Rule]
    steps: Sequence[Step]
    missing: Mapping[UUID, int]


def route(
    demands: Sequence[Demand],
    candidates: Sequence[Candidate],
    destination: Destination,
    rules: Sequence[Rule] = DEFAULT,
    *,
    left_out: Collection[UUID] = (),
) -> Route:
    """Which warehouse sends which units. `left_out` are warehouses that shall not."""
    rules = rules or DEFAULT
    out = [one for one in candidates if one.warehouse_id in left_out]
    left = {one.warehouse_id: one for one in candidates if one.warehouse_id not in left_out}
    asked = [demand for demand in demands if demand.quantity]
    steps: list[Step] = []
    while asked:
        able = {key: units for key in left if (units := +served(asked, left[key].stock))}
        if not able:
            break
        situation = Situation(asked, [left[key] for key in able], destination)
        said = [RULES[rule.kind](rule, situation) for rule in rules]
        order = sorted(
            (tuple(_rank(verdicts[key]) for verdicts in said), left[key].priority, key)
            for key in able
        )
        first = order[0]
        chosen = first[2]
        considered = [
            Considered(
                key,
                left[key].code,
                RoutingOutcome.CHOSEN if key == chosen else RoutingOutcome.BEHIND,
                [verdicts[key] for verdicts in said],
                _decisive(first[0], ranks) if key != chosen else None,
            )
            for ranks, _, key in order
        ]
        considered += [
            Considered(one.warehouse_id, one.code, RoutingOutcome.NOTHING_FREE)
            for one in _ordered(one for key, one in left.items() if key not in able)
        ]
        considered += [
            Considered(one.warehouse_id, one.code, RoutingOutcome.LEFT_OUT) for one in _ordered(out)
        ]
        given = dict(able[chosen])
        steps.append(Step(chosen, given, considered))
        left[chosen] = _after(left[chosen], asked, given)
        asked = [
            replace(demand, quantity=rest)
            for demand in asked
            if (rest := demand.quantity - given.get(demand.order_line_id, 0))
        ]
    missing: dict[UUID, int] = {}
    for demand in asked:
        missing[demand.order_line_id] = demand.quantity
    return Route(rules, steps, missing)


def _rank(verdict: Verdict) -> float:
    return inf if verdict.score is None else verdict.score


def _decisive(first: Sequence[float], ranks: Sequence[float]) -> int | None:
    """The place of the first rule that told the two apart."""
    for place, (one, other) in enumerate(zip(first, ranks, strict=True)):
        if one != other:
            return place
    return None


def _ordered(candidates: Iterable[Candidate]) -> list[Candidate]:
    return sorted(candidates, key=lambda one: (one.priority, one.warehouse_id))


def _after(one: Candidate, demands: Sequence[Demand], units: Mapping[UUID, int]) -> Candidate:
    """A warehouse when it has given these units."""
    stock = Counter(one.stock)
    for demand in demands:
        for part in parts_of(demand):
            stock[part.variant_id] -= part.units_each * units.get(demand.order_line_id, 0)
    return replace(one, stock=dict(stock))

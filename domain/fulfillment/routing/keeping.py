"""A route as it is kept and shown: each step, each warehouse, each rule and what it said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from domain.fulfillment.routing.models import RoutingDecision
from domain.fulfillment.routing.route import Considered, Route, Step
from domain.fulfillment.routing.rules import Verdict
from domain.fulfillment.routing.vocabulary import (
    RoutingCause,
    RoutingOutcome,
    RoutingReason,
    RoutingRuleKind,
)
from domain.shared.context import Context


@dataclass(frozen=True, slots=True)
class RuleThen:
    """A rule as it was; without an id it is the one that applies where there are none."""

    id: UUID | None
    kind: RoutingRuleKind


@dataclass(frozen=True, slots=True)
class Explanation:
    """A route and why: rules in their order, steps in theirs, and units that nobody can send."""

    cause: RoutingCause
    decided_at: datetime
    rules: Sequence[RuleThen]
    steps: Sequence[Step]
    missing: dict[UUID, int]


def explained(cause: RoutingCause, at: datetime, route: Route) -> Explanation:
    """A route that was decided just now."""
    rules = [RuleThen(rule.id, rule.kind) for rule in route.rules]
    return Explanation(cause, at, rules, route.steps, dict(route.missing))


async def keep(ctx: Context, order_id: UUID, cause: RoutingCause, route: Route) -> RoutingDecision:
    """Keep a route with its reasons, in the transaction that acts by it."""
    return await RoutingDecision.create(
        order_id=order_id, cause=cause, content=written(route), decided_at=ctx.now
    )


def written(route: Route) -> dict[str, Any]:
    """A route as JSON."""
    return {
        "rules": [[str(rule.id) if rule.id else None, rule.kind.value] for rule in route.rules],
        "steps": [
            {
                "warehouse": str(step.warehouse_id),
                "units": {str(line_id): units for line_id, units in step.units.items()},
                "considered": [
                    {
                        "warehouse": str(one.warehouse_id),
                        "code": one.code,
                        "outcome": one.outcome.value,
                        "lost_by": one.lost_by,
                        "verdicts": [
                            [verdict.score, verdict.reason.value, verdict.value]
                            for verdict in one.verdicts
                        ],
                    }
                    for one in step.considered
                ],
            }
            for step in route.steps
        ],
        "missing": {str(line_id): units for line_id, units in route.missing.items()},
    }


def read(row: RoutingDecision) -> Explanation:
    """What was kept."""
    content = row.content
    return Explanation(
        row.cause,
        row.decided_at,
        [
            RuleThen(UUID(key) if key else None, RoutingRuleKind(kind))
            for key, kind in (content["rules"])
        ],
        [
            Step(
                UUID(step["warehouse"]),
                {UUID(line_id): units for line_id, units in step["units"].items()},
                [
                    Considered(
                        UUID(one["warehouse"]),
                        one["code"],
                        RoutingOutcome(one["outcome"]),
                        [
                            Verdict(score, RoutingReason(reason), value)
                            for score, reason, value in one["verdicts"]
                        ],
                        one["lost_by"],
                    )
                    for one in step["considered"]
                ],
            )
            for step in content["steps"]
        ],
        {UUID(line_id): units for line_id, units in content["missing"].items()},
    )

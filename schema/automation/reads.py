"""How rules and their runs are read: a table for each type."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from domain.automation import conditions, queries
from domain.automation.vocabulary import AutomationActionKind
from domain.shared.context import Context
from schema.automation.queries import KINDS
from schema.automation.types import AutomationAction, AutomationGroup
from schema.engine.mapping import Args, Column, Computed, Listed, One, Read, Root, Rows
from schema.engine.values import loaded
from schema.shared.context import GraphContext
from schema.shared.filters import read


def _is_set(context: GraphContext, at: datetime | None) -> Any:
    return at is not None


def _match(context: GraphContext, kept: Any) -> Any:
    return conditions.Conditions.of(loaded(kept)).match


def _groups(context: GraphContext, kept: Any) -> Any:
    return AutomationGroup.each(conditions.Conditions.of(loaded(kept)))


def _actions(context: GraphContext, kept: Any) -> Any:
    return AutomationAction.each(loaded(kept))


def _done(context: GraphContext, kept: Any) -> Any:
    return [AutomationActionKind(each) for each in loaded(kept)]


READS = (
    Read(
        "AutomationRule",
        queries.visible_rules,
        {
            "isEnabled": Computed(("enabled_at",), _is_set),
            "isDeleted": Computed(("deleted_at",), _is_set),
            "match": Computed(("conditions",), _match),
            "groups": Computed(("conditions",), _groups),
            "actions": Computed(("actions",), _actions),
            "assignee": One("StaffMember", key="assignee_id"),
            "promotion": One("Promotion", key="promotion_id"),
        },
    ),
    Read(
        "AutomationRun",
        queries.visible_runs,
        {
            "attemptCount": Column("attempts"),
            "done": Computed(("done",), _done),
            "rule": One("AutomationRule", key="rule_id"),
            "order": One("Order", key="order_id"),
        },
    ),
)


async def _rules(ctx: Context, args: Args) -> Rows:
    return queries.rules_here(ctx)


async def _runs(ctx: Context, args: Args) -> Rows:
    return queries.runs_matching(ctx, read(ctx, args.get("where"), KINDS))


ROOTS: Mapping[str, Root] = {
    "automationRules": Listed("AutomationRule", lambda args: queries.IN_ORDER, rows=_rules),
    "automationRuns": Listed(
        "AutomationRun", lambda args: queries.NEWEST, narrowed=("where",), rows=_runs
    ),
}

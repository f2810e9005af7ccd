"""Reads: rules, and the log of what they did, for whoever may see them."""

from collections.abc import Collection, Mapping
from uuid import UUID

from tortoise.queryset import QuerySet

from domain.automation.models import AutomationRule, AutomationRun
from domain.identity.scopes import Scope
from domain.shared.context import Context
from domain.shared.errors import NotFound
from domain.shared.filters import Column, Condition, to_q
from domain.shared.paging import Order, Page, Window, instant, page

KIND = "automation rule"
NEWEST = Order("CREATED_AT_DESC", "created_at", descending=True, value=instant)
IN_ORDER = Order("POSITION", "position", value=int)


def visible_rules(ctx: Context) -> QuerySet[AutomationRule]:
    """Every rule by permission, with those that were deleted, for runs name them; else none."""
    if ctx.allows(Scope.AUTOMATION_READ):
        return AutomationRule.all()
    return AutomationRule.filter(pk__in=[])


def rules_here(ctx: Context) -> QuerySet[AutomationRule]:
    """Those that were not deleted."""
    return visible_rules(ctx).filter(deleted_at=None)


def visible_runs(ctx: Context) -> QuerySet[AutomationRun]:
    """What rules did, by permission, else nothing."""
    if ctx.allows(Scope.AUTOMATION_READ):
        return AutomationRun.all()
    return AutomationRun.filter(pk__in=[])


async def rules_page(ctx: Context, window: Window) -> Page[AutomationRule]:
    """One page of rules, in their order."""
    return await page(rules_here(ctx), window, IN_ORDER)


async def count_rules(ctx: Context) -> int:
    """How many rules there are."""
    return await rules_here(ctx).count()


async def rules_by_ids(ctx: Context, ids: Collection[UUID]) -> dict[UUID, AutomationRule]:
    """Rules by id; those the actor may not see are missing."""
    return {row.id: row for row in await visible_rules(ctx).filter(id__in=list(ids))}


async def names_by_ids(ctx: Context, ids: Collection[UUID]) -> dict[UUID, str]:
    """What rules are called, for whoever sees what they did to orders."""
    if not ctx.allows(Scope.ORDERS_READ):
        return {}
    return {row.id: row.name for row in await AutomationRule.filter(id__in=list(ids))}


async def runs_by_ids(ctx: Context, ids: Collection[UUID]) -> dict[UUID, AutomationRun]:
    """Runs by id; those the actor may not see are missing."""
    return {row.id: row for row in await visible_runs(ctx).filter(id__in=list(ids))}


async def lock_rule(rule_id: UUID) -> AutomationRule:
    """One rule, held until the transaction ends, for whoever may change it.

    Raises:
        NotFound: none by this id, or none any more.
    """
    row = (
        await AutomationRule.filter(id=rule_id, deleted_at=None)
        .select_for_update(no_key=True)
        .first()
    )
    if row is None:
        raise NotFound(KIND, rule_id)
    return row


# What the fields of a condition on runs mean.
COLUMNS: Mapping[str, Column] = {
    "id": "id",
    "status": "status",
    "event": "event",
    "rule": "rule_id",
    "order": "order_id",
    "created_at": "created_at",
}


def runs_matching(ctx: Context, condition: Condition | None) -> QuerySet[AutomationRun]:
    """The runs that a condition leaves of those the actor may see."""
    return visible_runs(ctx).filter(to_q(condition, COLUMNS))


async def runs_page(
    ctx: Context, window: Window, condition: Condition | None
) -> Page[AutomationRun]:
    """One page of runs, newest first."""
    return await page(runs_matching(ctx, condition), window, NEWEST)


async def count_runs(ctx: Context, condition: Condition | None) -> int:
    """How many runs a condition leaves."""
    return await runs_matching(ctx, condition).count()

"""How campaigns and their tasks are read: a table for each type."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from domain.promotions.campaigns import queries
from domain.promotions.campaigns.states import CAMPAIGN, CAMPAIGN_TASK, is_overdue
from domain.promotions.queries import NEWEST, NOBODYS
from domain.shared.context import Context
from schema.campaigns.words import (
    CampaignAction,
    CampaignStatus,
    CampaignTaskAction,
    CampaignTaskStatus,
)
from schema.engine.mapping import Args, Computed, Listed, Many, One, Pages, Read, Root, Rows
from schema.shared.context import GraphContext
from schema.shared.ids import key_in
from schema.shared.reads import by_id, money


def _maybe(kind: str, column: str) -> Many:
    """Money of a column that may be null: of the row itself, if it is not."""
    return Many(
        kind,
        by="id",
        order=("id",),
        where=f'{{row}}."{column}" IS NOT NULL',
        only_first=True,
        columns=(column,),
    )


def _actions(context: GraphContext, status: str) -> list[CampaignAction]:
    return CAMPAIGN.actions(CampaignStatus(status))


def _task_actions(context: GraphContext, status: str) -> list[CampaignTaskAction]:
    return CAMPAIGN_TASK.actions(CampaignTaskStatus(status))


def _is_overdue(context: GraphContext, status: str, due_at: datetime | None) -> bool:
    return is_overdue(CampaignTaskStatus(status), due_at, context.domain.now)


def _percent(context: GraphContext, basis_points: int) -> Decimal:
    return Decimal(basis_points) / 100


READS = (
    Read(
        "Campaign",
        queries.visible_campaigns,
        {
            "availableActions": Computed(("status",), _actions),
            "holdOutPercent": Computed(("hold_out_basis_points",), _percent),
            "budget": _maybe("CampaignBudget", "budget_minor"),
            "budgetPerCustomer": _maybe("CampaignBudgetEach", "budget_per_customer_minor"),
            "promotions": Pages("Promotion", by="campaign_id", order=NEWEST),
            "tasks": Pages("CampaignTask", by="campaign_id", order=NEWEST),
        },
    ),
    Read(
        "CampaignBudget",
        queries.visible_campaigns,
        money("budget_minor").fields,
        of_type="Money",
    ),
    Read(
        "CampaignBudgetEach",
        queries.visible_campaigns,
        money("budget_per_customer_minor").fields,
        of_type="Money",
    ),
    Read(
        "CampaignTask",
        queries.visible_tasks,
        {
            "campaign": One("Campaign", key="campaign_id"),
            "owner": One("StaffMember", key="owner_id"),
            "availableActions": Computed(("status",), _task_actions),
            "isOverdue": Computed(("status", "due_at"), _is_overdue),
        },
    ),
)


async def _campaigns(ctx: Context, args: Args) -> Rows:
    return queries.campaigns_matching(ctx, args.get("status"))


async def _tasks(ctx: Context, args: Args) -> Rows:
    owner_id = args.get("owner_id")
    which = queries.TaskFilter(
        args.get("status"),
        None if owner_id is None else key_in("StaffMember", owner_id) or NOBODYS,
        args.get("due_before"),
    )
    return queries.tasks_matching(ctx, which)


ROOTS: Mapping[str, Root] = {
    "campaign": by_id("Campaign"),
    "campaigns": Listed("Campaign", lambda args: NEWEST, ("status",), _campaigns),
    "campaignTasks": Listed(
        "CampaignTask", lambda args: NEWEST, ("status", "owner_id", "due_before"), _tasks
    ),
}

"""Closing a task of a campaign: it is done, or need not be done any more."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.identity.scopes import Scope
from domain.promotions.campaigns.events import CampaignTaskClosed
from domain.promotions.campaigns.models import CampaignTask
from domain.promotions.campaigns.states import CAMPAIGN_TASK, CampaignTaskAction, CampaignTaskStatus
from domain.promotions.campaigns.update_task import lock_task
from domain.shared.context import Context
from domain.shared.outbox import append
from domain.shared.states import expect_version


async def close_task(
    ctx: Context,
    task_id: UUID,
    action: CampaignTaskAction,
    *,
    expected_version: int | None = None,
) -> CampaignTask:
    """Close a task. Repeating the call is harmless.

    Raises:
        NotPermitted: the actor may not change promotions.
        NotFound: no such task.
        VersionConflict: it changed since `expected_version`.
        InvalidTransition: it was closed in another way.
    """
    ctx.require(Scope.PROMOTIONS_WRITE)
    async with in_transaction():
        row = await lock_task(task_id)
        if row.status is CAMPAIGN_TASK.target(CampaignTaskStatus.OPEN, action):
            return row
        expect_version(row, CAMPAIGN_TASK.kind, expected_version)
        await CAMPAIGN_TASK.move(row, action, at=ctx.now, closed_at=ctx.now)
        await append(
            ctx,
            CampaignTaskClosed(
                aggregate_id=row.id,
                version=row.version,
                status=row.status,
                campaign_id=row.campaign_id,
                action=action,
            ),
        )
        return row

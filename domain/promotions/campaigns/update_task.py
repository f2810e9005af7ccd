"""Updating a task of a campaign: another owner, another date, other words."""

from typing import Any
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.identity.scopes import Scope
from domain.promotions.campaigns.create_task import (
    TITLE_LENGTH_MAX,
    check_owner,
    checked_details,
)
from domain.promotions.campaigns.events import CampaignTaskUpdated
from domain.promotions.campaigns.models import CampaignTask
from domain.promotions.campaigns.states import CAMPAIGN_TASK, CampaignTaskStatus
from domain.promotions.details import foreseeable
from domain.shared import inputs
from domain.shared.context import Context
from domain.shared.errors import InvalidTransition, NotFound
from domain.shared.outbox import append
from domain.shared.states import expect_version, raise_version


async def lock_task(task_id: UUID) -> CampaignTask:
    """One task, held until the transaction ends.

    Raises:
        NotFound: none by this id.
    """
    row = await CampaignTask.filter(id=task_id).select_for_update(no_key=True).first()
    if row is None:
        raise NotFound("campaign task", task_id)
    return row


async def update_task(
    ctx: Context, task_id: UUID, *, expected_version: int | None = None, **given: Any
) -> CampaignTask:
    """Change what is given of `title`, `details`, `owner_id` and `due_at`; what is left out stays.

    Where nothing changes, nothing is told.

    Raises:
        NotPermitted: the actor may not change promotions.
        NotFound: no such task, or nobody by this id works here.
        VersionConflict: it changed since `expected_version`.
        InvalidTransition: it is closed.
        InvalidInput: its words make no sense.
    """
    ctx.require(Scope.PROMOTIONS_WRITE)
    if "title" in given:
        given["title"] = inputs.text(given["title"], "title", longest=TITLE_LENGTH_MAX)
    if "details" in given:
        given["details"] = checked_details(given["details"])
    foreseeable(ctx.now, given.get("due_at"), "dueAt")
    async with in_transaction():
        row = await lock_task(task_id)
        expect_version(row, CAMPAIGN_TASK.kind, expected_version)
        if row.status is not CampaignTaskStatus.OPEN:
            raise InvalidTransition(CAMPAIGN_TASK.kind, row.status, "update", [])
        changes = {name: value for name, value in given.items() if value != getattr(row, name)}
        if not changes:
            return row
        await check_owner(changes.get("owner_id"))
        await raise_version(row, CAMPAIGN_TASK.kind, at=ctx.now, **changes)
        await append(
            ctx,
            CampaignTaskUpdated(
                aggregate_id=row.id,
                version=row.version,
                status=row.status,
                campaign_id=row.campaign_id,
                changed=sorted(changes),
                owner_id=row.owner_id,
            ),
        )
        return row

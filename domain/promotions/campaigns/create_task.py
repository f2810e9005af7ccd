"""Creating a task of a campaign: a placement to book, a page to change, whose it is, until when."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.identity.models import StaffMember
from domain.identity.scopes import Scope
from domain.promotions.campaigns.events import CampaignTaskCreated
from domain.promotions.campaigns.models import Campaign, CampaignTask
from domain.promotions.campaigns.states import CAMPAIGN, CampaignStatus, CampaignTaskKind
from domain.promotions.details import foreseeable
from domain.shared import inputs
from domain.shared.context import Context
from domain.shared.errors import InvalidInput, InvalidTransition, NotFound
from domain.shared.idempotency import claim
from domain.shared.outbox import append

TITLE_LENGTH_MAX = 200  # characters
DETAILS_LENGTH_MAX = 5_000  # characters
TASKS_MAX = 250  # of one campaign


@dataclass(frozen=True, slots=True)
class TaskRequest:
    """What there is to do for a campaign. `owner_id` is who works here and sees to it."""

    campaign_id: UUID
    kind: CampaignTaskKind
    title: str
    details: str = ""
    owner_id: UUID | None = None
    due_at: datetime | None = None


async def create_task(
    ctx: Context, request: TaskRequest, *, idempotency_key: str | None = None
) -> CampaignTask:
    """Write down a task.

    Raises:
        NotPermitted: the actor may not change promotions.
        NotFound: no such campaign, or nobody by this id works here.
        InvalidInput: its words make no sense, or the campaign has too many tasks.
        InvalidTransition: the campaign was evaluated.
        IdempotencyKeyReused, IdempotencyInProgress: see `claim`.
    """
    ctx.require(Scope.PROMOTIONS_WRITE)
    title = inputs.text(request.title, "title", longest=TITLE_LENGTH_MAX)
    details = checked_details(request.details)
    foreseeable(ctx.now, request.due_at, "dueAt")
    async with in_transaction():
        claimed = await claim(ctx, "promotions.create_task", idempotency_key, request)
        if claimed.replay_of:
            return await CampaignTask.get(id=claimed.replay_of)
        campaign = Campaign.filter(id=request.campaign_id).select_for_update(no_key=True)
        row = await campaign.first()
        if row is None:
            raise NotFound("campaign", request.campaign_id)
        if row.status is CampaignStatus.EVALUATED:
            raise InvalidTransition(CAMPAIGN.kind, row.status, "create task", [])
        if await CampaignTask.filter(campaign_id=row.id).count() >= TASKS_MAX:
            raise InvalidInput(f"A campaign has at most {TASKS_MAX} tasks.", "campaignId")
        await check_owner(request.owner_id)
        task = await CampaignTask.create(
            version=1,
            campaign_id=row.id,
            kind=request.kind,
            title=title,
            details=details,
            owner_id=request.owner_id,
            due_at=request.due_at,
            created_at=ctx.now,
            updated_at=ctx.now,
        )
        await append(
            ctx,
            CampaignTaskCreated(
                aggregate_id=task.id,
                version=task.version,
                status=task.status,
                campaign_id=row.id,
                kind=task.kind,
                owner_id=task.owner_id,
            ),
        )
        await claimed.settle(task.id)
        return task


def checked_details(text: str) -> str:
    """The words of a task, if they make sense.

    Raises:
        InvalidInput: they do not.
    """
    return inputs.text(text, "details", longest=DETAILS_LENGTH_MAX, required=False)


async def check_owner(owner_id: UUID | None) -> None:
    """Refuse an owner who does not work here.

    Raises:
        NotFound: nobody by this id does.
    """
    known = StaffMember.filter(id=owner_id, is_active=True)
    if owner_id is not None and not await known.exists():
        raise NotFound("staff member", owner_id)

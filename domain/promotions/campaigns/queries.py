"""Reads: campaigns and their tasks, for whoever may see promotions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tortoise.queryset import QuerySet

from domain.identity.scopes import Scope
from domain.promotions.campaigns.models import Campaign, CampaignTask
from domain.promotions.campaigns.states import CampaignStatus, CampaignTaskStatus
from domain.promotions.models import PromotionRow
from domain.promotions.queries import NEWEST, visible_promotions
from domain.shared.context import Context
from domain.shared.errors import NotFound
from domain.shared.paging import Order, Page, Window, counts, page, pages


def visible_campaigns(ctx: Context) -> QuerySet[Campaign]:
    """Every campaign by permission, else none."""
    return Campaign.all() if ctx.allows(Scope.PROMOTIONS_READ) else Campaign.filter(id__in=[])


def visible_tasks(ctx: Context) -> QuerySet[CampaignTask]:
    """Every task by permission, else none."""
    allowed = ctx.allows(Scope.PROMOTIONS_READ)
    return CampaignTask.all() if allowed else CampaignTask.filter(id__in=[])


async def get_campaign(ctx: Context, campaign_id: UUID) -> Campaign:
    """One campaign.

    Raises:
        NotFound: none by this id that the actor may see.
    """
    row = await visible_campaigns(ctx).get_or_none(id=campaign_id)
    if row is None:
        raise NotFound("campaign", campaign_id)
    return row


async def campaigns_by_ids(ctx: Context, ids: Iterable[UUID]) -> dict[UUID, Campaign]:
    """Campaigns by their ids."""
    return {row.id: row for row in await visible_campaigns(ctx).filter(id__in=set(ids))}


async def tasks_by_ids(ctx: Context, ids: Iterable[UUID]) -> dict[UUID, CampaignTask]:
    """Tasks by their ids."""
    return {row.id: row for row in await visible_tasks(ctx).filter(id__in=set(ids))}


def campaigns_matching(ctx: Context, status: CampaignStatus | None = None) -> QuerySet[Campaign]:
    """The campaigns in a status; None is any."""
    found = visible_campaigns(ctx)
    return found if status is None else found.filter(status=status)


async def campaigns_page(
    ctx: Context, window: Window, *, status: CampaignStatus | None = None
) -> Page[Campaign]:
    """Campaigns, newest first."""
    return await page(campaigns_matching(ctx, status), window, NEWEST)


async def count_campaigns(ctx: Context, *, status: CampaignStatus | None = None) -> int:
    """How many campaigns there are."""
    return await campaigns_matching(ctx, status).count()


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """Which tasks; None is no condition."""

    status: CampaignTaskStatus | None = None
    owner_id: UUID | None = None
    due_before: datetime | None = None


def tasks_matching(ctx: Context, which: TaskFilter) -> QuerySet[CampaignTask]:
    """The tasks that a filter leaves of those that the actor may see."""
    wanted = {
        "status": which.status,
        "owner_id": which.owner_id,
        "due_at__lt": which.due_before,
    }
    conditions = {name: value for name, value in wanted.items() if value is not None}
    return visible_tasks(ctx).filter(**conditions)


async def tasks_page(ctx: Context, window: Window, which: TaskFilter) -> Page[CampaignTask]:
    """Tasks, newest first."""
    return await page(tasks_matching(ctx, which), window, NEWEST)


async def count_tasks(ctx: Context, which: TaskFilter) -> int:
    """How many tasks a filter leaves."""
    return await tasks_matching(ctx, which).count()


async def pages_of_tasks(
    ctx: Context, ids: Sequence[UUID], window: Window, order: Order
) -> Mapping[UUID, Page[CampaignTask]]:
    """A page of the tasks of each of many campaigns."""
    return await pages(visible_tasks(ctx), "campaign_id", ids, window, order)


async def counts_of_tasks(ctx: Context, ids: Sequence[UUID]) -> Mapping[UUID, int]:
    """How many tasks each of many campaigns has."""
    return await counts(visible_tasks(ctx), "campaign_id", ids)


async def pages_of_promotions(
    ctx: Context, ids: Sequence[UUID], window: Window, order: Order
) -> Mapping[UUID, Page[PromotionRow]]:
    """A page of the promotions of each of many campaigns."""
    return await pages(visible_promotions(ctx), "campaign_id", ids, window, order)


async def counts_of_promotions(ctx: Context, ids: Sequence[UUID]) -> Mapping[UUID, int]:
    """How many promotions each of many campaigns has."""
    return await counts(visible_promotions(ctx), "campaign_id", ids)

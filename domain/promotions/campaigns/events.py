"""What happened to campaigns and their tasks."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from domain.promotions.campaigns.states import (
    CampaignAction,
    CampaignStatus,
    CampaignTaskAction,
    CampaignTaskKind,
    CampaignTaskStatus,
)
from domain.shared.outbox import AggregateType, Event


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignEvent(Event):
    """Something about one campaign, and where it stands now."""

    aggregate_type: ClassVar[AggregateType] = AggregateType.CAMPAIGN
    status: CampaignStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignCreated(CampaignEvent):
    """Somebody wrote down a plan."""

    type: ClassVar[str] = "promotions.campaign_created"


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignRevised(CampaignEvent):
    """The plan is another; `changed` names the columns. It has to be approved anew."""

    type: ClassVar[str] = "promotions.campaign_revised"
    source: CampaignStatus
    changed: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignMoved(CampaignEvent):
    """It was approved, scheduled, started, paused, ended or evaluated; or its budget was gone, or
    some of it was given back.
    """

    type: ClassVar[str] = "promotions.campaign_moved"
    source: CampaignStatus
    action: CampaignAction


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignTaskEvent(Event):
    """Something about one task."""

    aggregate_type: ClassVar[AggregateType] = AggregateType.CAMPAIGN_TASK
    status: CampaignTaskStatus
    campaign_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignTaskCreated(CampaignTaskEvent):
    """There is something to do."""

    type: ClassVar[str] = "promotions.campaign_task_created"
    kind: CampaignTaskKind
    owner_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignTaskUpdated(CampaignTaskEvent):
    """`changed` names the columns that changed; `owner_id` says whose it is now."""

    type: ClassVar[str] = "promotions.campaign_task_updated"
    changed: list[str]
    owner_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignTaskClosed(CampaignTaskEvent):
    """It was done, or need not be done any more."""

    type: ClassVar[str] = "promotions.campaign_task_closed"
    action: CampaignTaskAction

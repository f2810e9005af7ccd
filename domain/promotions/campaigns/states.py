"""The lives of campaigns and of their tasks, as tables."""

from datetime import datetime
from enum import StrEnum

from domain.shared.states import StateMachine, move


class CampaignStatus(StrEnum):
    """How far a campaign has come. Its promotions are in force while it is running."""

    DRAFT = "draft"
    APPROVED = "approved"
    SCHEDULED = "scheduled"
    RUNNING = "running"
    PAUSED = "paused"
    ENDED = "ended"
    EVALUATED = "evaluated"


class CampaignAction(StrEnum):
    """What moves a campaign. Orders exhaust it, and those that are given up replenish it."""

    REVISE = "revise"
    APPROVE = "approve"
    SCHEDULE = "schedule"
    START = "start"
    PAUSE = "pause"
    EXHAUST = "exhaust"
    REPLENISH = "replenish"
    END = "end"
    EVALUATE = "evaluate"


CAMPAIGN = StateMachine(
    "campaign",
    CampaignStatus,
    initial={CampaignStatus.DRAFT},
    moves=[
        move(
            CampaignAction.REVISE,
            {
                CampaignStatus.DRAFT,
                CampaignStatus.APPROVED,
                CampaignStatus.SCHEDULED,
                CampaignStatus.PAUSED,
            },
            CampaignStatus.DRAFT,
        ),
        move(CampaignAction.APPROVE, CampaignStatus.DRAFT, CampaignStatus.APPROVED),
        move(CampaignAction.SCHEDULE, CampaignStatus.APPROVED, CampaignStatus.SCHEDULED),
        move(
            CampaignAction.START,
            {CampaignStatus.APPROVED, CampaignStatus.SCHEDULED, CampaignStatus.PAUSED},
            CampaignStatus.RUNNING,
        ),
        move(CampaignAction.PAUSE, CampaignStatus.RUNNING, CampaignStatus.PAUSED),
        move(CampaignAction.EXHAUST, CampaignStatus.RUNNING, CampaignStatus.PAUSED),
        move(CampaignAction.REPLENISH, CampaignStatus.PAUSED, CampaignStatus.RUNNING),
        move(
            CampaignAction.END,
            {
                CampaignStatus.DRAFT,
                CampaignStatus.APPROVED,
                CampaignStatus.SCHEDULED,
                CampaignStatus.RUNNING,
                CampaignStatus.PAUSED,
            },
            CampaignStatus.ENDED,
        ),
        move(CampaignAction.EVALUATE, CampaignStatus.ENDED, CampaignStatus.EVALUATED),
    ],
)


class PauseReason(StrEnum):
    """Why a campaign is paused. Only one whose budget is gone goes on by itself."""

    BY_HAND = "by_hand"
    BUDGET = "budget"


class CampaignTaskKind(StrEnum):
    """What there is to do beside promotions."""

    ADVERTISING = "advertising"
    PAGE_UPDATE = "page_update"
    OTHER = "other"


class CampaignTaskStatus(StrEnum):
    """Whether a task of a campaign is done."""

    OPEN = "open"
    DONE = "done"
    CANCELED = "canceled"


class CampaignTaskAction(StrEnum):
    """What closes a task."""

    COMPLETE = "complete"
    CANCEL = "cancel"


CAMPAIGN_TASK = StateMachine(
    "campaign task",
    CampaignTaskStatus,
    initial={CampaignTaskStatus.OPEN},
    moves=[
        move(CampaignTaskAction.COMPLETE, CampaignTaskStatus.OPEN, CampaignTaskStatus.DONE),
        move(CampaignTaskAction.CANCEL, CampaignTaskStatus.OPEN, CampaignTaskStatus.CANCELED),
    ],
)


def is_overdue(status: CampaignTaskStatus, due_at: datetime | None, now: datetime) -> bool:
    """Whether a task is open and its date has passed."""
    return status is CampaignTaskStatus.OPEN and due_at is not None and due_at < now

"""The words of campaigns on the wire: the domain's enums, described."""

from domain.promotions.campaigns.states import (
    CampaignAction,
    CampaignStatus,
    CampaignTaskAction,
    CampaignTaskKind,
    CampaignTaskStatus,
    PauseReason,
)
from schema.shared.enums import describe

__all__ = [
    "CampaignAction",
    "CampaignStatus",
    "CampaignTaskAction",
    "CampaignTaskKind",
    "CampaignTaskStatus",
    "PauseReason",
]

describe(
    CampaignStatus,
    "How far a campaign has come.",
    DRAFT="Planned; somebody else has to approve it.",
    APPROVED="Somebody approved the plan.",
    SCHEDULED="It waits for its start.",
    RUNNING="Its promotions are in force.",
    PAUSED="They are not, for a while.",
    ENDED="Over for good.",
    EVALUATED="Over, and what came of it is known.",
)
describe(
    CampaignAction,
    "What moves a campaign.",
    REVISE="Change the plan; it has to be approved again.",
    APPROVE="Say that it may be done. For somebody who did not plan it.",
    SCHEDULE="Wait for its start.",
    START="Put its promotions in force.",
    PAUSE="Stop them for a while.",
    EXHAUST="The last of the budget is taken; orders do this.",
    REPLENISH="Some of the budget was given back; orders that are given up do this.",
    END="End it for good.",
    EVALUATE="Say what came of it.",
)
describe(
    PauseReason,
    "Why a campaign is paused.",
    BY_HAND="Somebody paused it.",
    BUDGET="The budget is gone. It goes on by itself if some of it is given back.",
)
describe(
    CampaignTaskKind,
    "What kind of thing there is to do.",
    ADVERTISING="An advertisement to place.",
    PAGE_UPDATE="A page to change.",
    OTHER="Something else.",
)
describe(
    CampaignTaskStatus,
    "Whether a task is done.",
    OPEN="It is not.",
    DONE="It is.",
    CANCELED="It need not be done any more.",
)
describe(
    CampaignTaskAction,
    "What closes a task.",
    COMPLETE="It is done.",
    CANCEL="It need not be done any more.",
)

"""The lives of what is sold: on the shelf or not, under review, from its launch to its end."""

from enum import StrEnum

from domain.shared.states import StateMachine, move


class PublicationStatus(StrEnum):
    """Whether customers can see and buy a product."""

    UNPUBLISHED = "unpublished"
    PUBLISHED = "published"


class PublicationAction(StrEnum):
    """What moves a product on and off the shelf."""

    PUBLISH = "publish"
    UNPUBLISH = "unpublish"


class PriceCause(StrEnum):
    """Why a price changed."""

    MANUAL = "manual"
    RULE = "rule"  # a pricing rule, or somebody who approved what it proposed
    SCHEDULE = "schedule"  # it was planned for this moment
    PROMOTION = "promotion"
    IMPORT = "import"


PUBLICATION = StateMachine(
    "product",
    PublicationStatus,
    initial={PublicationStatus.UNPUBLISHED},
    moves=[
        move(PublicationAction.PUBLISH, PublicationStatus.UNPUBLISHED, PublicationStatus.PUBLISHED),
        move(
            PublicationAction.UNPUBLISH, PublicationStatus.PUBLISHED, PublicationStatus.UNPUBLISHED
        ),
    ],
)


class RevisionStatus(StrEnum):
    """How far a pending edit of a product has come. There is one at a time."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    CHANGES_REQUESTED = "changes_requested"
    APPROVED = "approved"
    PUBLISHED = "published"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class RevisionAction(StrEnum):
    """What is done with a pending edit."""

    EDIT = "edit"
    SUBMIT = "submit"
    REQUEST_CHANGES = "request_changes"
    APPROVE = "approve"
    REJECT = "reject"
    PUBLISH = "publish"  # the product becomes what the edit says
    WITHDRAW = "withdraw"


PENDING = (
    RevisionStatus.DRAFT,
    RevisionStatus.IN_REVIEW,
    RevisionStatus.CHANGES_REQUESTED,
    RevisionStatus.APPROVED,
)
REVISION = StateMachine(
    "product revision",
    RevisionStatus,
    initial={RevisionStatus.DRAFT},
    moves=[
        move(RevisionAction.EDIT, RevisionStatus.DRAFT, RevisionStatus.DRAFT),
        move(
            RevisionAction.EDIT, RevisionStatus.CHANGES_REQUESTED, RevisionStatus.CHANGES_REQUESTED
        ),
        move(
            RevisionAction.SUBMIT,
            {RevisionStatus.DRAFT, RevisionStatus.CHANGES_REQUESTED},
            RevisionStatus.IN_REVIEW,
        ),
        # An approval can be taken back: the product may have changed under it.
        move(
            RevisionAction.REQUEST_CHANGES,
            {RevisionStatus.IN_REVIEW, RevisionStatus.APPROVED},
            RevisionStatus.CHANGES_REQUESTED,
        ),
        move(RevisionAction.APPROVE, RevisionStatus.IN_REVIEW, RevisionStatus.APPROVED),
        move(RevisionAction.REJECT, RevisionStatus.IN_REVIEW, RevisionStatus.REJECTED),
        move(RevisionAction.PUBLISH, RevisionStatus.APPROVED, RevisionStatus.PUBLISHED),
        move(RevisionAction.WITHDRAW, PENDING, RevisionStatus.WITHDRAWN),
    ],
)


class ChannelPublicationStatus(StrEnum):
    """Whether one channel shows a product."""

    UNPUBLISHED = "unpublished"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"


class ChannelPublicationAction(StrEnum):
    """What moves a product into a channel and out of it, now or later."""

    SCHEDULE = "schedule"
    SCHEDULE_END = "schedule_end"
    PUBLISH = "publish"
    UNPUBLISH = "unpublish"


CHANNEL_PUBLICATION = StateMachine(
    "publication in a channel",
    ChannelPublicationStatus,
    initial={ChannelPublicationStatus.UNPUBLISHED, ChannelPublicationStatus.PUBLISHED},
    moves=[
        move(
            ChannelPublicationAction.SCHEDULE,
            {ChannelPublicationStatus.UNPUBLISHED, ChannelPublicationStatus.SCHEDULED},
            ChannelPublicationStatus.SCHEDULED,
        ),
        move(
            ChannelPublicationAction.SCHEDULE_END,
            ChannelPublicationStatus.PUBLISHED,
            ChannelPublicationStatus.PUBLISHED,
        ),
        move(
            ChannelPublicationAction.PUBLISH,
            {ChannelPublicationStatus.UNPUBLISHED, ChannelPublicationStatus.SCHEDULED},
            ChannelPublicationStatus.PUBLISHED,
        ),
        move(
            ChannelPublicationAction.UNPUBLISH,
            {ChannelPublicationStatus.SCHEDULED, ChannelPublicationStatus.PUBLISHED},
            ChannelPublicationStatus.UNPUBLISHED,
        ),
    ],
)


class LifecycleStage(StrEnum):
    """Where a product stands between its launch and its end."""

    PLANNED = "planned"
    INTRODUCTION = "introduction"
    GROWTH = "growth"
    MATURITY = "maturity"
    DECLINE = "decline"
    CLEARANCE = "clearance"
    DISCONTINUED = "discontinued"


class LifecycleAction(StrEnum):
    """What takes a product from one stage to the next, or back."""

    INTRODUCE = "introduce"
    GROW = "grow"
    MATURE = "mature"
    DECLINE = "decline"
    CLEAR = "clear"
    DISCONTINUE = "discontinue"


LIFECYCLE = StateMachine(
    "product lifecycle",
    LifecycleStage,
    initial={LifecycleStage.PLANNED},
    moves=[
        move(
            LifecycleAction.INTRODUCE,
            {LifecycleStage.PLANNED, LifecycleStage.DISCONTINUED},
            LifecycleStage.INTRODUCTION,
        ),
        move(
            LifecycleAction.GROW,
            {LifecycleStage.INTRODUCTION, LifecycleStage.MATURITY},
            LifecycleStage.GROWTH,
        ),
        move(
            LifecycleAction.MATURE,
            {LifecycleStage.GROWTH, LifecycleStage.DECLINE},
            LifecycleStage.MATURITY,
        ),
        move(LifecycleAction.DECLINE, LifecycleStage.MATURITY, LifecycleStage.DECLINE),
        move(LifecycleAction.CLEAR, LifecycleStage.DECLINE, LifecycleStage.CLEARANCE),
        move(LifecycleAction.DISCONTINUE, LifecycleStage.CLEARANCE, LifecycleStage.DISCONTINUED),
    ],
)


class SuggestionStatus(StrEnum):
    """What became of a proposal to move a product to another stage."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DISMISSED = "dismissed"
    LAPSED = "lapsed"


class SuggestionAction(StrEnum):
    """What is done with such a proposal."""

    ACCEPT = "accept"
    DISMISS = "dismiss"
    LAPSE = "lapse"  # the figures speak for it no more, or the product has moved


SUGGESTION = StateMachine(
    "lifecycle suggestion",
    SuggestionStatus,
    initial={SuggestionStatus.OPEN},
    moves=[
        move(SuggestionAction.ACCEPT, SuggestionStatus.OPEN, SuggestionStatus.ACCEPTED),
        move(SuggestionAction.DISMISS, SuggestionStatus.OPEN, SuggestionStatus.DISMISSED),
        move(SuggestionAction.LAPSE, SuggestionStatus.OPEN, SuggestionStatus.LAPSED),
    ],
)

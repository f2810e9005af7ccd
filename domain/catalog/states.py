"""The life of a publication: on the shelf or not."""

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

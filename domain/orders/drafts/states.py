"""The life of a draft, as a table."""

from enum import StrEnum

from domain.shared.states import StateMachine, move


class DraftStatus(StrEnum):
    """Where a draft stands on its way to an order."""

    DRAFT = "draft"
    QUOTED = "quoted"
    DECLINED = "declined"
    EXPIRED = "expired"
    COMPLETED = "completed"
    CANCELED = "canceled"


class DraftAction(StrEnum):
    """What can be done to a draft."""

    CHANGE = "change"
    SEND_QUOTE = "send_quote"
    DECLINE = "decline"
    EXPIRE = "expire"
    COMPLETE = "complete"
    CANCEL = "cancel"


OPEN = {DraftStatus.DRAFT, DraftStatus.QUOTED, DraftStatus.DECLINED, DraftStatus.EXPIRED}
DRAFT = StateMachine(
    "order_draft",
    DraftStatus,
    initial={DraftStatus.DRAFT},
    moves=[
        # Whoever changes it withdraws the quote.
        move(DraftAction.CHANGE, OPEN, DraftStatus.DRAFT),
        move(DraftAction.SEND_QUOTE, OPEN, DraftStatus.QUOTED),
        move(DraftAction.DECLINE, DraftStatus.QUOTED, DraftStatus.DECLINED),
        move(DraftAction.EXPIRE, DraftStatus.QUOTED, DraftStatus.EXPIRED),
        move(
            DraftAction.COMPLETE,
            {DraftStatus.DRAFT, DraftStatus.QUOTED},
            DraftStatus.COMPLETED,
        ),
        move(DraftAction.CANCEL, OPEN, DraftStatus.CANCELED),
    ],
)


class DraftGap(StrEnum):
    """What a draft lacks to become an order, or to be quoted."""

    LINES = "lines"
    CUSTOMER = "customer"
    ADDRESS = "address"

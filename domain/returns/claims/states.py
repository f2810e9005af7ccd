"""The life of a claim, as a table; what is wrong, and what is done about it."""

from enum import StrEnum

from domain.shared.states import StateMachine, move


class ClaimStatus(StrEnum):
    """Something about delivered goods is wrong."""

    OPEN = "open"
    APPROVED = "approved"
    RESOLVED = "resolved"
    DENIED = "denied"
    CANCELED = "canceled"


class ClaimAction(StrEnum):
    """What is done with a claim."""

    APPROVE = "approve"
    DENY = "deny"
    RESOLVE = "resolve"
    CANCEL = "cancel"


CLAIM = StateMachine(
    "claim",
    ClaimStatus,
    initial={ClaimStatus.OPEN},
    moves=[
        move(ClaimAction.APPROVE, ClaimStatus.OPEN, ClaimStatus.APPROVED),
        move(ClaimAction.DENY, ClaimStatus.OPEN, ClaimStatus.DENIED),
        move(ClaimAction.RESOLVE, ClaimStatus.APPROVED, ClaimStatus.RESOLVED),
        move(ClaimAction.CANCEL, {ClaimStatus.OPEN, ClaimStatus.APPROVED}, ClaimStatus.CANCELED),
    ],
)


IS_OPEN = {ClaimStatus.OPEN, ClaimStatus.APPROVED}


class ClaimReason(StrEnum):
    """What is wrong."""

    DAMAGED = "damaged"
    DEFECTIVE = "defective"
    WRONG_ITEM = "wrong_item"
    MISSING = "missing"
    NOT_AS_DESCRIBED = "not_as_described"
    OTHER = "other"


class ClaimResolution(StrEnum):
    """What is done about it."""

    REFUND = "refund"
    REPLACE = "replace"
    KEEP_AND_CREDIT = "keep_and_credit"

"""The words of claims, described."""

from domain.returns.claims.states import ClaimAction, ClaimReason, ClaimResolution, ClaimStatus
from schema.shared.enums import describe

describe(
    ClaimStatus,
    "How far a claim has come.",
    OPEN="Somebody says that something is wrong.",
    APPROVED="It is so, and it is decided what is done about it.",
    RESOLVED="It is done.",
    DENIED="We do not see it so; see the answer.",
    CANCELED="It was taken back.",
)
describe(
    ClaimAction,
    "What can be done with a claim.",
    APPROVE="Agree to it, and decide what is done about it.",
    DENY="Do not agree, and say why.",
    RESOLVE="Do what was decided.",
    CANCEL="Take it back.",
)
describe(
    ClaimReason,
    "What is wrong with goods.",
    DAMAGED="They arrived broken.",
    DEFECTIVE="They do not work.",
    WRONG_ITEM="Something else was ordered.",
    MISSING="They were not in the parcel.",
    NOT_AS_DESCRIBED="They are not what the shop said.",
    OTHER="Something else.",
)
describe(
    ClaimResolution,
    "What is done about goods that are not right. None of them needs to come back.",
    REFUND="Their price is not owed any more, and goes back.",
    REPLACE="New ones are sent, for nothing.",
    KEEP_AND_CREDIT="They are kept for less.",
)

"""What is said of goods that are not right."""

import strawberry

from domain.returns.claims.states import ClaimReason, ClaimResolution
from schema.claims import words as words  # what the enums mean
from schema.returns.inputs import ReturnUnitsInput
from schema.shared.money import MoneyInput
from schema.shared.mutations import KEY_DESCRIPTION, expected_version, optional


@strawberry.input(description="Goods that are not right.")
class ClaimOpenInput:
    """Of which order, and what is wrong."""

    order_id: strawberry.ID = strawberry.field(description="Of which order.")
    lines: list[ReturnUnitsInput] = strawberry.field(
        description="What of it: units that were delivered and are in no return or other claim."
    )
    reason: ClaimReason = strawberry.field(description="What is wrong.")
    idempotency_key: str = strawberry.field(description=KEY_DESCRIPTION)
    note: str = optional("What else there is to say.", default="")


@strawberry.input(description="A claim to agree to.")
class ClaimApproveInput:
    """Which, and what is done about it."""

    id: strawberry.ID = strawberry.field(description="Which claim.")
    resolution: ClaimResolution = strawberry.field(description="What is done about it.")
    amount: MoneyInput | None = optional(
        "How much less the goods are kept for: with KEEP_AND_CREDIT, and only there.", default=None
    )
    expected_version: int | None = expected_version()


@strawberry.input(description="A claim that we do not agree to.")
class ClaimDenyInput:
    """Which, and what the customer is told."""

    id: strawberry.ID = strawberry.field(description="Which claim.")
    answer: str = strawberry.field(description="What the customer is told.")
    expected_version: int | None = expected_version()


@strawberry.input(description="A claim to do what was decided of.")
class ClaimResolveInput:
    """Which."""

    id: strawberry.ID = strawberry.field(description="Which claim.")
    expected_version: int | None = expected_version()


@strawberry.input(description="A claim to take back.")
class ClaimCancelInput:
    """Which."""

    id: strawberry.ID = strawberry.field(description="Which claim.")
    expected_version: int | None = expected_version()

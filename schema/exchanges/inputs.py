"""What is said of goods that shall be exchanged."""

import strawberry

from domain.orders.request import LineRequest
from domain.returns.states import ReturnReason
from domain.shared import inputs
from schema.exchanges import words as words  # what the enums mean
from schema.returns.inputs import ReturnUnitsInput
from schema.shared.ids import key_of
from schema.shared.mutations import KEY_DESCRIPTION, expected_version, optional


@strawberry.input(description="So many units of a variant that are wanted instead.")
class ExchangeWantedInput:
    """What is wanted."""

    variant_id: strawberry.ID = strawberry.field(description="Which variant.")
    quantity: int = strawberry.field(description="Units.")


@strawberry.input(description="Goods that shall be exchanged for others.")
class ExchangeCreateInput:
    """What comes back, and what is wanted."""

    order_id: strawberry.ID = strawberry.field(description="Of which order.")
    lines: list[ReturnUnitsInput] = strawberry.field(
        description="What comes back: units that were delivered and are in no return or claim."
    )
    wanted: list[ExchangeWantedInput] = strawberry.field(
        description="What is wanted instead; the order's channel sells it."
    )
    reason: ReturnReason = strawberry.field(description="Why.")
    idempotency_key: str = strawberry.field(description=KEY_DESCRIPTION)
    note: str = optional("What else there is to say.", default="")


@strawberry.input(description="An exchange to agree to.")
class ExchangeApproveInput:
    """Which."""

    id: strawberry.ID = strawberry.field(description="Which exchange.")
    expected_version: int | None = expected_version()


@strawberry.input(description="An exchange to call off.")
class ExchangeCancelInput:
    """Which, and what the customer is told."""

    id: strawberry.ID = strawberry.field(description="Which exchange.")
    answer: str = optional("What the customer is told.", default="")
    expected_version: int | None = expected_version()


def wanted(lines: list[ExchangeWantedInput]) -> list[LineRequest]:
    """What is wanted.

    Raises:
        InvalidInput: too many lines.
        NotFound: an id of something else.
    """
    return [
        LineRequest(
            key_of("ProductVariant", line.variant_id, "wanted", str(place), "variantId"),
            line.quantity,
        )
        for place, line in enumerate(inputs.items(lines, "wanted"))
    ]

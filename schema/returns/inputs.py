"""What is said of goods that come back."""

from uuid import UUID

import strawberry

from domain.returns.inspect_return import Finding
from domain.returns.states import Disposition, ReturnReason
from domain.shared import inputs
from schema.returns import words as words  # what the enums mean
from schema.shared.ids import key_of
from schema.shared.mutations import KEY_DESCRIPTION, expected_version, optional


@strawberry.input(description="So many units of a line of the order.")
class ReturnUnitsInput:
    """Units that come back."""

    order_line_id: strawberry.ID = strawberry.field(description="Which line of the order.")
    quantity: int = strawberry.field(description="Units.")


@strawberry.input(description="Goods that shall come back.")
class ReturnRequestInput:
    """Of which order, and why."""

    order_id: strawberry.ID = strawberry.field(description="Of which order.")
    lines: list[ReturnUnitsInput] = strawberry.field(
        description="What of it: units that were delivered and are in no other return."
    )
    reason: ReturnReason = strawberry.field(description="Why.")
    idempotency_key: str = strawberry.field(description=KEY_DESCRIPTION)
    note: str = optional("What else there is to say.", default="")


@strawberry.input(description="A return to agree to.")
class ReturnApproveInput:
    """Which."""

    id: strawberry.ID = strawberry.field(description="Which return.")
    expected_version: int | None = expected_version()


@strawberry.input(description="A return that we do not take.")
class ReturnDeclineInput:
    """Which, and what the customer is told."""

    id: strawberry.ID = strawberry.field(description="Which return.")
    answer: str = strawberry.field(description="What the customer is told.")
    expected_version: int | None = expected_version()


@strawberry.input(description="A return to call off.")
class ReturnCancelInput:
    """Which."""

    id: strawberry.ID = strawberry.field(description="Which return.")
    expected_version: int | None = expected_version()


@strawberry.input(description="A return to get a waybill number for.")
class ReturnLabelCreateInput:
    """Which, and from whom."""

    id: strawberry.ID = strawberry.field(description="Which return.")
    carrier: str = strawberry.field(description="The carrier's code.")
    expected_version: int | None = expected_version()


@strawberry.input(description="A return that was handed over.")
class ReturnMarkSentInput:
    """Which."""

    id: strawberry.ID = strawberry.field(description="Which return.")
    expected_version: int | None = expected_version()


@strawberry.input(description="What arrived of a return, as it was counted.")
class ReturnReceiveInput:
    """A count."""

    id: strawberry.ID = strawberry.field(description="Which return.")
    warehouse_id: strawberry.ID = strawberry.field(
        description="Where; all of a return is counted in one warehouse."
    )
    lines: list[ReturnUnitsInput] = strawberry.field(
        description="What came now, beside what was counted before: short, more than announced, or"
        " of lines that nobody announced."
    )
    idempotency_key: str = strawberry.field(description=KEY_DESCRIPTION)
    is_last: bool = optional("Whether nothing more will come.", default=False)
    expected_version: int | None = expected_version()


@strawberry.input(description="What becomes of so many units of a line.")
class ReturnFindingInput:
    """A finding."""

    order_line_id: strawberry.ID = strawberry.field(description="Which line of the order.")
    disposition: Disposition = strawberry.field(description="What becomes of them.")
    quantity: int = strawberry.field(description="Units.")


@strawberry.input(description="What becomes of each unit of a return that came.")
class ReturnInspectInput:
    """The findings."""

    id: strawberry.ID = strawberry.field(description="Which return.")
    lines: list[ReturnFindingInput] = strawberry.field(
        description="The findings; together of each unit that came, once."
    )
    expected_version: int | None = expected_version()


@strawberry.input(description="A refund of a return to agree to.")
class ReturnRefundApproveInput:
    """Which."""

    id: strawberry.ID = strawberry.field(description="Which refund.")
    expected_version: int | None = expected_version()


@strawberry.input(description="A refund of a return to try again.")
class ReturnRefundRetryInput:
    """Which."""

    id: strawberry.ID = strawberry.field(description="Which refund.")
    expected_version: int | None = expected_version()


@strawberry.input(description="A refund of a return to give up.")
class ReturnRefundCancelInput:
    """Which."""

    id: strawberry.ID = strawberry.field(description="Which refund.")
    expected_version: int | None = expected_version()


def units(lines: list[ReturnUnitsInput]) -> dict[UUID, int]:
    """How many units of each line of the order.

    Raises:
        InvalidInput: too many lines, or one named twice.
        NotFound: an id of something else.
    """
    keys = [key_of("OrderLine", line.order_line_id) for line in inputs.items(lines, "lines")]
    inputs.distinct([str(key) for key in keys], "lines")
    return {key: line.quantity for key, line in zip(keys, lines, strict=True)}


def findings(lines: list[ReturnFindingInput]) -> list[Finding]:
    """What was found.

    Raises:
        InvalidInput: too many lines.
        NotFound: an id of something else.
    """
    return [
        Finding(key_of("OrderLine", line.order_line_id), line.disposition, line.quantity)
        for line in inputs.items(lines, "lines")
    ]

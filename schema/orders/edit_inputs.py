"""What is said of an edit."""

import strawberry

from schema.orders.requests import ShippingAddressInput
from schema.shared.money import MoneyInput
from schema.shared.mutations import KEY_DESCRIPTION, expected_version, optional


@strawberry.input(description="An order to edit.")
class OrderEditBeginInput:
    """Which."""

    id: strawberry.ID = strawberry.field(description="Which order.")
    idempotency_key: str | None = optional(KEY_DESCRIPTION)
    expected_version: int | None = expected_version()


@strawberry.input(description="A line to add, at the price of the moment it is committed.")
class OrderEditAddLineInput:
    """What, and how much."""

    id: strawberry.ID = strawberry.field(description="Which edit.")
    variant_id: strawberry.ID = strawberry.field(description="What.")
    quantity: int = strawberry.field(description="Units, 1 to 10,000.")
    idempotency_key: str = strawberry.field(description=KEY_DESCRIPTION)
    expected_version: int | None = expected_version()


@strawberry.input(description="How many units a line shall have.")
class OrderEditSetQuantityInput:
    """A line, of the order or of the edit."""

    id: strawberry.ID = strawberry.field(description="Which edit.")
    order_line_id: strawberry.ID = strawberry.field(
        description="Which line: of the order, or one that the edit adds."
    )
    quantity: int = strawberry.field(description="Units, 0 to 10,000; none takes the line out.")
    expected_version: int | None = expected_version()


@strawberry.input(description="A line that shall go.")
class OrderEditRemoveLineInput:
    """A line, of the order or of the edit."""

    id: strawberry.ID = strawberry.field(description="Which edit.")
    order_line_id: strawberry.ID = strawberry.field(
        description="Which line: of the order, or one that the edit adds."
    )
    expected_version: int | None = expected_version()


@strawberry.input(description="Where the order shall go instead.")
class OrderEditSetAddressInput:
    """An address."""

    id: strawberry.ID = strawberry.field(description="Which edit.")
    shipping_address: ShippingAddressInput = strawberry.field(description="Where.")
    expected_version: int | None = expected_version()


@strawberry.input(description="What sending the order shall cost.")
class OrderEditSetShippingInput:
    """An amount."""

    id: strawberry.ID = strawberry.field(description="Which edit.")
    shipping: MoneyInput = strawberry.field(description="How much, in the order's currency.")
    expected_version: int | None = expected_version()


@strawberry.input(description="What staff take off an order, or one line of it, and why.")
class OrderEditAddDiscountInput:
    """An amount and a reason."""

    id: strawberry.ID = strawberry.field(description="Which edit.")
    amount: MoneyInput = strawberry.field(
        description="How much, in the order's currency; no more than there is."
    )
    reason: str = strawberry.field(description="Why, 1 to 200 characters.")
    idempotency_key: str = strawberry.field(description=KEY_DESCRIPTION)
    order_line_id: strawberry.ID | None = optional(
        "Of which line: of the order, or one that the edit adds. Else of the whole order."
    )
    expected_version: int | None = expected_version()


@strawberry.input(description="An edit to be done.")
class OrderEditCommitInput:
    """Which."""

    id: strawberry.ID = strawberry.field(description="Which edit.")
    expected_version: int | None = expected_version()


@strawberry.input(description="An edit to be given up.")
class OrderEditAbandonInput:
    """Which."""

    id: strawberry.ID = strawberry.field(description="Which edit.")
    expected_version: int | None = expected_version()

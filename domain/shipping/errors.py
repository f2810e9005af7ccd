"""What sending refuses."""

from enum import StrEnum
from uuid import UUID

from domain.shared.errors import DomainError


class ShippingObstacle(StrEnum):
    """Why goods cannot be sent in a way."""

    NOT_ACTIVE = "not_active"
    ANOTHER_CHANNEL = "another_channel"
    ANOTHER_CURRENCY = "another_currency"
    NO_ADDRESS = "no_address"
    NOT_THERE = "not_there"
    WORTH_TOO_LITTLE = "worth_too_little"


class ShippingMethodUnavailable(DomainError):
    """These goods cannot be sent there in this way; `reason` says why."""

    code = "SHIPPING_METHOD_UNAVAILABLE"

    def __init__(self, method_id: UUID, name: str, reason: ShippingObstacle) -> None:
        super().__init__(
            f"{name} is not for this order: {reason.value}.",
            name=name,
            reason=reason.value,
            method_id=method_id,
            field=["shippingMethodId"],
        )
        self.field = ["shippingMethodId"]
        self.reason = reason

"""What a warehouse and a parcel refuse."""

from uuid import UUID

from domain.shared.errors import DomainError


class PickingAlreadyStarted(DomainError):
    """Hands are on the goods: the order can no longer simply be cancelled."""

    code = "PICKING_ALREADY_STARTED"

    def __init__(self, order_id: UUID) -> None:
        super().__init__("The warehouse is already at work on this order.", order_id=order_id)


class ProgressOutOfOrder(DomainError):
    """Goods are picked, then packed; neither twice round nor backwards."""

    code = "PROGRESS_OUT_OF_ORDER"

    def __init__(self, reached: str | None, reported: str) -> None:
        super().__init__(
            f"Work that is {reached or 'just begun'} cannot become {reported}.",
            reached=reached,
            reported=reported,
        )


class NotPacked(DomainError):
    """A parcel is made of what has been packed."""

    code = "NOT_PACKED"

    def __init__(self, fulfillment_order_id: UUID) -> None:
        super().__init__("Pack the goods first.", fulfillment_order_id=fulfillment_order_id)


class TooManyUnits(DomainError):
    """A parcel holds no more of a line than the warehouse has left to send."""

    code = "TOO_MANY_UNITS"

    def __init__(self, order_line_id: UUID, requested: int, available: int) -> None:
        super().__init__(
            f"Only {available} of these are left to send.",
            order_line_id=order_line_id,
            requested=requested,
            available=available,
        )
        self.requested = requested
        self.available = available

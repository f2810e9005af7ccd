"""What an order refuses."""

from collections.abc import Sequence
from uuid import UUID

from domain.orders.states import MergeObstacle, OrderStatus, UnmergeObstacle
from domain.shared.errors import DomainError, NotFound


class VariantNotFound(NotFound):
    """A line names something that is not for sale. `field` is the path of that line."""

    def __init__(self, variant_id: UUID, *field: str) -> None:
        super().__init__("variant", variant_id)
        self.facts["field"] = list(field)
        self.field = list(field)


class OrderAlreadyShipped(DomainError):
    """A parcel has left. What is on its way comes back by a return, not by cancelling."""

    code = "ORDER_ALREADY_SHIPPED"

    def __init__(self, number: str) -> None:
        super().__init__("A parcel of this order has left already.", number=number)


class OrderNotPayable(DomainError):
    """No money is taken for an order that has ended."""

    code = "ORDER_NOT_PAYABLE"

    def __init__(self, number: str, status: OrderStatus) -> None:
        super().__init__(f"An order that is {status} takes no money.", number=number, status=status)


class HeldForExchange(DomainError):
    """What goes out for an exchange goes on by itself, when what comes back was inspected."""

    code = "HELD_FOR_EXCHANGE"

    def __init__(self, number: str) -> None:
        super().__init__("This order waits for what comes back in exchange for it.", number=number)


class OrderNotConfirmed(DomainError):
    """Parcels are packed and sent for confirmed orders only."""

    code = "ORDER_NOT_CONFIRMED"

    def __init__(self, number: str, status: OrderStatus) -> None:
        super().__init__(f"An order that is {status} sends nothing.", number=number, status=status)


class UnitsDoNotAddUp(DomainError):
    """More units would be packed, sent or delivered than came before."""

    code = "UNITS_DO_NOT_ADD_UP"

    def __init__(self) -> None:
        super().__init__("More units than this line has at that step.")


class UnitsNotFree(DomainError):
    """Only units that wait for a warehouse to begin can go to another order."""

    code = "UNITS_NOT_FREE"

    def __init__(self, order_line_id: UUID, requested: int, available: int) -> None:
        super().__init__(
            f"Only {available} of these wait to be picked.",
            order_line_id=order_line_id,
            requested=requested,
            available=available,
        )
        self.requested = requested
        self.available = available


class OrdersNotMergeable(DomainError):
    """These orders cannot become one. `obstacles` say which order, and why."""

    code = "ORDERS_NOT_MERGEABLE"

    def __init__(self, obstacles: Sequence[tuple[UUID, MergeObstacle]]) -> None:
        reasons = ", ".join(sorted({obstacle.value for _, obstacle in obstacles}))
        super().__init__(
            f"These orders cannot be merged: {reasons}.",
            reasons=reasons,
            obstacles=list(obstacles),
        )
        self.obstacles = list(obstacles)


class MergeNotUndoable(DomainError):
    """Orders that became one cannot be taken apart any more."""

    code = "MERGE_NOT_UNDOABLE"

    def __init__(self, obstacle: UnmergeObstacle) -> None:
        super().__init__(
            f"This merge cannot be undone any more: {obstacle.value}.", obstacle=obstacle.value
        )
        self.obstacle = obstacle


class ClaimExceedsDelivered(DomainError):
    """Of each unit that was delivered something is wrong once, and not of one that is sent back."""

    code = "CLAIM_EXCEEDS_DELIVERED"

    def __init__(self, order_line_id: UUID, requested: int, available: int) -> None:
        super().__init__(
            f"Only {available} of these can still be claimed.",
            order_line_id=order_line_id,
            requested=requested,
            available=available,
        )
        self.requested = requested
        self.available = available


class ReturnExceedsDelivered(DomainError):
    """Nobody gives back more units than they have: delivered, and in no other return or claim."""

    code = "RETURN_EXCEEDS_DELIVERED"

    def __init__(self, order_line_id: UUID, requested: int, available: int) -> None:
        super().__init__(
            f"Only {available} of these can still come back.",
            order_line_id=order_line_id,
            requested=requested,
            available=available,
        )
        self.requested = requested
        self.available = available

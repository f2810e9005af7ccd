"""What is refused around customers."""

from typing import ClassVar

from domain.shared.errors import DomainError


class OrdersUnderWay(DomainError):
    """A person is not erased while something is on its way to them, or owed."""

    code: ClassVar[str] = "ORDERS_UNDER_WAY"

    def __init__(self, numbers: list[str]) -> None:
        super().__init__("Orders of this customer are under way.", numbers=numbers)
        self.numbers = numbers


class TooManyAddresses(DomainError):
    """Nobody lives in that many places."""

    code: ClassVar[str] = "TOO_MANY_ADDRESSES"

    def __init__(self, addresses_max: int) -> None:
        super().__init__(
            f"A customer has at most {addresses_max} addresses.", addresses_max=addresses_max
        )
        self.addresses_max = addresses_max

"""What is refused around customers."""

from typing import ClassVar

from domain.shared.errors import DomainError


class TooManyAddresses(DomainError):
    """Nobody lives in that many places."""

    code: ClassVar[str] = "TOO_MANY_ADDRESSES"

    def __init__(self, addresses_max: int) -> None:
        super().__init__(
            f"A customer has at most {addresses_max} addresses.", addresses_max=addresses_max
        )
        self.addresses_max = addresses_max

"""What is refused around prices."""

from typing import ClassVar

from domain.shared.errors import DomainError


class PriceListOver(DomainError):
    """Its end has passed: it could not count for anybody."""

    code: ClassVar[str] = "PRICE_LIST_OVER"

    def __init__(self) -> None:
        super().__init__("The end of this list has passed.")


class VariantHasNoPrice(DomainError):
    """There is nothing to change: it has no price in this currency."""

    code: ClassVar[str] = "VARIANT_HAS_NO_PRICE"

    def __init__(self, currency: str) -> None:
        super().__init__(f"This variant has no price in {currency}.", currency=currency)
        self.currency = currency

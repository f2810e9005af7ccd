"""What taxes refuse."""

from datetime import datetime

from domain.shared.errors import DomainError


class TaxRatesOverlap(DomainError):
    """One tax has one rate at a time, for a class and a place."""

    code = "TAX_RATES_OVERLAP"

    def __init__(self, name: str, starts_at: datetime) -> None:
        super().__init__(
            f"{name} has a rate there already, from {starts_at:%Y-%m-%d}.",
            name=name,
            starts_at=starts_at,
        )

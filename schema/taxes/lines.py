"""What taxes come to, as clients see it: tax by tax, of an order or a cart."""

from collections.abc import Iterable
from decimal import Decimal

import strawberry

from domain.taxes.arithmetic import WHOLE, TaxLine
from schema.shared.money import Money


@strawberry.type(description="What one tax comes to, by its name and rate of that moment.")
class OrderTaxLine:
    """A tax."""

    name: str = strawberry.field(description="What it is called, such as VAT.")
    rate: Decimal = strawberry.field(
        description='How much of the base it is, as a fraction: "0.13" is 13 %.'
    )
    base: Money = strawberry.field(description="What it is taken of, without any tax.")
    tax: Money = strawberry.field(description="The tax.")

    @classmethod
    def each(cls, lines: Iterable[TaxLine], currency: str) -> list["OrderTaxLine"]:
        """In a currency."""
        return [
            cls(
                name=line.name,
                rate=fraction(line.rate_ppm),
                base=Money.of(line.base_minor, currency),
                tax=Money.of(line.tax_minor, currency),
            )
            for line in lines
        ]


def fraction(rate_ppm: int) -> Decimal:
    """Parts per million as a fraction, without needless zeros: 0.13."""
    plain = Decimal(rate_ppm) / WHOLE
    return plain.quantize(Decimal(1)) if plain == plain.to_integral() else plain.normalize()

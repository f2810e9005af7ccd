"""Classes of goods and the rates of places, as staff see them."""

from datetime import datetime
from decimal import Decimal

import strawberry

from domain.taxes import models, queries
from schema.shared.context import Info
from schema.shared.fields import Backed, Node, column
from schema.shared.scalars import CountryCode
from schema.taxes.lines import fraction


@strawberry.type(description="Goods that are taxed alike.")
class TaxClass(Node, Backed[models.TaxClass]):
    """A class."""

    code: str = column("The short name, unique.")
    name: str = column("The name.")
    is_default: bool = column("Whether goods of no other class are of it.")
    version: int = column("Raised by one with every change.")


@strawberry.type(description="What a place takes of goods of a class.")
class TaxRate(Node, Backed[models.TaxRate]):
    """A rate."""

    name: str = column("What it is called on orders, such as VAT.")
    country: CountryCode = column("The country.")
    region_name: str = column("The province or state; empty for all of the country.")
    starts_at: datetime = column("From when on it is owed.")
    ends_at: datetime | None = column("Until when, if that is known.")
    version: int = column("Raised by one with every change.")

    @strawberry.field(description='How much of the base it is, as a fraction: "0.13" is 13 %.')
    def rate(self) -> Decimal:
        return fraction(self.row.rate_ppm)

    @strawberry.field(description="Of which goods.")
    async def tax_class(self, info: Info) -> TaxClass | None:
        return TaxClass.maybe(await info.context.one(queries.classes_by_ids, self.row.tax_class_id))

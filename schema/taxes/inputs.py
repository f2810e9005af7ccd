"""Places and rates, as clients send them."""

from decimal import Decimal

import strawberry

from domain.shared.errors import InvalidInput
from domain.shared.inputs import country, text
from domain.taxes.arithmetic import WHOLE
from domain.taxes.in_force import Place
from domain.taxes.put_rate import REGION_LENGTH_MAX
from schema.shared.mutations import optional
from schema.shared.scalars import CountryCode


@strawberry.input(description="Where something would go, as far as taxes and shipping ask.")
class DestinationInput:
    """A country, and a region of it."""

    country: CountryCode = strawberry.field(description="The country.")
    region: str = optional("The province or state, by its name or code.", default="")

    def read(self, *field: str) -> Place:
        """As the domain has it.

        Raises:
            InvalidInput: no country, or an endless region.
        """
        region = text(self.region, *field, "region", longest=REGION_LENGTH_MAX, required=False)
        return Place.of(country(self.country, *field, "country"), region)


def parts_per_million(rate: Decimal, *field: str) -> int:
    """A rate that was sent as a fraction.

    Raises:
        InvalidInput: more than six decimal digits.
    """
    found = rate * WHOLE
    if abs(rate) > 1 or found != found.to_integral_value():
        raise InvalidInput("A rate is from 0 to 1, with at most six decimal digits.", *field)
    return int(found)

"""Zones, ways of sending, and what they charge, as clients see them."""

import strawberry

from domain.channels.queries import channels_by_ids
from domain.fulfillment import queries as fulfillment
from domain.shipping import models, queries
from domain.shipping.choosing import Quote
from domain.shipping.errors import ShippingMethodUnavailable, ShippingObstacle
from domain.taxes import queries as taxes
from schema.channels.types import SalesChannel
from schema.fulfillment.types import Carrier
from schema.shared.context import Info
from schema.shared.enums import describe
from schema.shared.errors import Refusals, UserError, common
from schema.shared.fields import Backed, Node, column
from schema.shared.money import Money
from schema.shared.scalars import CountryCode, CurrencyCode
from schema.taxes.types import TaxClass

describe(
    ShippingObstacle,
    "Why goods cannot be sent in a way.",
    NOT_ACTIVE="Nothing is sent so any more.",
    ANOTHER_CHANNEL="It is of another channel.",
    ANOTHER_CURRENCY="It charges in another currency.",
    NO_ADDRESS="Nobody says where it goes.",
    NOT_THERE="It does not go there.",
    WORTH_TOO_LITTLE="The goods are worth too little for it.",
)


@strawberry.type(description="The goods cannot be sent there in the way that was chosen.")
class ShippingMethodUnavailableError(UserError):
    """Why not."""

    reason: ShippingObstacle = strawberry.field(description="Why not.")


def _unavailable(error: ShippingMethodUnavailable, locale: str) -> ShippingMethodUnavailableError:
    return ShippingMethodUnavailableError(**common(error, locale), reason=error.reason)


Refusals.add(ShippingMethodUnavailable, _unavailable)


@strawberry.type(description="A place of a zone.")
class ShippingPlace:
    """A country, or a region of it."""

    country: CountryCode = strawberry.field(description="The country.")
    region: str = strawberry.field(
        description="The code or name of the province or state; empty for all of the country."
    )

    @classmethod
    def each(cls, places: list[tuple[str, str]]) -> list["ShippingPlace"]:
        """As a zone keeps them."""
        return [cls(country=CountryCode(country), region=region) for country, region in places]


@strawberry.type(description="Places that are sent to alike.")
class ShippingZone(Node, Backed[models.ShippingZone]):
    """A zone."""

    name: str = column("The name, unique.")
    version: int = column("Raised by one with every change.")

    @strawberry.field(description="Its places.")
    def places(self) -> list[ShippingPlace]:
        return ShippingPlace.each(self.row.places)


@strawberry.type(description="What sending charges for goods of some worth or more.")
class ShippingBand:
    """A band."""

    worth_from: Money = strawberry.field(
        description="From which worth on, before promotions; less than the first is not sent so."
    )
    charge: Money = strawberry.field(description="The charge.")

    @classmethod
    def each(cls, bands: list[tuple[int, int]], currency: str) -> list["ShippingBand"]:
        """As a method keeps them."""
        return [
            cls(worth_from=Money.of(least, currency), charge=Money.of(charge, currency))
            for least, charge in bands
        ]


@strawberry.type(description="A way in which a channel sends goods to a zone.")
class ShippingMethod(Node, Backed[models.ShippingMethod]):
    """A method."""

    name: str = column("What customers call it.")
    currency: CurrencyCode = column("The currency it charges in.")
    days_min: int = column("In how many days it arrives at the earliest.")
    days_max: int = column("In how many days it has arrived.")
    is_active: bool = column("Whether goods are sent so.")
    version: int = column("Raised by one with every change.")

    @strawberry.field(description="What it charges, by the worth of the goods.")
    def bands(self) -> list[ShippingBand]:
        return ShippingBand.each(self.row.bands, self.row.currency)

    @strawberry.field(description="From which worth on goods are sent for nothing.")
    def free_from(self) -> Money | None:
        free = self.row.free_from_minor
        return None if free is None else Money.of(free, self.row.currency)

    @strawberry.field(description="Which channel sends so.")
    async def channel(self, info: Info) -> SalesChannel | None:
        return SalesChannel.maybe(await info.context.one(channels_by_ids, self.row.channel_id))

    @strawberry.field(description="Where it goes.")
    async def zone(self, info: Info) -> ShippingZone | None:
        return ShippingZone.maybe(await info.context.one(queries.zones_by_ids, self.row.zone_id))

    @strawberry.field(description="Who carries it, if that is settled.")
    async def carrier(self, info: Info) -> Carrier | None:
        return Carrier.maybe(
            await info.context.one(fulfillment.carriers_by_ids, self.row.carrier_id)
        )

    @strawberry.field(description="How it is taxed, if not as goods of no class.")
    async def tax_class(self, info: Info) -> TaxClass | None:
        return TaxClass.maybe(await info.context.one(taxes.classes_by_ids, self.row.tax_class_id))


@strawberry.type(description="A way of sending a cart, and what it charges at this moment.")
class ShippingQuote:
    """Nothing is reserved."""

    method: ShippingMethod = strawberry.field(
        description="The way; orderCreate takes its id. Its zone and tax class need pricing:read."
    )
    charge: Money = strawberry.field(
        description="What it charges before promotions and taxes; promotionEvaluate says the rest."
    )

    @classmethod
    def of(cls, quote: Quote) -> "ShippingQuote":
        """As the domain has it."""
        return cls(
            method=ShippingMethod.of(quote.method),
            charge=Money.of(quote.charge_minor, quote.method.currency),
        )

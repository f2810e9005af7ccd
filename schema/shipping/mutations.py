"""Saying how goods are sent."""

import strawberry

from domain.shared.errors import AlreadyTaken
from domain.shared.money import MINOR_DIGITS, WrongCurrency
from domain.shipping.put_method import NewMethod, put_method
from domain.shipping.put_zone import put_zone
from schema.shared.context import Info
from schema.shared.ids import key_of, maybe_key
from schema.shared.money import MoneyInput
from schema.shared.mutations import (
    KEY_DESCRIPTION,
    Input,
    Payload,
    changed,
    expected_version,
    mutation,
    optional,
)
from schema.shared.scalars import CurrencyCode
from schema.shipping.types import ShippingMethod, ShippingZone
from schema.taxes.inputs import DestinationInput


@strawberry.input(description="Places that are sent to alike.")
class ShippingZoneUpsertInput:
    """A zone."""

    name: str = strawberry.field(description="The name, unique.")
    places: list[DestinationInput] = strawberry.field(
        description="Countries, or regions of them; 1 to 400."
    )
    idempotency_key: str = strawberry.field(description=KEY_DESCRIPTION)
    id: strawberry.ID | None = optional("The zone to change; none for a new one.")
    expected_version: int | None = expected_version()


@strawberry.input(description="What sending charges for goods of some worth or more.")
class ShippingBandInput:
    """A band."""

    worth_from: MoneyInput = strawberry.field(description="From which worth on, before promotions.")
    charge: MoneyInput = strawberry.field(description="The charge.")


@strawberry.input(description="A way in which a channel sends goods to a zone.")
class ShippingMethodUpsertInput:
    """A method."""

    channel_id: strawberry.ID = strawberry.field(description="Which channel sends so.")
    zone_id: strawberry.ID = strawberry.field(description="Where it goes.")
    name: str = strawberry.field(description="What customers call it.")
    currency: CurrencyCode = strawberry.field(description="The currency it charges in.")
    bands: list[ShippingBandInput] = strawberry.field(
        description="What it charges, by the worth of the goods; goods of less than the first band"
        " are not sent so. 1 to 50."
    )
    days_min: int = strawberry.field(description="In how many days it arrives at the earliest.")
    days_max: int = strawberry.field(description="In how many days it has arrived, 0 to 365.")
    idempotency_key: str = strawberry.field(description=KEY_DESCRIPTION)
    id: strawberry.ID | None = optional("The method to change; none for a new one.")
    free_from: MoneyInput | None = optional("From which worth on goods are sent for nothing.")
    carrier_id: strawberry.ID | None = optional("Who carries it.")
    tax_class_id: strawberry.ID | None = optional("How it is taxed, if not as goods of no class.")
    is_active: bool = optional("Whether goods are sent so.", default=True)
    expected_version: int | None = expected_version()


@strawberry.type(description="The zone as it is now.")
class ShippingZonePayload(Payload):
    """What came of it."""

    zone: ShippingZone | None = changed("The zone.")


@strawberry.type(description="The way of sending as it is now.")
class ShippingMethodPayload(Payload):
    """What came of it."""

    method: ShippingMethod | None = changed("The way of sending.")


@strawberry.type(description="Saying how goods are sent.")
class ShippingMutations:
    """For those who decide what things cost."""

    @mutation("Say which places are sent to alike. Needs pricing:write.", AlreadyTaken)
    async def shipping_zone_upsert(
        self, info: Info, input: Input[ShippingZoneUpsertInput]
    ) -> ShippingZonePayload:
        places = [each.read("places", str(at)) for at, each in enumerate(input.places)]
        row = await put_zone(
            info.context.domain,
            input.name,
            places,
            zone_id=maybe_key("ShippingZone", input.id),
            expected_version=input.expected_version,
            idempotency_key=input.idempotency_key,
        )
        return ShippingZonePayload(zone=ShippingZone.of(row))

    @mutation(
        "Say how a channel sends goods to a zone, and what that charges. Orders that were placed"
        " keep what they have. Needs pricing:write.",
        WrongCurrency,
    )
    async def shipping_method_upsert(
        self, info: Info, input: Input[ShippingMethodUpsertInput]
    ) -> ShippingMethodPayload:
        currency = input.currency
        if currency not in MINOR_DIGITS:
            raise WrongCurrency("We do not trade in this currency.", "currency")
        bands = [
            (
                _minor(band.worth_from, currency, "bands", str(at), "worthFrom"),
                _minor(band.charge, currency, "bands", str(at), "charge"),
            )
            for at, band in enumerate(input.bands)
        ]
        method = NewMethod(
            key_of("SalesChannel", input.channel_id),
            key_of("ShippingZone", input.zone_id),
            input.name,
            currency,
            bands,
            input.days_min,
            input.days_max,
            _minor(input.free_from, currency, "freeFrom") if input.free_from else None,
            maybe_key("Carrier", input.carrier_id),
            maybe_key("TaxClass", input.tax_class_id),
            input.is_active,
        )
        row = await put_method(
            info.context.domain,
            method,
            method_id=maybe_key("ShippingMethod", input.id),
            expected_version=input.expected_version,
            idempotency_key=input.idempotency_key,
        )
        return ShippingMethodPayload(method=ShippingMethod.of(row))


def _minor(amount: MoneyInput, currency: str, *field: str) -> int:
    """An amount of the method's own currency.

    Raises:
        WrongCurrency: it is of another.
    """
    found = amount.read(*field)
    if found.currency != currency:
        raise WrongCurrency(f"This is in {found.currency}, not in {currency}.", *field)
    return found.minor

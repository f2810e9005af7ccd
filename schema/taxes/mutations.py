"""Saying what is taxed how."""

from datetime import datetime
from decimal import Decimal

import strawberry

from domain.shared.errors import AlreadyTaken
from domain.taxes.assign_class import assign_class
from domain.taxes.create_class import create_class
from domain.taxes.errors import TaxRatesOverlap
from domain.taxes.put_rate import NewRate, put_rate
from domain.taxes.remove_rate import remove_rate
from domain.taxes.set_channel_taxes import set_channel_taxes
from schema.channels.types import SalesChannel
from schema.shared.context import Info
from schema.shared.ids import key_of, maybe_key
from schema.shared.mutations import (
    KEY_DESCRIPTION,
    Input,
    Payload,
    changed,
    expected_version,
    mutation,
    optional,
)
from schema.shared.scalars import CountryCode
from schema.taxes.inputs import parts_per_million
from schema.taxes.types import TaxClass, TaxRate


@strawberry.input(description="Goods that are taxed alike.")
class TaxClassCreateInput:
    """A new class."""

    code: str = strawberry.field(description="The short name, unique.")
    name: str = strawberry.field(description="The name.")
    idempotency_key: str = strawberry.field(description=KEY_DESCRIPTION)
    is_default: bool = optional(
        "Let goods of no other class be of it; the first class is so anyway.", default=False
    )


@strawberry.input(description="Goods, and their class.")
class TaxClassAssignInput:
    """Which goods. A variant's own class comes before its product's."""

    id: strawberry.ID = strawberry.field(description="The class.")
    product_ids: list[strawberry.ID] = optional("Products, at most 250.", default=())
    variant_ids: list[strawberry.ID] = optional("Single variants, at most 250.", default=())
    expected_version: int | None = expected_version()


@strawberry.input(description="What a place takes of goods of a class.")
class TaxRateUpsertInput:
    """A rate. Those of a region replace those of its country; those of one place add up."""

    tax_class_id: strawberry.ID = strawberry.field(description="Of which goods.")
    country: CountryCode = strawberry.field(description="Which country takes it.")
    name: str = strawberry.field(description="What it is called on orders, such as VAT.")
    rate: Decimal = strawberry.field(
        description='How much of the base it is, as a fraction: "0.13" is 13 %. At most six'
        " decimal digits."
    )
    starts_at: datetime = strawberry.field(description="From when on it is owed.")
    idempotency_key: str = strawberry.field(description=KEY_DESCRIPTION)
    id: strawberry.ID | None = optional("The rate to put this in the place of; none for a new one.")
    region: str = optional(
        "The province or state that takes it, by its name or code; the country if left out.",
        default="",
    )
    ends_at: datetime | None = optional("Until when it is owed, if that is known.")
    expected_version: int | None = expected_version()


@strawberry.input(description="A rate to take away.")
class TaxRateRemoveInput:
    """Which."""

    id: strawberry.ID = strawberry.field(description="Which rate.")
    expected_version: int | None = expected_version()


@strawberry.input(description="How a channel's prices are meant.")
class ChannelSetTaxesInput:
    """Which, and how."""

    id: strawberry.ID = strawberry.field(description="Which channel.")
    prices_include_tax: bool = strawberry.field(
        description="Whether its prices contain the tax, or it comes on top."
    )
    country: CountryCode | None = optional(
        "Where orders are taxed of which nobody says where they go; nowhere if left out."
    )
    region: str = optional("The province or state there.", default="")


@strawberry.type(description="The class as it is now.")
class TaxClassPayload(Payload):
    """What came of it."""

    tax_class: TaxClass | None = changed("The class.")


@strawberry.type(description="The rate as it is now.")
class TaxRatePayload(Payload):
    """What came of it."""

    tax_rate: TaxRate | None = changed("The rate.")


@strawberry.type(description="The rate that was taken away.")
class TaxRateGonePayload(Payload):
    """What came of it."""

    tax_rate: TaxRate | None = changed("The rate as it was.")


@strawberry.type(description="The channel as it is now.")
class ChannelTaxesPayload(Payload):
    """What came of it."""

    channel: SalesChannel | None = changed("The channel.")


@strawberry.type(description="Saying what is taxed how.")
class TaxMutations:
    """For those who decide what things cost."""

    @mutation("Make a class of goods that are taxed alike. Needs pricing:write.", AlreadyTaken)
    async def tax_class_create(
        self, info: Info, input: Input[TaxClassCreateInput]
    ) -> TaxClassPayload:
        row = await create_class(
            info.context.domain,
            code=input.code,
            name=input.name,
            is_default=input.is_default,
            idempotency_key=input.idempotency_key,
        )
        return TaxClassPayload(tax_class=TaxClass.of(row))

    @mutation("Say of which class goods are. Needs pricing:write.")
    async def tax_class_assign(
        self, info: Info, input: Input[TaxClassAssignInput]
    ) -> TaxClassPayload:
        row = await assign_class(
            info.context.domain,
            key_of("TaxClass", input.id),
            product_ids=[key_of("Product", each) for each in input.product_ids],
            variant_ids=[key_of("ProductVariant", each) for each in input.variant_ids],
            expected_version=input.expected_version,
        )
        return TaxClassPayload(tax_class=TaxClass.of(row))

    @mutation(
        "Say what a place takes of goods of a class, from when until when. Orders that were placed"
        " keep what they have. Needs pricing:write.",
        TaxRatesOverlap,
    )
    async def tax_rate_upsert(self, info: Info, input: Input[TaxRateUpsertInput]) -> TaxRatePayload:
        rate = NewRate(
            key_of("TaxClass", input.tax_class_id),
            input.country,
            input.name,
            parts_per_million(input.rate, "rate"),
            input.starts_at,
            input.region,
            input.ends_at,
        )
        row = await put_rate(
            info.context.domain,
            rate,
            rate_id=maybe_key("TaxRate", input.id),
            expected_version=input.expected_version,
            idempotency_key=input.idempotency_key,
        )
        return TaxRatePayload(tax_rate=TaxRate.of(row))

    @mutation(
        "Take a rate away: nobody owes it from now on. Orders that were placed keep what they have."
        " Needs pricing:write."
    )
    async def tax_rate_remove(
        self, info: Info, input: Input[TaxRateRemoveInput]
    ) -> TaxRateGonePayload:
        row = await remove_rate(
            info.context.domain,
            key_of("TaxRate", input.id),
            expected_version=input.expected_version,
        )
        return TaxRateGonePayload(tax_rate=TaxRate.of(row))

    @mutation(
        "Say whether a channel's prices contain the tax, and where it is. Needs pricing:write."
    )
    async def channel_set_taxes(
        self, info: Info, input: Input[ChannelSetTaxesInput]
    ) -> ChannelTaxesPayload:
        row = await set_channel_taxes(
            info.context.domain,
            key_of("SalesChannel", input.id),
            prices_include_tax=input.prices_include_tax,
            country=input.country,
            region=input.region,
        )
        return ChannelTaxesPayload(channel=SalesChannel.of(row))

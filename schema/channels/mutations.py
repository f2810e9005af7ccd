"""Opening channels."""

import strawberry

from domain.channels.create_channel import create_channel
from domain.channels.set_payment_time import set_payment_time
from domain.shared.errors import AlreadyTaken
from domain.shared.money import WrongCurrency
from schema.channels.types import SalesChannel
from schema.shared.context import Info
from schema.shared.ids import key_of
from schema.shared.mutations import Input, Payload, changed, mutation
from schema.shared.scalars import CurrencyCode


@strawberry.input(description="A place that orders come from.")
class ChannelCreateInput:
    """A new channel."""

    code: str = strawberry.field(description="The short name, unique.")
    name: str = strawberry.field(description="The name.")
    currency: CurrencyCode = strawberry.field(description="The currency it sells in.")


@strawberry.input(description="How long a channel's orders wait for their money.")
class ChannelSetPaymentTimeInput:
    """Which channel, and how long."""

    id: strawberry.ID = strawberry.field(description="Which channel.")
    unpaid_minutes: int = strawberry.field(
        description="Minutes until an order that nobody pays expires, at most thirty days of them."
    )
    warning_minutes: int = strawberry.field(
        description="Minutes before that when it is told, once; 0 is never."
    )


@strawberry.type(description="The channel as it is now.")
class ChannelPayload(Payload):
    """What came of it."""

    channel: SalesChannel | None = changed("The channel.")


@strawberry.type(description="Opening channels.")
class ChannelMutations:
    """A channel is opened once and never closed."""

    @mutation(
        "Open a channel that orders come from. Needs orders:write.", AlreadyTaken, WrongCurrency
    )
    async def channel_create(self, info: Info, input: Input[ChannelCreateInput]) -> ChannelPayload:
        channel = await create_channel(
            info.context.domain, code=input.code, name=input.name, currency=input.currency
        )
        return ChannelPayload(channel=SalesChannel.of(channel))

    @mutation(
        "Say how long orders of a channel wait for their money. Orders that are there keep their"
        " time. Needs orders:write."
    )
    async def channel_set_payment_time(
        self, info: Info, input: Input[ChannelSetPaymentTimeInput]
    ) -> ChannelPayload:
        channel = await set_payment_time(
            info.context.domain,
            key_of("SalesChannel", input.id),
            unpaid_minutes=input.unpaid_minutes,
            warning_minutes=input.warning_minutes,
        )
        return ChannelPayload(channel=SalesChannel.of(channel))

"""Opening channels."""

import strawberry

from domain.channels.create_channel import create_channel
from domain.shared.errors import AlreadyTaken
from domain.shared.money import WrongCurrency
from schema.channels.types import SalesChannel
from schema.shared.context import Info
from schema.shared.mutations import Input, Payload, changed, mutation
from schema.shared.scalars import CurrencyCode


@strawberry.input(description="A place that orders come from.")
class ChannelCreateInput:
    """A new channel."""

    code: str = strawberry.field(description="The short name, unique.")
    name: str = strawberry.field(description="The name.")
    currency: CurrencyCode = strawberry.field(description="The currency it sells in.")


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

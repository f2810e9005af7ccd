"""Saying what channels are, and taking in what they say."""

import strawberry

from domain.channels.set_channel import ChannelTerms, set_channel
from domain.channels.set_listings import set_listings
from domain.processes.ingest_channel_orders import ingest_channel_orders
from domain.processes.retry_channel_order import retry_channel_order
from domain.processes.sync_channel import sync_channel
from domain.shared.money import WrongCurrency
from schema.channel_orders.inputs import (
    ChannelListingsSetInput,
    ChannelOrderIngestInput,
    ChannelOrderRetryInput,
    ChannelSyncInput,
    ChannelUpdateInput,
    listings,
)
from schema.channel_orders.types import ChannelImport
from schema.channels.mutations import ChannelPayload
from schema.channels.types import SalesChannel
from schema.shared.context import Info
from schema.shared.ids import key_of
from schema.shared.mutations import Input, Payload, changed, mutation


@strawberry.type(description="How many listings are new or changed.")
class ChannelListingsPayload(Payload):
    """What came of it."""

    changed_count: int | None = changed("Listings that are new or changed.")


@strawberry.type(description="What became of orders that were handed in.")
class ChannelOrderResults:
    """Each as a message of the inbox."""

    channel_imports: list[ChannelImport] = strawberry.field(
        description="The messages, in their order."
    )


@strawberry.type(description="The messages as they are now.")
class ChannelOrderIngestPayload(Payload):
    """What came of it."""

    results: ChannelOrderResults | None = changed("What became of each.")


@strawberry.type(description="The message as it is now.")
class ChannelOrderPayload(Payload):
    """What came of it."""

    channel_import: ChannelImport | None = changed("The message.")


@strawberry.type(description="What was exchanged.")
class ChannelSyncPayload(Payload):
    """What came of it."""

    channel: SalesChannel | None = changed("The channel.")
    taken_in_count: int | None = changed("Messages that waited and were looked at.")
    told_count: int | None = changed("Listings that the channel was told of.")


@strawberry.type(description="Saying what channels are, and taking in what they say.")
class ChannelOrderMutations:
    """Channels and their orders."""

    @mutation("Say what a channel is, and how it writes. Needs orders:write.")
    async def channel_update(self, info: Info, input: Input[ChannelUpdateInput]) -> ChannelPayload:
        columns = input.columns
        terms = ChannelTerms(
            kind=input.kind,
            format=input.format,
            shortage_policy=input.shortage_policy,
            columns=None if columns is None else {one.field: one.header for one in columns},
            secret=input.secret,
        )
        key = key_of("SalesChannel", input.id)
        channel = await set_channel(info.context.domain, key, terms)
        return ChannelPayload(channel=SalesChannel.of(channel))

    @mutation("Say what a channel calls our variants. Needs catalog:write.")
    async def channel_listings_set(
        self, info: Info, input: Input[ChannelListingsSetInput]
    ) -> ChannelListingsPayload:
        key = key_of("SalesChannel", input.channel_id)
        count = await set_listings(info.context.domain, key, listings(input.listings))
        return ChannelListingsPayload(changed_count=count)

    @mutation(
        "Hand in orders that a channel took: each is in our books once, at the channel's prices."
        " Needs orders:write.",
        WrongCurrency,
    )
    async def channel_order_ingest(
        self, info: Info, input: Input[ChannelOrderIngestInput]
    ) -> ChannelOrderIngestPayload:
        rows = await ingest_channel_orders(
            info.context.domain,
            key_of("SalesChannel", input.channel_id),
            [order.said(str(place)) for place, order in enumerate(input.orders)],
        )
        return ChannelOrderIngestPayload(
            results=ChannelOrderResults(channel_imports=ChannelImport.each(rows))
        )

    @mutation("Try a rejected message of a channel again. Needs orders:write.")
    async def channel_order_retry(
        self, info: Info, input: Input[ChannelOrderRetryInput]
    ) -> ChannelOrderPayload:
        row = await retry_channel_order(
            info.context.domain,
            key_of("ChannelImport", input.id),
            expected_version=input.expected_version,
        )
        return ChannelOrderPayload(channel_import=ChannelImport.of(row))

    @mutation(
        "Take in what waits of a channel, and tell it of its listings, without waiting for the"
        " worker. Needs orders:write."
    )
    async def channel_sync(self, info: Info, input: Input[ChannelSyncInput]) -> ChannelSyncPayload:
        synced = await sync_channel(info.context.domain, key_of("SalesChannel", input.id))
        return ChannelSyncPayload(
            channel=SalesChannel.of(synced.channel),
            taken_in_count=synced.taken_in,
            told_count=synced.told,
        )

"""Not waiting for the sweeps: what a channel said comes in now, and it is told of all it lists."""

from dataclasses import dataclass
from uuid import UUID

from domain.channels.feed.registry import feeds
from domain.channels.models import ChannelImport, ChannelListing, SalesChannel
from domain.channels.states import ChannelOrderStatus
from domain.identity.scopes import Scope
from domain.processes.feed_channels import push_listings
from domain.processes.take_in_channel_orders import take_in_channel_orders
from domain.shared.context import Context
from domain.shared.errors import NotFound

MESSAGES = 500  # taken in at once; the sweeps see to the rest


@dataclass(frozen=True, slots=True)
class Synced:
    """The channel, of how many messages something came, and of how many listings it was told."""

    channel: SalesChannel
    taken_in: int
    told: int


async def sync_channel(ctx: Context, channel_id: UUID) -> Synced:
    """Take in what waits of a channel, and tell it of all its listings anew, as far as one batch
    goes; the sweeps go on with the rest. Doing it again does no harm.

    Raises:
        NotPermitted: the actor may not write orders.
        NotFound: no such channel.
    """
    ctx.require(Scope.ORDERS_WRITE)
    channel = await SalesChannel.get_or_none(id=channel_id)
    if channel is None:
        raise NotFound("channel", channel_id)
    open_ = {ChannelOrderStatus.RECEIVED, ChannelOrderStatus.NORMALIZED}
    waiting = (
        await ChannelImport.filter(channel_id=channel.id, status__in=open_)
        .order_by("received_at", "id")
        .limit(MESSAGES)
        .only("id")
    )
    if waiting:
        await take_in_channel_orders(ctx, ids=[row.id for row in waiting])
    told = 0
    if (feed := feeds().get(channel.code)) is not None:
        await ChannelListing.filter(channel_id=channel.id).update(
            due_at=ctx.now, pushed_available=None, pushed_price_minor=None
        )
        told = await push_listings(ctx.as_system(), channel, feed)
    return Synced(channel, len(waiting), told)

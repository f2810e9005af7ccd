"""Setting how long a channel's orders wait for their money."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.channels.models import SalesChannel
from domain.identity.scopes import Scope
from domain.shared.context import Context
from domain.shared.errors import NotFound
from domain.shared.inputs import count

UNPAID_MINUTES_MAX = 30 * 24 * 60  # thirty days


async def set_payment_time(
    ctx: Context, channel_id: UUID, *, unpaid_minutes: int, warning_minutes: int
) -> SalesChannel:
    """Let orders that are placed from now on wait so many minutes for their money, and be told of
    so many minutes before they expire; 0 is never. Orders that are there keep their time.

    Raises:
        NotPermitted: the actor may not write orders.
        NotFound: no such channel.
        InvalidInput: no minutes or more than thirty days; a warning before the order is there.
    """
    ctx.require(Scope.ORDERS_WRITE)
    count(unpaid_minutes, "unpaidMinutes", highest=UNPAID_MINUTES_MAX)
    count(warning_minutes, "warningMinutes", lowest=0, highest=unpaid_minutes - 1)
    async with in_transaction():
        channel = await SalesChannel.filter(id=channel_id).select_for_update(no_key=True).first()
        if channel is None:
            raise NotFound("channel", channel_id)
        channel.unpaid_minutes, channel.warning_minutes = unpaid_minutes, warning_minutes
        await channel.save(update_fields=["unpaid_minutes", "warning_minutes"])
        return channel

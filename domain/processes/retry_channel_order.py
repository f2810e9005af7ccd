"""Trying a message of a channel again, once a person has seen to what was wrong with it."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.channels.messages import normalized, terms_of
from domain.channels.models import ChannelImport, SalesChannel
from domain.channels.normalized import Rejected
from domain.channels.states import CHANNEL_ORDER, ChannelOrderAction
from domain.identity.scopes import Scope
from domain.processes.apply_channel_changes import apply_channel_changes
from domain.processes.import_channel_orders import import_channel_orders
from domain.shared.context import Context
from domain.shared.errors import InvalidInput, NotFound
from domain.shared.states import expect_version


async def retry_channel_order(
    ctx: Context, message_id: UUID, *, expected_version: int | None = None
) -> ChannelImport:
    """Read a rejected message again, and import what it means; the message as it is then.

    The first transaction reads it, the second imports it: whoever dies between them leaves it to
    the next sweep. One that cannot be read yet stays rejected.

    Raises:
        NotPermitted: the actor may not write orders.
        NotFound: no such message.
        InvalidInput: it still cannot be read; the field is named.
        InvalidTransition: it was not rejected.
        VersionConflict: somebody else has changed it.
    """
    ctx.require(Scope.ORDERS_WRITE)
    async with in_transaction():
        row = await ChannelImport.select_for_update(no_key=True).get_or_none(id=message_id)
        if row is None:
            raise NotFound("channel import", message_id)
        expect_version(row, CHANNEL_ORDER.kind, expected_version)
        CHANNEL_ORDER.target(row.status, ChannelOrderAction.RETRY)
        channel = await SalesChannel.get(id=row.channel_id)
        try:
            order = normalized(row, terms_of(channel))
        except Rejected:
            raise InvalidInput("It still cannot be read: see the reason.", "id") from None
        await CHANNEL_ORDER.move(
            row,
            ChannelOrderAction.RETRY,
            at=ctx.now,
            reason=None,
            reason_field=None,
            facts=None,
            currency=order.currency,
            total_minor=order.total_minor,
            placed_at=order.placed_at,
            said_at=order.said_at,
        )
        await ChannelImport.filter(id=row.id).update(kind=order.kind)
    await import_channel_orders(ctx, ids=[message_id])
    await apply_channel_changes(ctx, ids=[message_id])
    await row.refresh_from_db()
    return row

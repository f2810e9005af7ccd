"""Handing in orders of a channel by hand or by a connector of one's own, in our own shape."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson

from domain.channels.messages import Message
from domain.channels.models import ChannelImport, SalesChannel
from domain.channels.normalized import EXTERNAL_ID_LENGTH_MAX
from domain.channels.receive_messages import receive_messages
from domain.channels.states import ChannelFormat, MessageKind
from domain.identity.scopes import Scope
from domain.processes.take_in_channel_orders import take_in_channel_orders
from domain.shared.context import Context
from domain.shared.errors import InvalidInput, NotFound
from domain.shared.inputs import items, text

AT_ONCE = 100  # orders


@dataclass(frozen=True, slots=True)
class Said:
    """An order in our own shape (`domain.channels.formats.generic`), and what is said of it."""

    order: dict[str, Any]
    kind: MessageKind = MessageKind.CREATED
    message_id: str | None = None


async def ingest_channel_orders(
    ctx: Context, channel_id: UUID, said: Sequence[Said]
) -> list[ChannelImport]:
    """Write orders down, and take them in; the messages as they are then, in their order.

    What was said before has its first message again, so a repeat does nothing: each message is
    known by its id, or by its words. Whoever dies after it was written down leaves the rest to
    the sweep.

    Raises:
        NotPermitted: the actor may not write orders.
        NotFound: no such channel.
        InvalidInput: none or too many, or one without an id.
    """
    ctx.require(Scope.ORDERS_WRITE)
    if not said:
        raise InvalidInput("Hand in at least one order.", "orders")
    items(said, "orders", most=AT_ONCE)
    channel = await SalesChannel.get_or_none(id=channel_id)
    if channel is None:
        raise NotFound("channel", channel_id)
    messages = [_message(place, one) for place, one in enumerate(said)]
    await receive_messages(ctx, channel, ChannelFormat.GENERIC, messages)
    names = [message.source_id or f"hash:{message.hash}" for message in messages]
    rows = await ChannelImport.filter(channel_id=channel.id, source_id__in=names)
    await take_in_channel_orders(ctx, ids=[row.id for row in rows])
    found = {
        row.source_id: row
        for row in await ChannelImport.filter(channel_id=channel.id, source_id__in=names)
    }
    return [found[name] for name in names]


def _message(place: int, said: Said) -> Message:
    external_id = said.order.get("id")
    if not isinstance(external_id, str):
        raise InvalidInput("An order has an id.", "orders", str(place), "id")
    name = text(external_id, "orders", str(place), "id", longest=EXTERNAL_ID_LENGTH_MAX)
    words = orjson.dumps(said.order, option=orjson.OPT_SORT_KEYS).decode()
    source = said.message_id
    if source is not None:
        source = "id:" + text(source, "orders", str(place), "messageId", longest=128)
    return Message(words, name, said.kind, source)

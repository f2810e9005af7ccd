"""How messages of channels are read."""

from collections.abc import Mapping
from typing import Any

from domain.channels import queries
from domain.channels.states import RejectReason
from domain.shared.context import Context
from schema.channel_orders.chinese import to_do
from schema.channel_orders.queries import KINDS
from schema.engine.mapping import Args, Computed, Listed, One, Read, Root, Rows
from schema.shared.context import GraphContext
from schema.shared.filters import read


def _to_do(context: GraphContext, reason: str | None) -> Any:
    return to_do(RejectReason(reason), context.domain.locale) if reason else None


READS = (
    Read(
        "ChannelImport",
        queries.visible_messages,
        {
            "channel": One("SalesChannel", key="channel_id"),
            "order": One("Order", key="order_id"),
            "toDo": Computed(("reason",), _to_do),
        },
    ),
)


async def _imports(ctx: Context, args: Args) -> Rows:
    return queries.messages_matching(ctx, read(ctx, args.get("where"), KINDS))


ROOTS: Mapping[str, Root] = {
    "channelImports": Listed(
        "ChannelImport", lambda args: queries.NEWEST, narrowed=("where",), rows=_imports
    ),
}

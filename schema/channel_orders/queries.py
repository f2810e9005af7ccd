"""Looking at what channels told us, and whether it is all there."""

from datetime import UTC, datetime
from typing import Annotated

import strawberry

from domain.channels import queries
from domain.channels.states import ChannelOrderStatus, MessageKind, RejectReason
from domain.processes.reconcile_channel import RANGE_MAX, reconcile_channel
from domain.shared.errors import NotFound
from schema.channel_orders.types import ChannelImport, ChannelReconciliation
from schema.shared.arguments import Id
from schema.shared.connections import After, Before, Connection, First, Last, connect, window
from schema.shared.context import Info
from schema.shared.filters import (
    DateTimeFilter,
    EnumFilter,
    IDFilter,
    StringFilter,
    conditions,
    read,
    where_input,
)
from schema.shared.ids import key_in

LAST = datetime.max.replace(tzinfo=UTC)  # no instant is later


@where_input("Which messages of channels. All conditions must hold.")
class ChannelImportWhere:
    """Conditions on messages."""

    id: IDFilter | None = conditions("The id.")
    channel: IDFilter | None = conditions("The channel.")
    external_id: StringFilter | None = conditions("What the channel calls the order.")
    status: EnumFilter[ChannelOrderStatus] | None = conditions("How far it has come.")
    reason: EnumFilter[RejectReason] | None = conditions("Why it was rejected.")
    kind: EnumFilter[MessageKind] | None = conditions("What it says of the order.")
    received_at: DateTimeFilter | None = conditions("When it came.")


KINDS = {"id": "ChannelImport", "channel": "SalesChannel"}


@strawberry.type(description="Looking at what channels told us.")
class ChannelOrderQueries:
    """The inbox, and the comparison."""

    @strawberry.field(description="What channels told us, newest first. Needs orders:read.")
    async def channel_imports(
        self,
        info: Info,
        where: Annotated[
            ChannelImportWhere | None, strawberry.argument(description="Which.")
        ] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[ChannelImport]:
        ctx, part = info.context.domain, window(first, after, last, before)
        which = read(ctx, where, KINDS)
        page = await queries.messages_page(ctx, part, condition=which)
        return connect(page, ChannelImport.of, lambda: queries.count_messages(ctx, condition=which))

    @strawberry.field(
        description="Our books beside a channel's own list, of orders placed from one time until"
        " before another, at most 31 days; null if there is no such channel. Needs orders:read."
    )
    async def channel_reconciliation(
        self,
        info: Info,
        channel_id: Id,
        start: Annotated[
            datetime, strawberry.argument(name="from", description="From when, inclusive.")
        ],
        end: Annotated[
            datetime | None,
            strawberry.argument(
                name="to", description="Until when, exclusive; 31 days later if left out."
            ),
        ] = None,
    ) -> ChannelReconciliation | None:
        key = key_in("SalesChannel", channel_id)
        if key is None:
            return None
        try:
            found = await reconcile_channel(
                info.context.domain, key, start, end or start + min(RANGE_MAX, LAST - start)
            )
        except NotFound:
            return None
        return ChannelReconciliation.of(found)

"""What channels told us, as clients see it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Self
from uuid import UUID

import strawberry

from domain.catalog import queries as catalog
from domain.channels import models
from domain.channels import queries as channels
from domain.channels.states import (
    ChannelFormat,
    ChannelOrderStatus,
    MessageKind,
    RejectReason,
)
from domain.orders import queries as orders
from domain.processes.reconcile_channel import Difference, DifferenceKind, Hour, Reconciliation
from schema.catalog.types import ProductVariant
from schema.channel_orders.chinese import to_do
from schema.channels.types import SalesChannel
from schema.orders.types import Order
from schema.shared.context import Info
from schema.shared.fields import Backed, Node, column
from schema.shared.money import Money


@strawberry.type(description="Units of a variant that a channel counts otherwise than we do.")
class ChannelImportDifference:
    """A difference in what is in an order, or in what there is of it."""

    key: strawberry.Private[UUID]
    ours: int = strawberry.field(description="Units in our order, or that there are.")
    theirs: int = strawberry.field(description="Units that the channel says.")

    @strawberry.field(description="The variant.")
    async def variant(self, info: Info) -> ProductVariant | None:
        return ProductVariant.maybe(await info.context.one(catalog.variants_by_ids, self.key))


@strawberry.type(description="One message of a channel about one order, on its way into our books.")
class ChannelImport(Node, Backed[models.ChannelImport]):
    """A message of the inbox."""

    version: int = column("Raised by one with every step.")
    external_id: str = column("What the channel calls the order.")
    kind: MessageKind = column("What it says of the order.")
    format: ChannelFormat = column("How it is written.")
    status: ChannelOrderStatus = column("How far it has come.")
    reason: RejectReason | None = column("Why it was rejected, if it was.")
    reason_field: str | None = column("The field or the column that is to blame, if one is.")
    row_number: int | None = column("Where it stands in its file, if it came in one.")
    placed_at: datetime | None = column("When the order was placed, once that was read.")
    received_at: datetime = column("When it came.")
    updated_at: datetime = column("When it last moved.")

    @strawberry.field(description="The channel.")
    async def channel(self, info: Info) -> SalesChannel | None:
        return SalesChannel.maybe(
            await info.context.one(channels.channels_by_ids, self.row.channel_id)
        )

    @strawberry.field(description="The order in our books, if there is one.")
    async def order(self, info: Info) -> Order | None:
        return Order.maybe(await info.context.one(orders.orders_by_ids, self.row.order_id))

    @strawberry.field(description="What the channel says it comes to, once that was read.")
    def total(self) -> Money | None:
        if self.row.total_minor is None or self.row.currency is None:
            return None
        return Money.of(self.row.total_minor, self.row.currency)

    @strawberry.field(description="What a person can do about it, if it was rejected.")
    def to_do(self, info: Info) -> str | None:
        reason = self.row.reason
        return to_do(reason, info.context.domain.locale) if reason else None

    @strawberry.field(description="The channel's SKUs of which nobody has said what they are.")
    def unknown_skus(self) -> list[str]:
        return list((self.row.facts or {}).get("skus", []))

    @strawberry.field(description="What the channel counts otherwise, where that is the reason.")
    def differences(self) -> list[ChannelImportDifference]:
        facts = self.row.facts or {}
        return [
            ChannelImportDifference(
                key=UUID(one["variantId"]),
                ours=one.get("ours", one.get("there", 0)),
                theirs=one.get("theirs", one.get("asked", 0)),
            )
            for one in [*facts.get("lines", []), *facts.get("short", [])]
        ]


@strawberry.type(description="An hour of a channel: in our books, and in its own list.")
class ChannelHour:
    """An hour."""

    hour: datetime = strawberry.field(description="When it begins, UTC.")
    order_count: int = strawberry.field(description="Orders in our books.")
    channel_order_count: int = strawberry.field(description="Orders in the channel's list.")
    total: Money = strawberry.field(description="What ours come to.")
    channel_total: Money = strawberry.field(description="What the channel's come to.")

    @classmethod
    def of(cls, found: Hour, currency: str) -> Self:
        """As the domain found it."""
        return cls(
            hour=found.hour,
            order_count=found.here,
            channel_order_count=found.there,
            total=Money.of(found.here_minor, currency),
            channel_total=Money.of(found.there_minor, currency),
        )


@strawberry.type(description="An order that differs between a channel's list and our books.")
class ChannelDifference:
    """A difference."""

    found: strawberry.Private[Difference]
    kind: DifferenceKind = strawberry.field(description="How.")
    external_id: str = strawberry.field(description="What the channel calls it.")
    placed_at: datetime = strawberry.field(description="When it was placed.")
    total: Money | None = strawberry.field(description="What it comes to in our books.")
    channel_total: Money | None = strawberry.field(description="What it comes to in the list.")

    @strawberry.field(description="Our order, if we have it.")
    async def order(self, info: Info) -> Order | None:
        return Order.maybe(await info.context.one(orders.orders_by_ids, self.found.order_id))

    @strawberry.field(description="The last that the channel told us of it, if it did.")
    async def last_import(self, info: Info) -> ChannelImport | None:
        key = self.found.message_id
        return ChannelImport.maybe(await info.context.one(channels.messages_by_ids, key))

    @classmethod
    def of(cls, found: Difference, currency: str) -> Self:
        """As the domain found it."""
        here, there = found.here_minor, found.there_minor
        return cls(
            found=found,
            kind=found.kind,
            external_id=found.external_id,
            placed_at=found.placed_at,
            total=None if here is None else Money.of(here, currency),
            channel_total=None if there is None else Money.of(there, currency),
        )


@strawberry.type(description="How many orders differ in one way.")
class ChannelDifferenceCount:
    """A count."""

    kind: DifferenceKind = strawberry.field(description="How.")
    count: int = strawberry.field(description="How many.")


@strawberry.type(description="Whether we have what a channel says it sold.")
class ChannelReconciliation:
    """A comparison."""

    channel: SalesChannel = strawberry.field(description="The channel.")
    is_equal: bool = strawberry.field(description="Whether nothing differs.")
    hours: list[ChannelHour] = strawberry.field(description="The hours in which anything was.")
    counts: list[ChannelDifferenceCount] = strawberry.field(description="All differences, by kind.")
    differences: list[ChannelDifference] = strawberry.field(
        description="The differences, by time, at most 1,000."
    )

    @classmethod
    def of(cls, found: Reconciliation) -> Self:
        """As the domain found it."""
        currency = found.channel.currency
        return cls(
            channel=SalesChannel.of(found.channel),
            is_equal=found.is_equal,
            hours=_hours(found.hours, currency),
            counts=[
                ChannelDifferenceCount(kind=kind, count=count)
                for kind, count in found.counts.items()
            ],
            differences=[ChannelDifference.of(one, currency) for one in found.differences],
        )


def _hours(hours: Sequence[Hour], currency: str) -> list[ChannelHour]:
    return [ChannelHour.of(hour, currency) for hour in hours]

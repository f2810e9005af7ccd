"""Channels as they may be seen: by anybody, their names are no secret. What they told us, and what
they call our goods, is seen by staff.
"""

from collections.abc import Collection, Mapping
from uuid import UUID

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from domain.channels.models import ChannelImport, ChannelListing, SalesChannel
from domain.identity.scopes import Scope
from domain.shared.context import Context
from domain.shared.filters import Column, Condition, to_q
from domain.shared.paging import Order, Page, Window, instant, page

NEWEST = Order("receivedAt", "received_at", descending=True, value=instant)
LISTINGS = Order("externalSku", "external_sku")


def all_channels(ctx: Context) -> QuerySet[SalesChannel]:
    """Where orders come from."""
    return SalesChannel.all()


async def channels_by_ids(ctx: Context, ids: Collection[UUID]) -> dict[UUID, SalesChannel]:
    """Channels by id."""
    return {row.id: row for row in await all_channels(ctx).filter(id__in=list(ids))}


async def channels(ctx: Context) -> list[SalesChannel]:
    """Where orders come from, by code; there are few."""
    return await all_channels(ctx).order_by("code")


def visible_messages(ctx: Context) -> QuerySet[ChannelImport]:
    """The messages of channels that this actor may see: staff who may read orders, all."""
    return ChannelImport.all() if ctx.allows(Scope.ORDERS_READ) else ChannelImport.filter(pk__in=[])


def visible_listings(ctx: Context) -> QuerySet[ChannelListing]:
    """What channels call our goods, for staff who may read all of the catalog."""
    may = ctx.allows(Scope.CATALOG_READ)
    return ChannelListing.all() if may else ChannelListing.filter(pk__in=[])


async def messages_by_ids(ctx: Context, ids: Collection[UUID]) -> dict[UUID, ChannelImport]:
    """Messages by id; those the actor may not see are missing."""
    return {row.id: row for row in await visible_messages(ctx).filter(id__in=list(ids))}


async def listings_by_ids(ctx: Context, ids: Collection[UUID]) -> dict[UUID, ChannelListing]:
    """Listings by id; those the actor may not see are missing."""
    return {row.id: row for row in await visible_listings(ctx).filter(id__in=list(ids))}


# What the fields of a condition mean.
COLUMNS: Mapping[str, Column] = {
    "id": "id",
    "channel": "channel_id",
    "external_id": "external_id",
    "status": "status",
    "reason": "reason",
    "kind": "kind",
    "received_at": "received_at",
}


def messages_matching(ctx: Context, condition: Condition | None) -> QuerySet[ChannelImport]:
    """Messages that meet a condition."""
    matching: Q = to_q(condition, COLUMNS)
    return visible_messages(ctx).filter(matching)


async def messages_page(
    ctx: Context, window: Window, *, condition: Condition | None = None
) -> Page[ChannelImport]:
    """Messages that meet a condition, the newest first."""
    return await page(messages_matching(ctx, condition), window, NEWEST)


async def count_messages(ctx: Context, *, condition: Condition | None = None) -> int:
    """How many messages meet a condition."""
    return await messages_matching(ctx, condition).count()


def listings_of(ctx: Context, channel_id: UUID) -> QuerySet[ChannelListing]:
    """What one channel calls our goods."""
    return visible_listings(ctx).filter(channel_id=channel_id)


async def listings_page(ctx: Context, channel_id: UUID, window: Window) -> Page[ChannelListing]:
    """The same, by the channel's SKU."""
    return await page(listings_of(ctx, channel_id), window, LISTINGS)

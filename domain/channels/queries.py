"""Channels as they may be seen: by anybody, their names are no secret."""

from collections.abc import Collection
from uuid import UUID

from tortoise.queryset import QuerySet

from domain.channels.models import SalesChannel
from domain.shared.context import Context


def all_channels(ctx: Context) -> QuerySet[SalesChannel]:
    """Where orders come from."""
    return SalesChannel.all()


async def channels_by_ids(ctx: Context, ids: Collection[UUID]) -> dict[UUID, SalesChannel]:
    """Channels by id."""
    return {row.id: row for row in await all_channels(ctx).filter(id__in=list(ids))}


async def channels(ctx: Context) -> list[SalesChannel]:
    """Where orders come from, by code; there are few."""
    return await all_channels(ctx).order_by("code")

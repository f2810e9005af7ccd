"""Giving up a planned price: it will not be set."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.identity.scopes import Scope
from domain.pricing.models import ScheduledPrice
from domain.pricing.moving import move_scheduled
from domain.pricing.queries import get_scheduled
from domain.pricing.states import ScheduledPriceAction
from domain.shared.context import Context
from domain.shared.states import expect_version


async def cancel_scheduled_price(
    ctx: Context, key: UUID, *, expected_version: int | None = None
) -> ScheduledPrice:
    """Give up a planned price.

    Raises:
        NotPermitted: the actor may not write prices.
        NotFound: no such plan.
        VersionConflict: it changed since `expected_version`, or while we looked.
        InvalidTransition: it is in force already, or was given up.
    """
    ctx.require(Scope.PRICING_WRITE)
    async with in_transaction():
        row = await get_scheduled(ctx, key)
        expect_version(row, "scheduled price", expected_version)
        await move_scheduled(ctx, row, ScheduledPriceAction.CANCEL)
        return row

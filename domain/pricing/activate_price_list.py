"""Activating a price list: it counts from now on, or from the moment it is to begin."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.identity.scopes import Scope
from domain.pricing.errors import PriceListOver
from domain.pricing.models import PriceList
from domain.pricing.moving import move_list
from domain.pricing.queries import lock_price_list
from domain.pricing.states import PRICE_LIST, PriceListAction
from domain.shared.context import Context
from domain.shared.states import expect_version


async def activate_price_list(
    ctx: Context, list_id: UUID, *, expected_version: int | None = None
) -> PriceList:
    """Have a list count, now or from its beginning on.

    Raises:
        NotPermitted: the actor may not write prices.
        NotFound: no such list.
        VersionConflict: the list changed since `expected_version`.
        InvalidTransition: it counts already, or is to.
        PriceListOver: its end has passed.
    """
    ctx.require(Scope.PRICING_WRITE)
    async with in_transaction():
        row = await lock_price_list(ctx, list_id)
        expect_version(row, "price list", expected_version)
        is_early = row.starts_at is not None and row.starts_at > ctx.now
        action = PriceListAction.SCHEDULE if is_early else PriceListAction.ACTIVATE
        PRICE_LIST.target(row.status, action)
        if row.ends_at is not None and row.ends_at <= ctx.now:
            raise PriceListOver
        await move_list(ctx, row, action)
        return row

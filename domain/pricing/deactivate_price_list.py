"""Deactivating a price list: what things cost by it, they cost no more."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.identity.scopes import Scope
from domain.pricing.models import PriceList
from domain.pricing.moving import move_list
from domain.pricing.queries import lock_price_list
from domain.pricing.states import PriceListAction
from domain.shared.context import Context
from domain.shared.states import expect_version


async def deactivate_price_list(
    ctx: Context, list_id: UUID, *, expected_version: int | None = None
) -> PriceList:
    """Have a list count for nobody. It can be activated again.

    Raises:
        NotPermitted: the actor may not write prices.
        NotFound: no such list.
        VersionConflict: the list changed since `expected_version`.
        InvalidTransition: it does not count.
    """
    ctx.require(Scope.PRICING_WRITE)
    async with in_transaction():
        row = await lock_price_list(ctx, list_id)
        expect_version(row, "price list", expected_version)
        await move_list(ctx, row, PriceListAction.DEACTIVATE)
        return row

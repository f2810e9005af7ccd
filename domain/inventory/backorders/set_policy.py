"""Saying whether a variant is sold beyond what lies in stock, how far, and from when it is sent."""

from datetime import datetime
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.catalog.models import ProductVariant
from domain.identity.scopes import Scope
from domain.inventory.backorders.models import StockPolicy
from domain.inventory.backorders.states import SellingPolicy
from domain.shared.context import Context
from domain.shared.errors import InvalidInput, NotFound
from domain.shared.inputs import count, within_years
from domain.shared.states import expect_version, raise_version

UNITS_MAX = 1_000_000  # units that may wait by one policy


async def set_policy(
    ctx: Context,
    variant_id: UUID,
    *,
    policy: SellingPolicy,
    units_max: int = 0,
    available_from: datetime | None = None,
    expected_version: int | None = None,
) -> StockPolicy:
    """Let a variant be sold beyond its stock, or no more. What was sold so stays sold.

    `units_max` bounds how many units may wait at a time; `available_from` is the day a preorder
    ends and its units are sent. Setting the same again changes nothing.

    Raises:
        NotPermitted: the actor may not change warehouses.
        NotFound: no such variant.
        InvalidInput: no bound, or no date in the future for a preorder, or a bundle, which is put
            together from what there is.
        VersionConflict: it changed since the actor looked.
    """
    ctx.require(Scope.INVENTORY_WRITE)
    if policy is SellingPolicy.DENY:
        units_max, available_from = 0, None
    else:
        count(units_max, "unitsMax", highest=UNITS_MAX)
    if policy is SellingPolicy.PREORDER and available_from is None:
        raise InvalidInput("A preorder needs the day from which it is sent.", "availableFrom")
    if policy is SellingPolicy.BACKORDER and available_from is not None:
        raise InvalidInput("Only a preorder has a day from which it is sent.", "availableFrom")
    async with in_transaction():
        variant = await ProductVariant.filter(id=variant_id).select_for_update(no_key=True).first()
        if variant is None:
            raise NotFound("variant", variant_id)
        if variant.is_bundle and policy is not SellingPolicy.DENY:
            raise InvalidInput("A bundle is put together from what there is.", "variantId")
        known = StockPolicy.filter(variant_id=variant_id).select_for_update(no_key=True)
        row = await known.first() or await StockPolicy.create(
            variant_id=variant_id, created_at=ctx.now, updated_at=ctx.now
        )
        expect_version(row, "stock policy", expected_version)
        wanted = {"policy": policy, "units_max": units_max, "available_from": available_from}
        if any(getattr(row, name) != value for name, value in wanted.items()):
            if available_from is not None and within_years(
                available_from, ctx.now, "availableFrom"
            ) <= (ctx.now):
                raise InvalidInput("This day is over.", "availableFrom")
            await raise_version(row, "stock policy", at=ctx.now, **wanted)
        return row

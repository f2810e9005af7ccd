"""Zones and methods, as whoever may see prices sees them."""

from collections.abc import Collection
from uuid import UUID

from tortoise.queryset import QuerySet

from domain.identity.scopes import Scope
from domain.shared.context import Context
from domain.shared.paging import Order, Page, Window, page
from domain.shipping.models import ShippingMethod, ShippingZone

ZONES_BY_NAME = Order("name", "name")
METHODS_BY_NAME = Order("name", "name")


def visible_zones(ctx: Context) -> QuerySet[ShippingZone]:
    """Every zone, for whoever may see what is behind prices."""
    may = ctx.allows(Scope.PRICING_READ)
    return ShippingZone.all() if may else ShippingZone.filter(pk__in=[])


def visible_methods(ctx: Context) -> QuerySet[ShippingMethod]:
    """Those in use, for everybody, who choose among them; every method, for whoever may see what
    is behind prices.
    """
    may = ctx.allows(Scope.PRICING_READ)
    return ShippingMethod.all() if may else ShippingMethod.filter(is_active=True)


async def zones_by_ids(ctx: Context, ids: Collection[UUID]) -> dict[UUID, ShippingZone]:
    """Zones by id."""
    return {row.id: row for row in await visible_zones(ctx).filter(id__in=list(ids))}


async def methods_by_ids(ctx: Context, ids: Collection[UUID]) -> dict[UUID, ShippingMethod]:
    """Methods by id."""
    return {row.id: row for row in await visible_methods(ctx).filter(id__in=list(ids))}


async def zones_page(ctx: Context, window: Window) -> Page[ShippingZone]:
    """A page of zones, by name."""
    return await page(visible_zones(ctx), window, ZONES_BY_NAME)


async def count_zones(ctx: Context) -> int:
    """How many there are."""
    return await visible_zones(ctx).count()


async def methods_page(ctx: Context, window: Window) -> Page[ShippingMethod]:
    """A page of methods, by name."""
    return await page(visible_methods(ctx), window, METHODS_BY_NAME)


async def count_methods(ctx: Context) -> int:
    """How many there are."""
    return await visible_methods(ctx).count()

"""Reading who waits for what, and by which policy it was sold. For whoever sees the shelves."""

from collections.abc import Collection, Mapping
from uuid import UUID

from tortoise.functions import Sum
from tortoise.queryset import QuerySet

from domain.identity.scopes import Scope
from domain.inventory.backorders.models import Backorder, StockPolicy
from domain.inventory.backorders.states import BackorderStatus
from domain.shared.context import Context
from domain.shared.filters import Column, Condition, to_q
from domain.shared.paging import Order, Page, Window, instant, page

QUEUE = Order("queuedAt", "queued_at", value=instant)
COLUMNS: Mapping[str, Column] = {
    "id": "id",
    "status": "status",
    "kind": "kind",
    "variant": "variant_id",
    "queued_at": "queued_at",
}


def visible_backorders(ctx: Context) -> QuerySet[Backorder]:
    """What somebody waits for, as far as this actor may see it."""
    return Backorder.all() if ctx.allows(Scope.INVENTORY_READ) else Backorder.filter(pk__in=[])


def visible_policies(ctx: Context) -> QuerySet[StockPolicy]:
    """The policies this actor may see."""
    return StockPolicy.all() if ctx.allows(Scope.INVENTORY_READ) else StockPolicy.filter(pk__in=[])


async def backorders_by_ids(ctx: Context, ids: Collection[UUID]) -> dict[UUID, Backorder]:
    """Backorders by id; those the actor may not see are missing."""
    return {row.id: row for row in await visible_backorders(ctx).filter(id__in=list(ids))}


async def policies_by_ids(ctx: Context, ids: Collection[UUID]) -> dict[UUID, StockPolicy]:
    """Policies by id; those the actor may not see are missing."""
    return {row.id: row for row in await visible_policies(ctx).filter(id__in=list(ids))}


async def policies_of_variants(
    ctx: Context, variant_ids: Collection[UUID]
) -> dict[UUID, StockPolicy]:
    """How these variants are sold beyond their stock, by variant; who has no policy is missing."""
    rows = visible_policies(ctx).filter(variant_id__in=list(variant_ids))
    return {row.variant_id: row for row in await rows}


async def waiting_of_lines(ctx: Context, line_ids: Collection[UUID]) -> dict[UUID, int]:
    """How many units of order lines are not there yet, for whoever may see those lines."""
    rows = Backorder.filter(order_line_id__in=list(line_ids), status=BackorderStatus.WAITING)
    summed = rows.annotate(units=Sum("waiting")).group_by("order_line_id")
    return dict(await summed.values_list("order_line_id", "units"))


def backorders_matching(ctx: Context, condition: Condition | None) -> QuerySet[Backorder]:
    """Backorders that meet a condition."""
    return visible_backorders(ctx).filter(to_q(condition, COLUMNS))


async def backorders_page(
    ctx: Context, window: Window, *, condition: Condition | None = None
) -> Page[Backorder]:
    """Backorders that meet a condition, in the order of the queue."""
    return await page(backorders_matching(ctx, condition), window, QUEUE)


async def count_backorders(ctx: Context, *, condition: Condition | None = None) -> int:
    """How many backorders meet a condition."""
    return await backorders_matching(ctx, condition).count()

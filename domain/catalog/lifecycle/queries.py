"""Reading proposals, reminders and plans. They are for whoever may see what is not on the shelf."""

from collections.abc import Collection, Mapping
from typing import TypeVar
from uuid import UUID

from tortoise.models import Model
from tortoise.queryset import QuerySet

from domain.catalog.lifecycle.models import ClearanceReminder, LaunchPlan, LifecycleSuggestion
from domain.catalog.models import Product
from domain.catalog.queries import visible_products
from domain.catalog.states import LifecycleStage
from domain.identity.scopes import Scope
from domain.shared.context import Context
from domain.shared.errors import NotFound
from domain.shared.filters import Column, Condition, to_q
from domain.shared.paging import Order, Page, Window, instant, page

M = TypeVar("M", bound=Model)
NEWEST = Order("createdAt", "created_at", descending=True, value=instant)
# What the fields of a condition mean.
COLUMNS: Mapping[str, Column] = {
    "id": "id",
    "product": "product_id",
    "status": "status",
    "action": "action",
    "created_at": "created_at",
}


def _staff_only(ctx: Context, rows: "QuerySet[M]") -> "QuerySet[M]":
    return rows if ctx.allows(Scope.CATALOG_READ) else rows.filter(pk__in=[])


def stage_shown(ctx: Context, product: Product) -> LifecycleStage | None:
    """Where a product stands, for whoever may know."""
    return product.lifecycle_stage if ctx.allows(Scope.CATALOG_READ) else None


def visible_suggestions(ctx: Context) -> QuerySet[LifecycleSuggestion]:
    """The proposals somebody may know of."""
    return _staff_only(ctx, LifecycleSuggestion.all())


async def get_suggestion(ctx: Context, suggestion_id: UUID) -> LifecycleSuggestion:
    """One proposal.

    Raises:
        NotFound: none by this id that the actor may see.
    """
    found = await visible_suggestions(ctx).get_or_none(id=suggestion_id)
    if found is None:
        raise NotFound("lifecycle suggestion", suggestion_id)
    return found


async def lock_suggestion(ctx: Context, suggestion_id: UUID) -> LifecycleSuggestion:
    """One proposal, held until the transaction ends; after its product, where both are.

    Raises:
        NotFound: none by this id that the actor may see.
    """
    rows = visible_suggestions(ctx).select_for_update(no_key=True)
    found = await rows.get_or_none(id=suggestion_id)
    if found is None:
        raise NotFound("lifecycle suggestion", suggestion_id)
    return found


def suggestions_matching(
    ctx: Context, condition: Condition | None
) -> QuerySet[LifecycleSuggestion]:
    """Proposals that meet a condition."""
    return visible_suggestions(ctx).filter(to_q(condition, COLUMNS))


async def suggestions_page(
    ctx: Context, window: Window, *, condition: Condition | None = None
) -> Page[LifecycleSuggestion]:
    """Proposals that meet a condition, newest first."""
    return await page(suggestions_matching(ctx, condition), window, NEWEST)


async def count_suggestions(ctx: Context, *, condition: Condition | None = None) -> int:
    """How many proposals meet a condition."""
    return await suggestions_matching(ctx, condition).count()


async def suggestions_by_ids(
    ctx: Context, ids: Collection[UUID]
) -> dict[UUID, LifecycleSuggestion]:
    """Proposals by their ids."""
    return {row.id: row for row in await visible_suggestions(ctx).filter(id__in=list(ids))}


async def products_matching(
    ctx: Context, ids: Collection[UUID], condition: Condition | None
) -> dict[UUID, Product]:
    """Of products by their ids those that a condition on proposals would be about."""
    rows = visible_products(ctx).filter(id__in=list(ids)).filter(to_q(condition, {"product": "id"}))
    return {row.id: row for row in await rows}


async def reminders_of_products(
    ctx: Context, product_ids: Collection[UUID]
) -> dict[UUID, ClearanceReminder]:
    """The reminder of each product that has one which is not over."""
    rows = _staff_only(ctx, ClearanceReminder.all())
    standing = rows.filter(product_id__in=list(product_ids), over_at=None)
    return {row.product_id: row for row in await standing}


async def plans_of_products(ctx: Context, product_ids: Collection[UUID]) -> dict[UUID, LaunchPlan]:
    """The launch plan of each product that has one."""
    rows = _staff_only(ctx, LaunchPlan.all()).filter(product_id__in=list(product_ids))
    return {row.product_id: row for row in await rows}

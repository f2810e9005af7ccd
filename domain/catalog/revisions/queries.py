"""Reading revisions. They are for whoever may see what is not on the shelf."""

from collections.abc import Collection, Mapping
from uuid import UUID

from tortoise.queryset import QuerySet

from domain.catalog.revisions.content import standing
from domain.catalog.revisions.models import ProductRevision
from domain.catalog.states import PENDING
from domain.identity.scopes import Scope
from domain.shared.context import Context
from domain.shared.errors import NotFound
from domain.shared.filters import Column, Condition, to_q
from domain.shared.paging import Order, Page, Window, instant, page

NEWEST = Order("createdAt", "created_at", descending=True, value=instant)
# What the fields of a condition mean.
COLUMNS: Mapping[str, Column] = {
    "id": "id",
    "product": "product_id",
    "status": "status",
    "created_at": "created_at",
}


def visible_revisions(ctx: Context) -> QuerySet[ProductRevision]:
    """The revisions somebody may know of."""
    everything = ProductRevision.all()
    return everything if ctx.allows(Scope.CATALOG_READ) else everything.filter(pk__in=[])


async def get_revision(ctx: Context, revision_id: UUID) -> ProductRevision:
    """One revision.

    Raises:
        NotFound: none by this id that the actor may see.
    """
    revision = await visible_revisions(ctx).get_or_none(id=revision_id)
    if revision is None:
        raise NotFound("product revision", revision_id)
    return revision


async def lock_revision(ctx: Context, revision_id: UUID) -> ProductRevision:
    """One revision, held until the transaction ends. Whoever holds its product too takes that
    first.

    Raises:
        NotFound: none by this id that the actor may see.
    """
    rows = visible_revisions(ctx).select_for_update(no_key=True)
    revision = await rows.get_or_none(id=revision_id)
    if revision is None:
        raise NotFound("product revision", revision_id)
    return revision


def revisions_matching(ctx: Context, condition: Condition | None) -> QuerySet[ProductRevision]:
    """Revisions that meet a condition."""
    return visible_revisions(ctx).filter(to_q(condition, COLUMNS))


async def revisions_page(
    ctx: Context, window: Window, *, condition: Condition | None = None
) -> Page[ProductRevision]:
    """Revisions that meet a condition, newest first."""
    return await page(revisions_matching(ctx, condition), window, NEWEST)


async def count_revisions(ctx: Context, *, condition: Condition | None = None) -> int:
    """How many revisions meet a condition."""
    return await revisions_matching(ctx, condition).count()


async def revisions_by_ids(ctx: Context, ids: Collection[UUID]) -> dict[UUID, ProductRevision]:
    """Revisions by their ids."""
    return {row.id: row for row in await visible_revisions(ctx).filter(id__in=list(ids))}


async def pending_of_products(
    ctx: Context, product_ids: Collection[UUID]
) -> dict[UUID, ProductRevision]:
    """The pending revision of each product that has one."""
    rows = visible_revisions(ctx).filter(product_id__in=list(product_ids), status__in=PENDING)
    return {row.product_id: row for row in await rows}


async def content_of_products(
    ctx: Context, product_ids: Collection[UUID]
) -> dict[UUID, dict[str, object]]:
    """What is said of products now, by the names of fields that revisions have."""
    return await standing(product_ids) if ctx.allows(Scope.CATALOG_READ) else {}

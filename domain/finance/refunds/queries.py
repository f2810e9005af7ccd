"""Reading refunds of returns. Staff see them all, customers those of their own orders."""

from collections.abc import Collection, Mapping
from uuid import UUID

from tortoise.expressions import Subquery
from tortoise.queryset import QuerySet

from domain.finance.refunds.models import ReturnRefund
from domain.identity.scopes import Scope
from domain.orders.queries import lock_order, visible_orders
from domain.shared.context import Context
from domain.shared.errors import NotFound
from domain.shared.filters import Column, Condition, to_q
from domain.shared.paging import Order, Page, Window, instant, page

NEWEST = Order("createdAt", "created_at", descending=True, value=instant)


def visible_return_refunds(ctx: Context) -> QuerySet[ReturnRefund]:
    """The refunds this actor may see: they follow their order."""
    if ctx.allows(Scope.ORDERS_READ):
        return ReturnRefund.all()
    return ReturnRefund.filter(order_id__in=Subquery(visible_orders(ctx).values("id")))


async def lock_return_refund(ctx: Context, refund_id: UUID) -> ReturnRefund:
    """A refund as it is now that its order is held.

    Raises:
        NotFound: the actor can see none with this id.
    """
    refund = await visible_return_refunds(ctx).get_or_none(id=refund_id)
    if refund is None:
        raise NotFound("return refund", refund_id)
    await lock_order(refund.order_id)
    await refund.refresh_from_db()
    return refund


async def return_refunds_by_ids(ctx: Context, ids: Collection[UUID]) -> dict[UUID, ReturnRefund]:
    """Refunds by id; those the actor may not see are missing."""
    return {row.id: row for row in await visible_return_refunds(ctx).filter(id__in=list(ids))}


async def refunds_of_returns(
    ctx: Context, return_ids: Collection[UUID]
) -> dict[UUID, list[ReturnRefund]]:
    """Each return's refunds, in the order in which they became due."""
    found: dict[UUID, list[ReturnRefund]] = {return_id: [] for return_id in return_ids}
    rows = visible_return_refunds(ctx).filter(parent_id__in=list(return_ids))
    for refund in await rows.order_by("created_at", "id"):
        if refund.parent_id is not None:
            found[refund.parent_id].append(refund)
    return found


# What the fields of a condition mean.
COLUMNS: Mapping[str, Column] = {
    "id": "id",
    "status": "status",
    "order": "order_id",
    "needs_approval": "needs_approval",
    "created_at": "created_at",
}


def refunds_matching(ctx: Context, condition: Condition | None) -> QuerySet[ReturnRefund]:
    """Refunds that meet a condition."""
    return visible_return_refunds(ctx).filter(to_q(condition, COLUMNS))


async def return_refunds_page(
    ctx: Context, window: Window, *, condition: Condition | None = None, order: Order = NEWEST
) -> Page[ReturnRefund]:
    """Refunds that meet a condition, the newest first."""
    return await page(refunds_matching(ctx, condition), window, order)


async def count_return_refunds(ctx: Context, *, condition: Condition | None = None) -> int:
    """How many refunds meet a condition."""
    return await refunds_matching(ctx, condition).count()

"""Reading returns. Staff see them all, customers those of their own orders."""

from collections.abc import Collection, Mapping
from uuid import UUID

from tortoise.expressions import Q, Subquery
from tortoise.queryset import QuerySet

from domain.identity.scopes import Scope
from domain.returns.models import Return, ReturnLine
from domain.shared.context import Context
from domain.shared.errors import NotFound
from domain.shared.filters import Column, Condition, to_q
from domain.shared.paging import Order, Page, Window, instant, page

NEWEST = Order("requestedAt", "requested_at", descending=True, value=instant)


def visible_returns(ctx: Context) -> QuerySet[Return]:
    """The returns this actor may see: the one predicate of this context."""
    if ctx.allows(Scope.FULFILLMENT_READ) or ctx.allows(Scope.ORDERS_READ):
        return Return.all()
    if ctx.customer_id is not None:
        return Return.filter(order__customer_id=ctx.customer_id)
    return Return.filter(pk__in=[])


def visible_return_lines(ctx: Context) -> QuerySet[ReturnLine]:
    """Lines follow their return."""
    if ctx.allows(Scope.FULFILLMENT_READ) or ctx.allows(Scope.ORDERS_READ):
        return ReturnLine.all()
    return ReturnLine.filter(parent_id__in=Subquery(visible_returns(ctx).values("id")))


async def get_return(ctx: Context, return_id: UUID) -> Return:
    """One return.

    Raises:
        NotFound: the actor can see none with this id.
    """
    row = await visible_returns(ctx).get_or_none(id=return_id)
    if row is None:
        raise NotFound("return", return_id)
    return row


async def returns_by_ids(ctx: Context, ids: Collection[UUID]) -> dict[UUID, Return]:
    """Returns by id; those the actor may not see are missing."""
    return {row.id: row for row in await visible_returns(ctx).filter(id__in=list(ids))}


async def return_lines_by_ids(ctx: Context, ids: Collection[UUID]) -> dict[UUID, ReturnLine]:
    """Lines of returns by id; those the actor may not see are missing."""
    return {row.id: row for row in await visible_return_lines(ctx).filter(id__in=list(ids))}


async def returns_of_orders(ctx: Context, order_ids: Collection[UUID]) -> dict[UUID, list[Return]]:
    """Each order's returns, in the order in which they were asked for."""
    found: dict[UUID, list[Return]] = {order_id: [] for order_id in order_ids}
    rows = visible_returns(ctx).filter(order_id__in=list(order_ids))
    for row in await rows.order_by("requested_at", "id"):
        found[row.order_id].append(row)
    return found


async def lines_of_returns(
    ctx: Context, return_ids: Collection[UUID]
) -> dict[UUID, list[ReturnLine]]:
    """What each return is of, as the order has it."""
    found: dict[UUID, list[ReturnLine]] = {return_id: [] for return_id in return_ids}
    rows = visible_return_lines(ctx).filter(parent_id__in=list(return_ids))
    for line in await rows.order_by("order_line__position", "id"):
        found[line.parent_id].append(line)
    return found


# What the fields of a condition mean.
COLUMNS: Mapping[str, Column] = {
    "id": "id",
    "number": "number",
    "status": "status",
    "reason": "reason",
    "order": "order_id",
    "requested_at": "requested_at",
}


def returns_matching(ctx: Context, condition: Condition | None) -> QuerySet[Return]:
    """Returns that meet a condition."""
    matching: Q = to_q(condition, COLUMNS)
    return visible_returns(ctx).filter(matching)


async def returns_page(
    ctx: Context, window: Window, *, condition: Condition | None = None, order: Order = NEWEST
) -> Page[Return]:
    """Returns that meet a condition, the newest first."""
    return await page(returns_matching(ctx, condition), window, order)


async def count_returns(ctx: Context, *, condition: Condition | None = None) -> int:
    """How many returns meet a condition."""
    return await returns_matching(ctx, condition).count()

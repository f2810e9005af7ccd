"""Reading exchanges. Staff see them all, customers those of their own orders."""

from collections.abc import Collection, Mapping
from uuid import UUID

from tortoise.expressions import Q, Subquery
from tortoise.queryset import QuerySet

from domain.identity.scopes import Scope
from domain.returns.exchanges.models import Exchange, ExchangeLine
from domain.shared.context import Context
from domain.shared.errors import NotFound
from domain.shared.filters import Column, Condition, to_q
from domain.shared.paging import Order, Page, Window, instant, page

NEWEST = Order("requestedAt", "requested_at", descending=True, value=instant)


def visible_exchanges(ctx: Context) -> QuerySet[Exchange]:
    """The exchanges this actor may see."""
    if ctx.allows(Scope.ORDERS_READ):
        return Exchange.all()
    if ctx.customer_id is not None:
        return Exchange.filter(order__customer_id=ctx.customer_id)
    return Exchange.filter(pk__in=[])


def visible_exchange_lines(ctx: Context) -> QuerySet[ExchangeLine]:
    """Lines follow their exchange."""
    if ctx.allows(Scope.ORDERS_READ):
        return ExchangeLine.all()
    return ExchangeLine.filter(exchange_id__in=Subquery(visible_exchanges(ctx).values("id")))


async def get_exchange(ctx: Context, exchange_id: UUID) -> Exchange:
    """One exchange.

    Raises:
        NotFound: the actor can see none with this id.
    """
    row = await visible_exchanges(ctx).get_or_none(id=exchange_id)
    if row is None:
        raise NotFound("exchange", exchange_id)
    return row


async def exchanges_by_ids(ctx: Context, ids: Collection[UUID]) -> dict[UUID, Exchange]:
    """Exchanges by id; those the actor may not see are missing."""
    return {row.id: row for row in await visible_exchanges(ctx).filter(id__in=list(ids))}


async def exchange_lines_by_ids(ctx: Context, ids: Collection[UUID]) -> dict[UUID, ExchangeLine]:
    """Lines of exchanges by id; those the actor may not see are missing."""
    return {row.id: row for row in await visible_exchange_lines(ctx).filter(id__in=list(ids))}


async def exchanges_of_orders(
    ctx: Context, order_ids: Collection[UUID]
) -> dict[UUID, list[Exchange]]:
    """Each order's exchanges, in the order in which they were asked for."""
    found: dict[UUID, list[Exchange]] = {order_id: [] for order_id in order_ids}
    rows = visible_exchanges(ctx).filter(order_id__in=list(order_ids))
    for row in await rows.order_by("requested_at", "id"):
        found[row.order_id].append(row)
    return found


async def exchanges_of_returns(ctx: Context, return_ids: Collection[UUID]) -> dict[UUID, Exchange]:
    """The exchange of each return that belongs to one the actor may see."""
    rows = visible_exchanges(ctx).filter(parent_id__in=list(return_ids))
    return {row.parent_id: row for row in await rows}


async def are_of_exchanges(ctx: Context, return_ids: Collection[UUID]) -> dict[UUID, bool]:
    """Those of these returns that belong to exchanges, whoever may see which."""
    rows = Exchange.filter(parent_id__in=list(return_ids)).only("id", "parent_id")
    return {row.parent_id: True for row in await rows}


async def lines_of_exchanges(
    ctx: Context, exchange_ids: Collection[UUID]
) -> dict[UUID, list[ExchangeLine]]:
    """What is wanted by each exchange."""
    found: dict[UUID, list[ExchangeLine]] = {exchange_id: [] for exchange_id in exchange_ids}
    rows = visible_exchange_lines(ctx).filter(exchange_id__in=list(exchange_ids))
    for line in await rows.order_by("position", "id"):
        found[line.exchange_id].append(line)
    return found


# What the fields of a condition mean.
COLUMNS: Mapping[str, Column] = {
    "id": "id",
    "number": "number",
    "status": "status",
    "order": "order_id",
    "requested_at": "requested_at",
}


def exchanges_matching(ctx: Context, condition: Condition | None) -> QuerySet[Exchange]:
    """Exchanges that meet a condition."""
    matching: Q = to_q(condition, COLUMNS)
    return visible_exchanges(ctx).filter(matching)


async def exchanges_page(
    ctx: Context, window: Window, *, condition: Condition | None = None, order: Order = NEWEST
) -> Page[Exchange]:
    """Exchanges that meet a condition, the newest first."""
    return await page(exchanges_matching(ctx, condition), window, order)


async def count_exchanges(ctx: Context, *, condition: Condition | None = None) -> int:
    """How many exchanges meet a condition."""
    return await exchanges_matching(ctx, condition).count()

"""Reading orders. Staff see all of them, customers their own, nobody else any."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tortoise.expressions import Q, Subquery
from tortoise.queryset import QuerySet

from domain.identity.scopes import Scope
from domain.orders.handling.models import OrderTagging
from domain.orders.handling.words import tag_name
from domain.orders.models import Order, OrderGroup, OrderLine
from domain.shared import inputs, paging
from domain.shared.context import Context
from domain.shared.errors import NotFound
from domain.shared.filters import Column, Condition, to_q, values_of
from domain.shared.paging import Page, Window, counts, instant, page, pages

NEWEST = paging.Order("placedAt", "placed_at", descending=True, value=instant)
BY_POSITION = paging.Order("position", "position", value=int)


def visible_orders(ctx: Context) -> QuerySet[Order]:
    """The orders this actor may see: the one predicate of this context."""
    if ctx.allows(Scope.ORDERS_READ):
        return Order.all()
    if ctx.customer_id is not None:
        return Order.filter(customer_id=ctx.customer_id)
    return Order.filter(pk__in=[])


async def get_order(ctx: Context, order_id: UUID) -> Order:
    """One order.

    Raises:
        NotFound: the actor can see none with this id.
    """
    order = await visible_orders(ctx).get_or_none(id=order_id)
    if order is None:
        raise NotFound("order", order_id)
    return order


async def lock_order(order_id: UUID) -> Order:
    """One order, held until the transaction ends, for stories that have asked "may I?" already.

    A story that touches an order, its parcels and the shelves holds the order first.

    Raises:
        NotFound: there is none with this id.
    """
    order = await Order.filter(id=order_id).select_for_update(no_key=True).first()
    if order is None:
        raise NotFound("order", order_id)
    return order


async def order_by_identifier(
    ctx: Context,
    *,
    number: str | None = None,
    channel: str | None = None,
    external_id: str | None = None,
) -> Order | None:
    """One order by what people and channels call it: its number, or channel and external id.

    Raises:
        InvalidInput: empty, too long, or no text.
    """
    if number is not None:
        number = inputs.text(number, "number").upper()
        return await visible_orders(ctx).get_or_none(number=number)
    assert channel is not None, "a number, or a channel and an external id"
    assert external_id is not None, "a number, or a channel and an external id"
    return await visible_orders(ctx).get_or_none(
        channel__code=inputs.text(channel, "channel"),
        external_id=inputs.text(external_id, "externalId"),
    )


async def orders_by_ids(ctx: Context, ids: Collection[UUID]) -> dict[UUID, Order]:
    """Orders by id; those the actor may not see are missing."""
    return {row.id: row for row in await visible_orders(ctx).filter(id__in=list(ids))}


async def lines_of_orders(ctx: Context, order_ids: Collection[UUID]) -> dict[UUID, list[OrderLine]]:
    """Each visible order's lines, in their order."""
    found: dict[UUID, list[OrderLine]] = {order_id: [] for order_id in order_ids}
    lines = visible_lines(ctx).filter(order_id__in=list(order_ids))
    for line in await lines.order_by("order_id", "position"):
        found[line.order_id].append(line)
    return found


async def lines_by_ids(ctx: Context, ids: Collection[UUID]) -> dict[UUID, OrderLine]:
    """Lines by id; those of orders the actor may not see are missing."""
    return {row.id: row for row in await visible_lines(ctx).filter(id__in=list(ids))}


def visible_groups(ctx: Context) -> QuerySet[OrderGroup]:
    """Groups follow their orders."""
    if ctx.allows(Scope.ORDERS_READ):
        return OrderGroup.all()
    own = visible_orders(ctx).filter(group_id__not_isnull=True)
    return OrderGroup.filter(id__in=Subquery(own.values("group_id")))


async def groups_by_ids(ctx: Context, ids: Collection[UUID]) -> dict[UUID, OrderGroup]:
    """Groups by id; those of orders the actor may not see are missing."""
    return {row.id: row for row in await visible_groups(ctx).filter(id__in=list(ids))}


async def orders_of_groups(ctx: Context, group_ids: Collection[UUID]) -> dict[UUID, list[Order]]:
    """Each group's visible orders, oldest first."""
    return await _by(ctx, "group_id", group_ids)


async def orders_merged_into(ctx: Context, order_ids: Collection[UUID]) -> dict[UUID, list[Order]]:
    """The visible orders that each order took in, oldest first."""
    return await _by(ctx, "merged_into_id", order_ids)


async def _by(ctx: Context, column: str, keys: Collection[UUID]) -> dict[UUID, list[Order]]:
    found: dict[UUID, list[Order]] = {key: [] for key in keys}
    orders = visible_orders(ctx).filter(**{f"{column}__in": list(keys)})
    for order in await orders.order_by("placed_at", "id"):
        found[getattr(order, column)].append(order)
    return found


async def orders_of_customers(
    ctx: Context, customer_ids: Collection[UUID]
) -> dict[UUID, list[Order]]:
    """Each customer's visible orders, newest first."""
    found: dict[UUID, list[Order]] = {customer_id: [] for customer_id in customer_ids}
    orders = visible_orders(ctx).filter(customer_id__in=list(customer_ids))
    for order in await orders.order_by("-placed_at", "-id"):
        assert order.customer_id is not None
        found[order.customer_id].append(order)
    return found


@dataclass(frozen=True, slots=True)
class Sought:
    """What a text names, and the beginning of a number that it may be."""

    begins: str
    orders: tuple[UUID, ...] = ()
    variants: tuple[UUID, ...] = ()
    customers: tuple[UUID, ...] = ()


def search_orders(ctx: Context, sought: Sought) -> QuerySet[Order]:
    """Visible orders that are named, have lines of a variant that is, or are of a customer who is.

    Each kind is looked for by an index of its own; only what is named is asked for. Of whoever does
    not see all orders, those whose number begins so are found in any case: else a list that is
    empty would tell that there is somebody else's order of this very name.
    """
    named: list[Q] = []
    if sought.orders:
        named.append(Q(id__in=sought.orders))
    if sought.variants:
        lines = OrderLine.filter(variant_id__in=sought.variants)
        named.append(Q(id__in=Subquery(lines.values("order_id"))))
    if sought.customers:
        named.append(Q(customer_id__in=sought.customers))
    if not named or not ctx.allows(Scope.ORDERS_READ):
        named.append(Q(number__startswith=sought.begins))
    return visible_orders(ctx).filter(Q(*named, join_type=Q.OR))


def _carries(operator: str, value: Any) -> Q:
    """Whether an order carries a word, or one of some."""
    words = value if isinstance(value, list) else [value]
    names = [tag_name(str(word), "where", "tag") for word in words]
    carrying = OrderTagging.filter(tag__name__in=names).values("order_id")
    return Q(id__in=Subquery(carrying))


# What the fields of a condition mean.
COLUMNS: Mapping[str, Column] = {
    "id": "id",
    "number": "number",
    "status": "status",
    "payment_status": "payment_status",
    "fulfillment_status": "fulfillment_status",
    "customer": "customer_id",
    "channel": "channel__code",
    "external_id": "external_id",
    "placed_at": "placed_at",
    "assignee": "assignee_id",
    "is_assigned": lambda operator, value: Q(assignee_id__isnull=not value),
    "tag": _carries,
}
# What the house alone knows of an order: for others a hit would tell.
HOUSE_ONLY = ("assignee", "is_assigned", "tag")


async def orders_page(
    ctx: Context,
    window: Window,
    *,
    sought: Sought | None = None,
    condition: Condition | None = None,
    order: paging.Order = NEWEST,
) -> Page[Order]:
    """Visible orders that meet a condition, newest first."""
    return await page(orders_matching(ctx, sought, condition), window, order)


async def count_orders(
    ctx: Context, *, sought: Sought | None = None, condition: Condition | None = None
) -> int:
    """How many visible orders meet a condition."""
    return await orders_matching(ctx, sought, condition).count()


def orders_matching(
    ctx: Context, sought: Sought | None, condition: Condition | None
) -> QuerySet[Order]:
    """Visible orders that a search and a condition leave.

    Raises:
        NotPermitted: the condition names what only the house knows, and the actor is not of it.
    """
    if any(values_of(condition, name) for name in HOUSE_ONLY):
        ctx.require(Scope.ORDERS_READ)
    rows = visible_orders(ctx) if sought is None else search_orders(ctx, sought)
    return rows.filter(to_q(condition, COLUMNS))


async def pages_of_customers(
    ctx: Context, customer_ids: Sequence[UUID], window: Window, order: paging.Order
) -> dict[UUID, Page[Order]]:
    """The same page of each customer's visible orders."""
    return await pages(visible_orders(ctx), "customer_id", customer_ids, window, order)


async def counts_of_customers(ctx: Context, customer_ids: Sequence[UUID]) -> dict[UUID, int]:
    """How many visible orders each customer has."""
    return await counts(visible_orders(ctx), "customer_id", customer_ids)


async def pages_of_lines(
    ctx: Context, order_ids: Sequence[UUID], window: Window, order: paging.Order
) -> dict[UUID, Page[OrderLine]]:
    """The same page of each visible order's lines."""
    return await pages(visible_lines(ctx), "order_id", order_ids, window, order)


async def counts_of_lines(ctx: Context, order_ids: Sequence[UUID]) -> dict[UUID, int]:
    """How many lines each visible order has."""
    return await counts(visible_lines(ctx), "order_id", order_ids)


def visible_lines(ctx: Context) -> QuerySet[OrderLine]:
    """Lines follow their order."""
    if ctx.allows(Scope.ORDERS_READ):
        return OrderLine.all()
    return OrderLine.filter(order_id__in=Subquery(visible_orders(ctx).values("id")))

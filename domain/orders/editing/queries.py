"""Reading edits: for whoever may read orders. Customers see what came of them, in their order."""

from collections.abc import Collection, Sequence
from uuid import UUID

from tortoise.queryset import QuerySet

from domain.identity.scopes import Scope
from domain.orders.editing.states import OrderEditStatus
from domain.orders.models import OrderEdit
from domain.shared import paging
from domain.shared.context import Context
from domain.shared.errors import NotFound
from domain.shared.models import EventRow
from domain.shared.paging import Page, Window, counts, instant, pages

NEWEST = paging.Order("createdAt", "created_at", descending=True, value=instant)


def visible_edits(ctx: Context) -> QuerySet[OrderEdit]:
    """The edits this actor may see: staff who read orders, all of them; nobody else any."""
    if ctx.allows(Scope.ORDERS_READ):
        return OrderEdit.all()
    return OrderEdit.filter(pk__in=[])


async def get_edit(ctx: Context, edit_id: UUID, *, hold: bool = False) -> OrderEdit:
    """One edit, held until the transaction ends if asked for.

    Raises:
        NotFound: the actor can see none with this id.
    """
    found = visible_edits(ctx).filter(id=edit_id)
    edit = await (found.select_for_update(no_key=True) if hold else found).first()
    if edit is None:
        raise NotFound("order edit", edit_id)
    return edit


async def edits_by_ids(ctx: Context, ids: Collection[UUID]) -> dict[UUID, OrderEdit]:
    """Edits by id; those the actor may not see are missing."""
    return {row.id: row for row in await visible_edits(ctx).filter(id__in=list(ids))}


async def open_edits(ctx: Context, order_ids: Collection[UUID]) -> dict[UUID, OrderEdit]:
    """The open edit of each order that has one."""
    found = visible_edits(ctx).filter(order_id__in=list(order_ids), status=OrderEditStatus.OPEN)
    return {row.order_id: row for row in await found}


async def pages_of_edits(
    ctx: Context, order_ids: Sequence[UUID], window: Window, order: paging.Order
) -> dict[UUID, Page[OrderEdit]]:
    """The same page of each order's edits."""
    return await pages(visible_edits(ctx), "order_id", order_ids, window, order)


async def counts_of_edits(ctx: Context, order_ids: Sequence[UUID]) -> dict[UUID, int]:
    """How many edits each order has."""
    return await counts(visible_edits(ctx), "order_id", order_ids)


async def changes_since(order_id: UUID, version: int) -> list[str]:
    """What happened to an order after a version, oldest first, by the facts' types."""
    facts = EventRow.filter(aggregate_type="order", aggregate_id=order_id, version__gt=version)
    found = await facts.order_by("version").values_list("type", flat=True)
    return [str(type_) for type_ in found]

"""Reading how orders are handled. Customers read the notes that are for them, and no more."""

from collections.abc import Collection
from uuid import UUID

from tortoise.expressions import Subquery
from tortoise.queryset import QuerySet

from domain.identity.scopes import Scope
from domain.orders.handling.models import OrderNote, OrderTag, OrderTagging
from domain.orders.handling.states import NoteVisibility
from domain.orders.models import Order
from domain.orders.queries import lock_order, visible_orders
from domain.shared.context import Context
from domain.shared.errors import NotFound
from domain.shared.paging import Order as SortOrder
from domain.shared.paging import Page, Window, page

BY_NAME = SortOrder("name", "name")


def visible_notes(ctx: Context) -> QuerySet[OrderNote]:
    """All notes by permission; of their own orders, customers see what is for them."""
    if ctx.allows(Scope.ORDERS_READ):
        return OrderNote.all()
    own = visible_orders(ctx).values("id")
    return OrderNote.filter(visibility=NoteVisibility.CUSTOMER, order_id__in=Subquery(own))


def visible_tags(ctx: Context) -> QuerySet[OrderTag]:
    """The words that orders carry: for the house."""
    if ctx.allows(Scope.ORDERS_READ):
        return OrderTag.filter(orders__gt=0)
    return OrderTag.filter(pk__in=[])


def visible_taggings(ctx: Context) -> QuerySet[OrderTagging]:
    """Which order carries which word: for the house."""
    if ctx.allows(Scope.ORDERS_READ):
        return OrderTagging.all()
    return OrderTagging.filter(pk__in=[])


async def notes_by_ids(ctx: Context, ids: Collection[UUID]) -> dict[UUID, OrderNote]:
    """Notes by id; those the actor may not see are missing."""
    return {row.id: row for row in await visible_notes(ctx).filter(id__in=list(ids))}


async def notes_of_orders(ctx: Context, order_ids: Collection[UUID]) -> dict[UUID, list[OrderNote]]:
    """Each order's notes that the actor may see, oldest first."""
    found: dict[UUID, list[OrderNote]] = {order_id: [] for order_id in order_ids}
    notes = visible_notes(ctx).filter(order_id__in=list(order_ids))
    for note in await notes.order_by("written_at", "id"):
        found[note.order_id].append(note)
    return found


async def tags_by_ids(ctx: Context, ids: Collection[UUID]) -> dict[UUID, OrderTag]:
    """Words by id; those the actor may not see are missing."""
    return {row.id: row for row in await visible_tags(ctx).filter(id__in=list(ids))}


async def tags_of_orders(ctx: Context, order_ids: Collection[UUID]) -> dict[UUID, list[OrderTag]]:
    """The words each order carries, by name."""
    found: dict[UUID, list[OrderTag]] = {order_id: [] for order_id in order_ids}
    carried = visible_taggings(ctx).filter(order_id__in=list(order_ids)).select_related("tag")
    for each in await carried.order_by("tag__name"):
        found[each.order_id].append(each.tag)
    return found


async def tags_page(ctx: Context, window: Window) -> Page[OrderTag]:
    """The words that orders carry, by name."""
    return await page(visible_tags(ctx), window, BY_NAME)


async def count_tags(ctx: Context) -> int:
    """How many words orders carry."""
    return await visible_tags(ctx).count()


async def lock_note(note_id: UUID) -> tuple[OrderNote, Order]:
    """A note and its order, both held until the transaction ends. "May I?" was asked already.

    Raises:
        NotFound: there is none with this id.
    """
    known = await OrderNote.get_or_none(id=note_id)
    if known is None:
        raise NotFound("order note", note_id)
    order = await lock_order(known.order_id)
    note = await OrderNote.get_or_none(id=note_id)
    if note is None:  # removed while we waited for its order
        raise NotFound("order note", note_id)
    return note, order

"""Removing a note: its words are gone for good; that there was one stays in the history."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.identity.scopes import Scope
from domain.orders.handling.errors import NotYourNote
from domain.orders.handling.events import OrderNoteRemoved
from domain.orders.handling.queries import lock_note
from domain.orders.handling.writing import is_author
from domain.orders.models import Order
from domain.shared.context import Context
from domain.shared.outbox import append
from domain.shared.states import raise_version


async def remove_note(ctx: Context, note_id: UUID) -> Order:
    """Take back a note of one's own; the order as it is then. Who may change colleagues' accounts
    removes anybody's.

    Raises:
        NotPermitted: the actor may not write orders.
        NotFound: no such note.
        NotYourNote: somebody else wrote it.
    """
    ctx.require(Scope.ORDERS_WRITE)
    async with in_transaction():
        note, order = await lock_note(note_id)
        if not is_author(ctx, note) and not ctx.allows(Scope.STAFF_WRITE):
            raise NotYourNote
        changes = {"hold_note_id": None} if order.hold_note_id == note.id else {}
        await raise_version(order, "order", at=ctx.now, **changes)
        await note.delete()
        await append(
            ctx,
            OrderNoteRemoved(
                aggregate_id=order.id,
                version=order.version,
                status=order.status,
                note_id=note.id,
                visibility=note.visibility,
            ),
        )
        return order

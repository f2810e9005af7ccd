"""Editing a note: whoever wrote it writes it otherwise."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.identity.scopes import Scope
from domain.orders.handling.errors import NotYourNote
from domain.orders.handling.events import OrderNoteEdited
from domain.orders.handling.models import OrderNote
from domain.orders.handling.queries import lock_note
from domain.orders.handling.writing import is_author, note_text
from domain.shared.context import Context
from domain.shared.outbox import append
from domain.shared.states import expect_version, raise_version


async def edit_note(
    ctx: Context, note_id: UUID, *, body: str, expected_version: int | None = None
) -> OrderNote:
    """Say something else in a note of one's own. The same words again change nothing.

    Raises:
        NotPermitted: the actor may not write orders.
        NotFound: no such note.
        NotYourNote: somebody else wrote it.
        InvalidInput: no words, or too many.
        VersionConflict: the note is not of this version any more.
    """
    ctx.require(Scope.ORDERS_WRITE)
    body = note_text(body, "body")
    async with in_transaction():
        note, order = await lock_note(note_id)
        if not is_author(ctx, note):
            raise NotYourNote
        expect_version(note, "order note", expected_version)
        if note.body == body:
            return note
        note.body, note.version, note.edited_at = body, note.version + 1, ctx.now
        await note.save(update_fields=["body", "version", "edited_at"])
        await raise_version(order, "order", at=ctx.now)
        await append(
            ctx,
            OrderNoteEdited(
                aggregate_id=order.id,
                version=order.version,
                status=order.status,
                note_id=note.id,
                visibility=note.visibility,
            ),
        )
        return note

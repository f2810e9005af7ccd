"""Notes, tags, and who sees to an order."""

import strawberry

from domain.orders.handling import models, queries
from domain.orders.handling.add_note import add_note
from domain.orders.handling.add_tags import add_tags
from domain.orders.handling.assign_order import assign_order
from domain.orders.handling.edit_note import edit_note
from domain.orders.handling.errors import NotYourNote
from domain.orders.handling.remove_note import remove_note
from domain.orders.handling.remove_tags import remove_tags
from domain.orders.handling.states import NoteVisibility
from domain.orders.queries import orders_by_ids
from schema.orders.mutations import OrderPayload
from schema.orders.notes import OrderNote, OrderTag
from schema.orders.types import Order
from schema.shared.connections import After, Before, Connection, First, Last, connect, window
from schema.shared.context import Info
from schema.shared.ids import key_of, maybe_key
from schema.shared.mutations import (
    KEY_DESCRIPTION,
    Input,
    Payload,
    changed,
    expected_version,
    mutation,
    optional,
)


@strawberry.input(description="Something to write about an order.")
class OrderNoteAddInput:
    """Of which order, and what."""

    id: strawberry.ID = strawberry.field(description="Which order.")
    body: str = strawberry.field(description="What there is to say, at most 2,000 characters.")
    idempotency_key: str = strawberry.field(description=KEY_DESCRIPTION)
    visibility: NoteVisibility = optional("Who reads it.", default=NoteVisibility.INTERNAL)


@strawberry.input(description="A note to write otherwise.")
class OrderNoteEditInput:
    """Which, and how."""

    id: strawberry.ID = strawberry.field(description="Which note.")
    body: str = strawberry.field(description="What it shall say, at most 2,000 characters.")
    expected_version: int | None = expected_version()


@strawberry.input(description="A note to take away.")
class OrderNoteRemoveInput:
    """Which."""

    id: strawberry.ID = strawberry.field(description="Which note.")


@strawberry.input(description="Words that an order shall carry.")
class OrderTagAddInput:
    """Which order, which words."""

    id: strawberry.ID = strawberry.field(description="Which order.")
    tags: list[str] = strawberry.field(
        description="Words, 1 to 20, kept in lower case with dashes for blanks."
    )


@strawberry.input(description="Words that an order shall not carry any more.")
class OrderTagRemoveInput:
    """Which order, which words."""

    id: strawberry.ID = strawberry.field(description="Which order.")
    tags: list[str] = strawberry.field(description="Words, 1 to 20.")


@strawberry.input(description="An order to give to a colleague.")
class OrderAssignInput:
    """Which, and to whom."""

    id: strawberry.ID = strawberry.field(description="Which order.")
    staff_id: strawberry.ID | None = optional("To whom; nobody sees to it if left out.")
    expected_version: int | None = expected_version()


@strawberry.type(description="The note and its order as they are now.")
class OrderNotePayload(Payload):
    """What came of it."""

    order_note: OrderNote | None = changed("The note.")
    order: Order | None = changed("The order.")


async def _shown(info: Info, note: models.OrderNote) -> OrderNotePayload:
    order = await info.context.one(orders_by_ids, note.order_id)
    return OrderNotePayload(order_note=OrderNote.of(note), order=Order.maybe(order))


@strawberry.type(description="The words that orders carry.")
class HandlingQueries:
    """Tags."""

    @strawberry.field(
        description="The words that orders carry, by name. Empty without orders:read."
    )
    async def order_tags(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[OrderTag]:
        ctx, part = info.context.domain, window(first, after, last, before)
        page = await queries.tags_page(ctx, part)
        return connect(page, OrderTag.of, lambda: queries.count_tags(ctx))


@strawberry.type(description="Notes, tags, and who sees to an order.")
class HandlingMutations:
    """Note, tag, assign: none of it moves the order."""

    @mutation("Write something about an order. Needs orders:write.")
    async def order_note_add(self, info: Info, input: Input[OrderNoteAddInput]) -> OrderNotePayload:
        note = await add_note(
            info.context.domain,
            key_of("Order", input.id),
            body=input.body,
            visibility=input.visibility,
            idempotency_key=input.idempotency_key,
        )
        return await _shown(info, note)

    @mutation("Write a note of your own otherwise. Needs orders:write.", NotYourNote)
    async def order_note_edit(
        self, info: Info, input: Input[OrderNoteEditInput]
    ) -> OrderNotePayload:
        note = await edit_note(
            info.context.domain,
            key_of("OrderNote", input.id),
            body=input.body,
            expected_version=input.expected_version,
        )
        return await _shown(info, note)

    @mutation(
        "Take a note of your own away, for good; with staff:write anybody's. Needs orders:write.",
        NotYourNote,
    )
    async def order_note_remove(
        self, info: Info, input: Input[OrderNoteRemoveInput]
    ) -> OrderPayload:
        order = await remove_note(info.context.domain, key_of("OrderNote", input.id))
        return OrderPayload(order=Order.of(order))

    @mutation("Let an order carry words that it is found by. Needs orders:write.")
    async def order_tag_add(self, info: Info, input: Input[OrderTagAddInput]) -> OrderPayload:
        order = await add_tags(info.context.domain, key_of("Order", input.id), tags=input.tags)
        return OrderPayload(order=Order.of(order))

    @mutation("Take words off an order. Needs orders:write.")
    async def order_tag_remove(self, info: Info, input: Input[OrderTagRemoveInput]) -> OrderPayload:
        order = await remove_tags(info.context.domain, key_of("Order", input.id), tags=input.tags)
        return OrderPayload(order=Order.of(order))

    @mutation("Give an order to a colleague, or to nobody. Needs orders:write.")
    async def order_assign(self, info: Info, input: Input[OrderAssignInput]) -> OrderPayload:
        order = await assign_order(
            info.context.domain,
            key_of("Order", input.id),
            assignee_id=maybe_key("StaffMember", input.staff_id),
            expected_version=input.expected_version,
        )
        return OrderPayload(order=Order.of(order))

"""What the house notes about orders, and the words it sorts them by, as clients see them."""

from datetime import datetime
from uuid import UUID

import strawberry

from domain.identity import queries as identity
from domain.orders.handling import models
from schema.identity.types import StaffMember
from schema.orders.words import NoteVisibility
from schema.shared.context import GraphContext, Info
from schema.shared.enums import ActorKind
from schema.shared.fields import Backed, Node, column
from schema.shared.filters import EQ, ONE_OF


@strawberry.input(description="Compare the words an order carries with others, as they are kept.")
class TagFilter:
    """A word is carried or it is not."""

    eq: str | None = strawberry.field(description=EQ, default=None)
    one_of: list[str] | None = strawberry.field(description=ONE_OF, default=None)


@strawberry.type(description="Something that a colleague wrote about an order.")
class OrderNote(Node, Backed[models.OrderNote]):
    """A note."""

    version: int = column("How often it was written.")
    visibility: NoteVisibility = column("Who reads it.")
    author_kind: ActorKind = column("What kind of somebody wrote it.")
    body: str = column("What it says; empty after its customer was erased.")
    written_at: datetime = column("When it was written.")
    edited_at: datetime | None = column("When it was last written otherwise.")

    @strawberry.field(description="The colleague who wrote it. None for customers.")
    async def author(self, info: Info) -> StaffMember | None:
        return StaffMember.maybe(await info.context.one(identity.staff_by_ids, self.row.author_id))

    @strawberry.field(description="Whether you wrote it.")
    def can_edit(self, info: Info) -> bool:
        return is_own_note(info.context, self.row.author_kind, self.row.author_id)


def is_own_note(context: GraphContext, kind: str, author_id: UUID | None) -> bool:
    """Whether somebody wrote a note themselves."""
    actor = context.domain.actor
    return (actor.kind, actor.id) == (ActorKind(kind), author_id)


@strawberry.type(description="A word that orders are sorted by.")
class OrderTag(Node, Backed[models.OrderTag]):
    """A tag."""

    name: str = column("The word.")

    @strawberry.field(description="How many orders carry it.")
    def order_count(self) -> int:
        return self.row.orders

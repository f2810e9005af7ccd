"""Following questions and complaints."""

from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from typing import Annotated
from uuid import UUID

import strawberry

from domain.identity.scopes import Scope
from domain.shared.context import Context
from domain.shared.errors import NotFound
from domain.shared.filters import All, Is
from domain.shared.paging import Window
from domain.support import models as tickets
from domain.support import queries
from domain.support.queries import TicketFilter
from domain.support.states import TicketPriority, TicketStatus
from realtime import topics
from realtime.messages import PresenceActivity, StoredEvent
from realtime.past import WhenSlow
from schema.shared.arguments import Id
from schema.shared.context import Info
from schema.shared.filters import EnumFilter, IDFilter, conditions, read
from schema.shared.history import Event
from schema.shared.ids import key_of
from schema.shared.presence import Doing, ViewersUpdate, attend
from schema.shared.streams import After, Base, Initial, StreamItem, follow
from schema.support.types import Ticket


@strawberry.input(description="Which tickets to follow. All conditions must hold.")
class TicketQueueWhere:
    """Conditions on tickets, as they are when the news comes."""

    status: EnumFilter[TicketStatus] | None = conditions("Whose turn it is.")
    priority: EnumFilter[TicketPriority] | None = conditions("How soon.")
    assignee: IDFilter | None = conditions("Who sees to it.")


KINDS = {"assignee": "StaffMember"}


def told_of(ctx: Context, event: StoredEvent) -> Event | None:
    """A fact about a ticket. What staff note stays in the house; that it was is counted."""
    kept = event.type in queries.HOUSE_ONLY and not ctx.allows(Scope.TICKETS_READ)
    return None if kept else Event.of(event)


@strawberry.type(description="News of a ticket.")
class TicketUpdate(StreamItem):
    """An item of a subscription."""

    ticket: Ticket | None = strawberry.field(
        description="The ticket as it is now; none in a gap of a feed: read the list anew.",
        default=None,
    )
    event: Event | None = strawberry.field(
        description="What happened to it; none for a customer where it stays in the house.",
        default=None,
    )
    aggregate_version: int = strawberry.field(
        description="The ticket's version that this item tells of: one more each time; 0 if it"
        " tells of none.",
        default=0,
    )

    @classmethod
    def told(cls, ctx: Context, base: Base, row: object, event: StoredEvent) -> "TicketUpdate":
        """A fact about a ticket."""
        return cls(
            **base,
            ticket=Ticket.of(row),  # type: ignore[arg-type]  # a row of this context
            event=told_of(ctx, event),
            aggregate_version=event.version,
        )


@strawberry.type(description="Following questions and complaints.")
class SupportSubscriptions:
    """One ticket, or the queue."""

    @strawberry.subscription(description="Everything that happens to one ticket you may see.")
    async def ticket_updated(
        self, info: Info, id: Id, after: After = None, initial: Initial = False
    ) -> AsyncIterator[TicketUpdate]:
        context, key = info.context, key_of("Ticket", id)

        async def now(base: Base) -> Sequence[TicketUpdate]:
            row = await queries.get_ticket(context.domain, key)
            ticket, version = Ticket.of(row), row.version
            return [TicketUpdate(**base, subject=key, ticket=ticket, aggregate_version=version)]

        async def news(event: StoredEvent, base: Base) -> TicketUpdate:
            row = await context.one_now(queries.tickets_by_ids, key)
            if row is None:
                raise NotFound("ticket", key)
            return TicketUpdate.told(context.domain, base, row, event)

        async for item in follow(
            context,
            [topics.ticket(key)],
            after=after,
            initial=initial,
            on_event=news,
            on_now=now,
            when_slow=WhenSlow.SNAPSHOT,
        ):
            yield item

    @strawberry.subscription(
        description="Everything that happens to any ticket, for the service desk. Needs"
        " tickets:read."
    )
    async def ticket_queue_feed(
        self,
        info: Info,
        where: Annotated[TicketQueueWhere | None, strawberry.argument(description="Which.")] = None,
        after: After = None,
    ) -> AsyncIterator[TicketUpdate]:
        context = info.context
        context.domain.require(Scope.TICKETS_READ)
        wanted = read(context.domain, where, KINDS) or All([])

        async def now(base: Base) -> Sequence[TicketUpdate]:
            context.domain.require(Scope.TICKETS_READ)
            return [] if base["gap"] is None else [TicketUpdate(**base)]

        async def fitting(ctx: Context, keys: Sequence[UUID]) -> dict[UUID, tickets.Ticket]:
            which = TicketFilter(condition=All([wanted, Is("id", "one_of", list(keys))]))
            page = await queries.tickets_page(ctx, Window(first=len(keys)), which)
            return {row.id: row for row in page.rows}

        async def news(event: StoredEvent, base: Base) -> TicketUpdate | None:
            context.domain.require(Scope.TICKETS_READ)
            row = await context.one(fitting, event.aggregate_id)
            return TicketUpdate.told(context.domain, base, row, event) if row else None

        async for item in follow(
            context,
            [topics.tickets()],
            after=after,
            initial=False,
            on_event=news,
            on_now=now,
            when_slow=WhenSlow.REPLAY,
        ):
            yield item

    @strawberry.subscription(
        description="Which colleagues are at a ticket, you among them for as long as you follow"
        " this. Needs tickets:read."
    )
    async def ticket_viewers(
        self, info: Info, id: Id, activity: Doing = PresenceActivity.VIEWING
    ) -> AsyncIterator[ViewersUpdate]:
        context = info.context
        context.domain.require(Scope.TICKETS_READ)
        key = key_of("Ticket", id)

        async def may_see() -> None:
            context.domain.require(Scope.TICKETS_READ)
            await queries.get_ticket(context.domain, key)

        async with aclosing(attend(context, topics.ticket(key), activity, may_see)) as updates:
            async for update in updates:
                yield update

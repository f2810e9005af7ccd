"""Questions and complaints, as clients see them."""

from datetime import datetime

import strawberry

from domain.customers import queries as customers
from domain.customers.masking import shown_author
from domain.fulfillment import queries as fulfillment
from domain.identity import queries as identity
from domain.identity.scopes import Scope
from domain.orders import queries as orders
from domain.shared.context import ActorKind
from domain.support import models, queries
from domain.support.actions import available_actions
from domain.support.states import (
    MessageVisibility,
    TicketAction,
    TicketPriority,
    TicketStatus,
)
from schema.customers.types import Customer
from schema.fulfillment.types import Fulfillment
from schema.identity.types import StaffMember
from schema.orders.types import Order
from schema.shared.connections import (
    After,
    Before,
    Connection,
    First,
    Last,
    connect,
    window,
)
from schema.shared.context import Info
from schema.shared.enums import describe
from schema.shared.fields import Backed, Node, column, row_key
from schema.shared.history import Event, history
from schema.shared.scalars import EventCursor

describe(
    TicketStatus,
    "Whose turn it is.",
    NEW="Nobody has looked at it.",
    OPEN="Ours.",
    PENDING_CUSTOMER="The customer's.",
    RESOLVED="Solved; the customer may still say no.",
    CLOSED="Over.",
)
describe(
    TicketAction,
    "What can be done with a ticket.",
    ASSIGN="Give it to somebody.",
    CUSTOMER_REPLY="The customer says something.",
    AGENT_REPLY="We say something.",
    RESOLVE="Say that it is solved.",
    REOPEN="Say that it is not.",
    CLOSE="End it for good.",
)
describe(
    TicketPriority,
    "How soon.",
    LOW="When there is time.",
    MEDIUM="In its turn.",
    HIGH="Before the others.",
    URGENT="Now.",
)
describe(
    MessageVisibility,
    "Who reads a message.",
    PUBLIC="Everybody on the ticket.",
    INTERNAL="Staff alone.",
)


@strawberry.type(description="One thing somebody said.")
class TicketMessage(Node, Backed[models.TicketMessage]):
    """A message."""

    author_kind: ActorKind = column("What kind of somebody said it.")
    visibility: MessageVisibility = column("Who reads it.")
    body: str = column("What was said.")
    sent_at: datetime = column("When.")

    @strawberry.field(
        description="Who said it. A customer's name is masked without customers:pii, unless it is"
        " your own."
    )
    def author_name(self, info: Info) -> str:
        row = self.row
        ctx = info.context.domain
        return shown_author(ctx, row.id, row.author_kind, row.author_id, row.author_name)


@strawberry.type(description="One problem of one customer, perhaps about an order or a parcel.")
class Ticket(Node, Backed[models.Ticket]):
    """A ticket."""

    number: str = column("The number people read, such as T-10042.")
    subject: str = column("What it is about, in a line.")
    status: TicketStatus = column("Whose turn it is.")
    priority: TicketPriority = column("How soon.")
    version: int = column("Raised by one with every fact about it.")
    created_at: datetime = column("When it was opened.")
    first_replied_at: datetime | None = column("When we first answered.")
    resolved_at: datetime | None = column("When it was solved, while it is.")
    updated_at: datetime = column("When it last changed.")

    @strawberry.field(description="Follow this ticket from here: hand it to a subscription.")
    def event_cursor(self, info: Info) -> EventCursor:
        return EventCursor(info.context.cursor)

    @strawberry.field(description="What you could do with it now.")
    def available_actions(self, info: Info) -> list[TicketAction]:
        return available_actions(info.context.domain, self.row.status)

    @strawberry.field(description="Whose problem it is.")
    async def customer(self, info: Info) -> Customer | None:
        return Customer.maybe(
            await info.context.one(customers.customers_by_ids, self.row.customer_id)
        )

    @strawberry.field(description="The order it is about, if it is about one.")
    async def order(self, info: Info) -> Order | None:
        return Order.maybe(await info.context.one(orders.orders_by_ids, self.row.order_id))

    @strawberry.field(description="The parcel it is about, if it is about one.")
    async def fulfillment(self, info: Info) -> Fulfillment | None:
        return Fulfillment.maybe(
            await info.context.one(fulfillment.fulfillments_by_ids, self.row.fulfillment_id)
        )

    @strawberry.field(description="Who sees to it. None for customers.")
    async def assignee(self, info: Info) -> StaffMember | None:
        return StaffMember.maybe(
            await info.context.one(identity.staff_by_ids, self.row.assignee_id)
        )

    @strawberry.field(description="What was said, oldest first. Internal messages for staff alone.")
    async def messages(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[TicketMessage]:
        key, part = row_key(self), window(first, after, last, before)
        page = await info.context.page(
            queries.pages_of_messages, key, part, queries.OLDEST_MESSAGES
        )
        return connect(
            page, TicketMessage.of, lambda: info.context.count(queries.counts_of_messages, key)
        )

    @strawberry.field(
        description="All that happened to it, oldest first; notes of the house for staff."
    )
    async def timeline(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Event]:
        part = window(first, after, last, before)
        kept = () if info.context.domain.allows(Scope.TICKETS_READ) else queries.HOUSE_ONLY
        return await history(info, "ticket", row_key(self), part, without=kept)

"""How questions and complaints are read: a table for each type."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from domain.customers.masking import shown_author
from domain.identity.scopes import Scope
from domain.shared.context import ActorKind, Context
from domain.shared.outbox import AggregateType
from domain.support import queries
from domain.support.actions import available_actions
from domain.support.queries import TicketFilter
from domain.support.states import TicketStatus
from schema.engine.mapping import Args, Computed, Listed, News, One, Pages, Read, Root, Rows
from schema.shared.context import GraphContext
from schema.shared.filters import read
from schema.shared.reads import CURSOR, by_id, facts
from schema.support.queries import KINDS
from schema.support.subscriptions import told_of


def _actions(context: GraphContext, status: str) -> Any:
    return available_actions(context.domain, TicketStatus(status))


def _untold(ctx: Context) -> tuple[str, ...]:
    return () if ctx.allows(Scope.TICKETS_READ) else queries.HOUSE_ONLY


def _author(
    context: GraphContext, key: UUID, kind: ActorKind, author_id: UUID | None, name: str
) -> str:
    return shown_author(context.domain, key, kind, author_id, name)


READS = (
    Read(
        "TicketMessage",
        queries.visible_messages,
        {
            "authorName": Computed(
                ("id", "author_kind", "author_id", "author_name"),
                _author,
                is_personal=True,
                discloses=Scope.CUSTOMERS_PII,
            )
        },
    ),
    Read(
        "Ticket",
        queries.visible_tickets,
        {
            "eventCursor": CURSOR,
            "availableActions": Computed(("status",), _actions, is_personal=True),
            "customer": One("Customer", key="customer_id"),
            "order": One("Order", key="order_id"),
            "fulfillment": One("Fulfillment", key="fulfillment_id"),
            "assignee": One("StaffMember", key="assignee_id"),
            "messages": Pages("TicketMessage", by="ticket_id", order=queries.OLDEST_MESSAGES),
            "timeline": facts("ticket", _untold),
        },
    ),
)


async def _tickets(ctx: Context, args: Args) -> Rows:
    which = TicketFilter(search=args.get("search"), condition=read(ctx, args.get("where"), KINDS))
    return queries.tickets_matching(ctx, which)


ROOTS: Mapping[str, Root] = {
    "ticket": by_id("Ticket"),
    "tickets": Listed(
        "Ticket", lambda args: queries.NEWEST, narrowed=("where", "search"), rows=_tickets
    ),
}

NEWS = {
    "ticketUpdated": News(
        "Ticket", AggregateType.TICKET, shows="ticket", fields={"event": told_of}
    ),
}

"""Inputs that answer questions and complaints."""

from typing import Any

from domain.orders.models import Order
from domain.support.states import TicketStatus
from tests.schema.stage import Input, Stage, gid


async def ticket_create(stage: Stage) -> Input:
    parcel = await stage.parcel()
    return {
        "subject": "Where is my tea?",
        "body": "It should have been here.",
        "customerId": gid(stage.owner),
        "orderId": gid(await Order.get(id=parcel.order_id)),
        "fulfillmentId": gid(parcel),
        "priority": "MEDIUM",
        "idempotencyKey": "ticket-1",
    }


async def ticket_assign(stage: Stage) -> Input:
    ticket = await stage.ticket()
    return {
        "id": gid(ticket),
        "assigneeId": gid(await stage.shop.colleague()),
        "expectedVersion": ticket.version,
    }


async def ticket_set_priority(stage: Stage) -> Input:
    ticket = await stage.ticket()
    return {"id": gid(ticket), "priority": "URGENT", "expectedVersion": ticket.version}


async def message_send(stage: Stage) -> Input:
    ticket = await stage.ticket()
    return {
        "ticketId": gid(ticket),
        "body": "It has come.",
        "visibility": "PUBLIC",
        "expectedVersion": ticket.version,
        "idempotencyKey": "message-1",
    }


async def ticket_resolve(stage: Stage) -> Input:
    ticket = await stage.ticket()
    return {"id": gid(ticket), "expectedVersion": ticket.version}


async def resolved_ticket(stage: Stage) -> Input:
    ticket = await stage.ticket(TicketStatus.RESOLVED)
    return {"id": gid(ticket), "expectedVersion": ticket.version}


INPUTS = {
    "ticketCreate": ticket_create,
    "ticketAssign": ticket_assign,
    "ticketSetPriority": ticket_set_priority,
    "messageSend": message_send,
    "ticketResolve": ticket_resolve,
    "ticketReopen": resolved_ticket,
    "ticketClose": resolved_ticket,
}

# What comes of them.
RESULTS: dict[str, Any] = {
    "ticketCreate": {
        "ticket": {
            "subject": "Where is my tea?",
            "status": "NEW",
            "priority": "MEDIUM",
            "customer": {"name": "Olga Ownes"},
            "order": {"status": "CONFIRMED"},
            "fulfillment": {"status": "PENDING"},
            "messages": {
                "nodes": [
                    {
                        "body": "It should have been here.",
                        "visibility": "PUBLIC",
                        "authorKind": "STAFF",
                    }
                ]
            },
        }
    },
    "ticketAssign": {"ticket": {"status": "OPEN", "assignee": {"name": "Sun Li"}}},
    "ticketSetPriority": {"ticket": {"priority": "URGENT", "status": "OPEN"}},
    "messageSend": {
        "message": {
            "body": "It has come.",
            "visibility": "PUBLIC",
            "authorName": "Ada",
            "authorKind": "STAFF",
        },
        "ticket": {"status": "PENDING_CUSTOMER"},
    },
    "ticketResolve": {"ticket": {"status": "RESOLVED", "resolvedAt": "2026-03-02T09:00:00Z"}},
    "ticketReopen": {"ticket": {"status": "OPEN", "resolvedAt": None}},
    "ticketClose": {"ticket": {"status": "CLOSED"}},
}

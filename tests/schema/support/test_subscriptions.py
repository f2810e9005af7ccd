"""Following tickets: what stays in the house is counted for the customer, and not told."""

from typing import Any

from domain.support.assign_ticket import assign_ticket
from domain.support.send_message import send_message
from domain.support.set_priority import set_priority
from domain.support.states import MessageVisibility, TicketPriority
from tests.graph import Graph
from tests.schema.stage import gid
from tests.shop import Shop

ONE = """
subscription($id: ID!, $after: EventCursor) {
  ticketUpdated(id: $id, after: $after) {
    cursor aggregateVersion event { type }
    ticket { status messages { nodes { body } } timeline { nodes { type } } }
  }
}
"""
QUEUE = """
subscription($where: TicketQueueWhere) {
  ticketQueueFeed(where: $where) { event { type } ticket { number status priority } }
}
"""
NOTE = "They have called five times."


async def test_a_customer_hears_nothing_of_notes_and_misses_no_version(
    graph: Graph, shop: Shop
) -> None:
    customer = await shop.customer()
    ticket = await shop.ticket(customer=customer)
    await graph.tell()
    heard: dict[str, list[Any]] = {"customer": [], "agent": []}

    async with (
        graph.follow(shop.as_customer(customer), ONE, id=gid(ticket)) as outside,
        graph.follow(shop.admin, ONE, id=gid(ticket)) as inside,
    ):
        await send_message(shop.ctx, ticket.id, NOTE, visibility=MessageVisibility.INTERNAL)
        await send_message(shop.ctx, ticket.id, "We are looking.")
        await graph.tell()
        for _ in range(2):
            heard["customer"].append(await outside.next())
            heard["agent"].append(await inside.next())

    versions = [ticket.version + 1, ticket.version + 2]
    for items in heard.values():
        assert [item["aggregateVersion"] for item in items] == versions
    assert [item["event"] for item in heard["customer"]] == [
        None,
        {"type": "support.message_sent"},
    ]
    assert heard["agent"][0]["event"] == {"type": "support.note_written"}
    assert NOTE not in str(heard["customer"])
    assert "note_written" not in str(heard["customer"])
    assert NOTE in str(heard["agent"])


async def test_coming_back_tells_a_customer_no_more_of_notes(graph: Graph, shop: Shop) -> None:
    customer = await shop.customer()
    ticket = await shop.ticket(customer=customer)
    await graph.tell()
    cursor = graph.cursor
    await send_message(shop.ctx, ticket.id, NOTE, visibility=MessageVisibility.INTERNAL)
    await graph.tell()

    async with graph.follow(shop.as_customer(customer), ONE, id=gid(ticket), after=cursor) as live:
        missed = await live.next()

    assert (missed["event"], missed["aggregateVersion"]) == (None, ticket.version + 1)
    assert NOTE not in str(missed)


async def test_an_agents_queue_has_what_is_asked_for(graph: Graph, shop: Shop) -> None:
    colleague = await shop.colleague()
    calm, urgent = await shop.ticket(), await shop.ticket()
    await set_priority(shop.ctx, urgent.id, TicketPriority.URGENT)
    await assign_ticket(shop.ctx, calm.id, assignee_id=colleague.id)
    await graph.tell()

    async def first(where: dict[str, Any]) -> str:
        async with graph.follow(shop.admin, QUEUE, where=where) as live:
            for ticket in (calm, urgent):
                await send_message(shop.ctx, ticket.id, "Still looking.")
            await graph.tell()
            number: str = (await live.next())["ticket"]["number"]
        return {calm.number: "calm", urgent.number: "urgent"}[number]

    assert await first({}) == "calm"
    assert await first({"priority": {"oneOf": ["HIGH", "URGENT"]}}) == "urgent"
    assert await first({"assignee": {"eq": gid(colleague)}}) == "calm"
    assert await first({"status": {"eq": "PENDING_CUSTOMER"}}) == "calm"

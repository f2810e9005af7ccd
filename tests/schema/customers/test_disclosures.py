"""Masks, and what is one's own, are no disclosures; what is noted is bounded."""

from typing import Any

from domain.orders.models import Order
from domain.orders.snapshots import sealed_snapshot
from domain.shared.disclosures import DISCLOSURES_MAX, Disclosures
from domain.shared.ids import new_id
from tests.graph import Graph
from tests.schema.stage import Stage, gid
from tests.shop import Shop

QUERY = """
query($customer: ID!, $order: ID!, $ticket: ID!) {
  customer(id: $customer) { name email phone addresses { line1 city } }
  order(id: $order) { customer { name } shippingAddress { city } }
  ticket(id: $ticket) { messages { nodes { authorName } } }
}
"""
SCOPES = ("customers:read", "orders:read", "tickets:read")


async def asked_of(stage: Stage) -> dict[str, str]:
    order, ticket = await stage.order(), await stage.ticket()
    address = {"recipient": "Olga", "line1": "1", "city": "Leeds", "country": "GB"}
    await Order.filter(id=order.id).update(shipping_address=sealed_snapshot(order.id, address))
    await stage.address()
    return {"customer": gid(stage.owner), "order": gid(order), "ticket": gid(ticket)}


def authors(answer: dict[str, Any]) -> list[str]:
    return [node["authorName"] for node in answer["ticket"]["messages"]["nodes"]]


async def test_masks_and_oneself_leave_none(graph: Graph, shop: Shop) -> None:
    stage = await Stage.build(shop)
    ids = await asked_of(stage)
    clerk, owner = shop.as_staff(*SCOPES), stage.as_owner

    masked = await graph.ask(clerk, QUERY, **ids)
    own = await graph.ask(owner, QUERY, **ids)

    assert [subjects for _, subjects in graph.audit.disclosures() if subjects] == []
    assert "O*** O***" in authors(masked)
    assert "Olga Ownes" in authors(own)


def test_what_is_noted_is_bounded_and_handed_over_once() -> None:
    disclosures = Disclosures()
    for _ in range(DISCLOSURES_MAX + 5):
        disclosures.note("customer", new_id(), "customer.name")

    noted, left_out = disclosures.take()

    assert (len(noted), left_out) == (DISCLOSURES_MAX, 5)
    assert disclosures.take() == ([], 0)

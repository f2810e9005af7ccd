"""A customer calls. Everything that the agent has to know comes with one question."""

from domain.fulfillment.states import TrackingStatus
from domain.identity.scopes import ROLE_SCOPES, Role
from domain.processes.confirm_order import confirm_order
from domain.support.models import Ticket
from domain.support.open_ticket import open_ticket
from schema.shared.ids import global_id
from tests.graph import Graph
from tests.shop import Shop, staff

EVERYTHING = """
query TheCallersStory($ticket: ID!) {
  ticket(id: $ticket) {
    number subject status
    customer {
      name email
      orders(first: 5) {
        totalCount
        nodes {
          number status total { amount currencyCode }
          lines(first: 10) {
            nodes {
              quantity
              variant {
                sku
                product { name }
                inventoryLevels { onHand available warehouse { code } }
              }
            }
          }
          shipments {
            waybillNumber trackingStatus carrier { name }
            trackingEvents(first: 5) { nodes { status location occurredAt } }
          }
        }
      }
    }
  }
}
"""
AGENT = staff(*ROLE_SCOPES[Role.SERVICE_AGENT])


async def test_one_document_tells_the_callers_whole_story(graph: Graph, shop: Shop) -> None:
    ticket = await a_customer_with(shop, parcels=1)

    data = await graph.ask(AGENT, EVERYTHING, ticket=global_id("Ticket", ticket.id))

    story = data["ticket"]
    (order,) = story["customer"]["orders"]["nodes"]
    (line,) = order["lines"]["nodes"]
    (shipment,) = order["shipments"]
    assert (story["subject"], story["status"]) == ("Where is it?", "NEW")
    assert story["customer"]["name"] == "Cleo Park"
    assert story["customer"]["orders"]["totalCount"] == 1
    assert order["status"] == "CONFIRMED"
    assert order["total"] == {"amount": "25.00", "currencyCode": "USD"}
    assert line == {
        "quantity": 2,
        "variant": {
            "sku": "TEA-0",
            "product": {"name": "Green tea"},
            "inventoryLevels": [{"onHand": 8, "available": 8, "warehouse": {"code": "main"}}],
        },
    }
    assert shipment["carrier"] == {"name": "Swift"}
    assert shipment["waybillNumber"].startswith("SWIFT")
    assert shipment["trackingStatus"] == "OUT_FOR_DELIVERY"
    assert [event["status"] for event in shipment["trackingEvents"]["nodes"]] == [
        "OUT_FOR_DELIVERY",
        "IN_TRANSIT",
    ]


async def test_a_longer_story_takes_no_more_statements(graph: Graph, shop: Shop) -> None:
    short = await a_customer_with(shop, parcels=1)
    long = await a_customer_with(shop, parcels=6)

    few, many = [
        await graph.statements(AGENT, EVERYTHING, ticket=global_id("Ticket", ticket.id))
        for ticket in (short, long)
    ]

    assert few == many == 16  # one or two for each kind of thing


async def a_customer_with(shop: Shop, *, parcels: int) -> Ticket:
    """Somebody with so many parcels under way, who asks where one of them is."""
    customer = await shop.customer()
    for number in range(parcels):
        variant = await shop.variant(sku=f"TEA-{number}" if parcels == 1 else None)
        await shop.stock(variant, 10)
        order = await shop.place((variant, 2), customer=customer)
        await confirm_order(shop.ctx, order.id)
        (work,) = await shop.works_of(order)
        parcel = await shop.send(await shop.parcel_of(work))
        for status in (TrackingStatus.IN_TRANSIT, TrackingStatus.OUT_FOR_DELIVERY):
            shop.later(hours=1)
            await shop.hear(parcel, status)
    return await open_ticket(
        shop.as_customer(customer), subject="Where is it?", body="I wait.", order_id=order.id
    )

"""An order's journey, seen live by the customer, by a stranger with the link, and by the agent."""

from typing import Any

from domain.customers.models import Customer
from domain.identity.scopes import ROLE_SCOPES, Role
from domain.shared.context import Actor, ActorKind
from schema.shared.ids import global_id
from tests.shop import Shop, staff
from tests.wire import Client, serving

UPDATED = """
subscription($id: ID!, $after: EventCursor) {
  orderUpdated(id: $id, after: $after, initial: true) {
    kind cursor aggregateVersion
    event { type version }
    order { status paymentStatus fulfillmentStatus shipments { trackingStatus } }
  }
}
"""
TRACKED = """
subscription($token: String!) {
  shipmentTrackingUpdated(token: $token, initial: true) {
    kind aggregateVersion tracking { status trackingStatus waybillNumber events { status } }
    fulfillment { id }
  }
}
"""
QUEUE = "subscription { orderFeed { event { type } order { number status } } }"


def customer_of(row: Customer) -> Actor:
    return Actor(ActorKind.CUSTOMER, row.id, row.name)


async def done(client: Client, mutation: str, input: dict[str, Any], show: str) -> dict[str, Any]:
    payload = await client.do(mutation, input, show)
    assert payload["userErrors"] == []
    return payload


async def test_an_order_from_cart_to_doorstep(shop: Shop, database: dict[str, Any]) -> None:
    variant = await shop.variant(price_minor=1250)
    await shop.stock(variant, 5)
    await shop.carrier("swift")
    buyer = await shop.customer()
    async with serving(database) as address:
        customer = Client(address, customer_of(buyer))
        agent = Client(address, staff(*ROLE_SCOPES[Role.SERVICE_AGENT]))
        picker = Client(address, staff(*ROLE_SCOPES[Role.WAREHOUSE_OPERATOR]))
        stranger = Client(address)
        async with agent.follow(QUEUE) as seen_by_agent:
            placed = await done(
                customer,
                "orderCreate",
                {
                    "channel": "web",
                    "currency": "USD",
                    "idempotencyKey": "cart-1",
                    "lines": [
                        {"variantId": global_id("ProductVariant", variant.id), "quantity": 2}
                    ],
                },
                "order { id number version status total { amount currencyCode } eventCursor }",
            )
            order = placed["order"]
            assert order["status"] == "PENDING"
            assert order["total"] == {"amount": "25.00", "currencyCode": "USD"}

            async with customer.follow(UPDATED, id=order["id"]) as live:
                first = await live.next()
                assert (first["kind"], first["aggregateVersion"]) == ("INITIAL", order["version"])

                await done(
                    customer,
                    "paymentCapture",
                    {
                        "orderId": order["id"],
                        "method": "SIMULATED",
                        "reference": "tx-1",
                        "idempotencyKey": "pay-1",
                    },
                    "order { paymentStatus }",
                )
                await done(agent, "orderConfirm", {"id": order["id"]}, "order { status }")
                work = await picker.ask(
                    "query($o: ID!) { fulfillmentOrders(where: {order: {eq: $o}})"
                    " { nodes { id status lines { quantity } } } }",
                    o=order["id"],
                )
                (task,) = work["fulfillmentOrders"]["nodes"]
                await done(
                    picker,
                    "fulfillmentOrderStartPicking",
                    {"id": task["id"]},
                    "fulfillmentOrder { status }",
                )
                for progress in ("PICKED", "PACKED"):
                    await done(
                        picker,
                        "fulfillmentOrderReportProgress",
                        {"id": task["id"], "progress": progress},
                        "fulfillmentOrder { progress }",
                    )
                parcel = (
                    await done(
                        picker,
                        "fulfillmentCreate",
                        {"fulfillmentOrderId": task["id"], "idempotencyKey": "parcel-1"},
                        "fulfillment { id trackingToken }",
                    )
                )["fulfillment"]
                async with stranger.follow(TRACKED, token=parcel["trackingToken"]) as tracked:
                    assert (await tracked.next())["kind"] == "INITIAL"
                    label = await done(
                        picker,
                        "waybillCreate",
                        {"fulfillmentId": parcel["id"], "carrier": "swift"},
                        "fulfillment { waybillNumber }",
                    )
                    waybill = label["fulfillment"]["waybillNumber"]
                    await done(
                        picker, "fulfillmentShip", {"id": parcel["id"]}, "fulfillment { status }"
                    )
                    now = await agent.ask("{ viewer { kind } }")
                    assert now == {"viewer": {"kind": "STAFF"}}
                    for status, at in (("IN_TRANSIT", "01"), ("DELIVERED", "02")):
                        await done(
                            picker,
                            "trackingEventReport",
                            {
                                "carrier": "swift",
                                "waybillNumber": waybill,
                                "status": status,
                                "occurredAt": f"2026-03-02T{at}:00:00Z",
                                "location": "Leeds",
                            },
                            "fulfillment { trackingStatus }",
                        )
                    news = await tracked.until(
                        lambda item: item["tracking"]["status"] == "DELIVERED"
                    )
                    assert news[-1]["fulfillment"] is None
                    assert waybill not in str(news)

                items = await live.until(lambda item: item["order"]["status"] == "COMPLETED")

            versions = [item["aggregateVersion"] for item in items]
            assert versions == list(range(order["version"] + 1, versions[-1] + 1))
            assert items[-1]["order"]["paymentStatus"] == "PAID"
            queue = await seen_by_agent.until(lambda i: i["order"]["status"] == "COMPLETED")
            assert queue[0]["event"]["type"] == "orders.order_placed"
        level = await agent.ask(
            "query($v: ID!) { variant(id: $v) { availableQuantity"
            " inventoryLevels { onHand committed reserved } } }",
            v=global_id("ProductVariant", variant.id),
        )
        assert level["variant"] == {
            "availableQuantity": 3,
            "inventoryLevels": [{"onHand": 3, "committed": 0, "reserved": 0}],
        }

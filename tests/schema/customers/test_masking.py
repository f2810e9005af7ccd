"""People are masked for whoever may not see them, on every way to them."""

from dataclasses import asdict

from domain.customers.cards import Card
from domain.orders.snapshots import sealed_snapshot
from tests.graph import Graph
from tests.schema.stage import Stage, gid
from tests.shop import Shop

CARD = "name email phone addresses { city }"
WAYS = f"""
query($customer: ID!, $order: ID!, $ticket: ID!) {{
  customer(id: $customer) {{ {CARD} }}
  node(id: $customer) {{ ... on Customer {{ {CARD} }} }}
  order(id: $order) {{ customer {{ {CARD} }} shippingAddress {{ city }} }}
  ticket(id: $ticket) {{ customer {{ {CARD} }} }}
  customers {{ nodes {{ {CARD} }} }}
}}
"""


async def test_whoever_may_not_see_people_sees_masks_whichever_way_they_come(
    graph: Graph, shop: Shop
) -> None:
    stage = await Stage.build(shop)
    order, ticket = await stage.order(), await stage.ticket()
    await (
        type(order)
        .filter(id=order.id)
        .update(
            shipping_address=sealed_snapshot(
                order.id, {"recipient": "Olga", "line1": "1", "city": "Leeds", "country": "GB"}
            )
        )
    )
    await stage.address()
    ids = {"customer": gid(stage.owner), "order": gid(order), "ticket": gid(ticket)}
    scopes = ("customers:read", "orders:read", "tickets:read")

    masked = await graph.ask(shop.as_staff(*scopes), WAYS, **ids)
    open_ = await graph.ask(shop.as_staff(*scopes, "customers:pii"), WAYS, **ids)

    card = {
        "name": "O*** O***",
        "email": f"{str(Card.of(stage.owner).email)[:1]}***@example.test",
        "phone": "138****1234",
        "addresses": [],
    }
    assert masked == {
        "customer": card,
        "node": card,
        "order": {"customer": card, "shippingAddress": None},
        "ticket": {"customer": card},
        "customers": {"nodes": [card]},
    }
    assert open_["customer"]["name"] == "Olga Ownes"
    assert open_["order"]["shippingAddress"] == {"city": "Leeds"}
    assert open_["customer"]["addresses"] == [{"city": "Leeds"}]


async def test_one_cannot_find_people_by_what_one_may_not_see(graph: Graph, shop: Shop) -> None:
    customer = await shop.customer("Cleo Park")
    query = "query($s: String) { customers(search: $s) { totalCount } }"
    clerk, agent = shop.as_staff("customers:read"), shop.as_staff("customers:read", "customers:pii")

    card = Card.of(customer)

    for words in ("Cleo", str(card.email), str(card.phone)):
        assert await graph.ask(clerk, query, s=words) == {"customers": {"totalCount": 0}}
        assert await graph.ask(agent, query, s=words) == {"customers": {"totalCount": 1}}


async def test_customers_see_themselves_unmasked(graph: Graph, shop: Shop) -> None:
    customer = await shop.customer("Cleo Park")

    me = await graph.ask(shop.as_customer(customer), "{ me { name email phone } }")

    assert me["me"] == asdict(Card.of(customer))

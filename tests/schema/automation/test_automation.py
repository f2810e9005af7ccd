"""What rules did is told on the order, by the name of the rule."""

from typing import Any

from schema.shared.ids import global_id
from tests.graph import Graph
from tests.shop import Shop

PAGE = """query($order: ID!) {
    order(id: $order) { events(first: 9) { nodes { type actorKind actor { kind name } } } }
}"""
LOG = """query($order: ID!) {
    automationRuns(where: {order: {eq: $order}}) { nodes { status done rule { name isEnabled } } }
}"""


async def test_the_timeline_names_the_rule_to_the_house_and_nobody_to_customers(
    shop: Shop, graph: Graph, database: dict[str, Any]
) -> None:
    owner = await shop.customer()
    await shop.automation_rule("Tag what comes")
    order = await shop.place((await shop.stocked(), 1), customer=owner)
    await shop.automate(database)
    key = global_id("Order", order.id)

    for staff in (shop.ctx, shop.as_staff("orders:read")):
        shown = await graph.ask(staff.actor, PAGE, order=key)
        assert shown["order"]["events"]["nodes"][1] == {
            "type": "orders.order_tagged",
            "actorKind": "INTEGRATION",
            "actor": {"kind": "INTEGRATION", "name": "Tag what comes"},
        }
    mine = await graph.ask(shop.as_customer(owner).actor, PAGE, order=key)
    assert [each["actor"] for each in mine["order"]["events"]["nodes"]] == [None]
    log = await graph.ask(shop.admin, LOG, order=key)
    assert log["automationRuns"]["nodes"] == [
        {
            "status": "DONE",
            "done": ["ADD_TAGS"],
            "rule": {"name": "Tag what comes", "isEnabled": True},
        }
    ]

"""Finding orders: by every name they have, by conditions, and page by page."""

from datetime import timedelta
from typing import Any

from domain.fulfillment.states import FulfillmentStatus
from domain.orders.models import Order
from domain.orders.states import OrderStatus
from tests.graph import Graph
from tests.schema.stage import gid
from tests.shop import Shop

PAGE = """
query($first: Int, $after: String, $last: Int, $before: String) {
  orders(first: $first, after: $after, last: $last, before: $before) {
    totalCount nodes { number } edges { cursor node { number } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}
"""


async def test_an_order_is_found_by_every_name_it_has(graph: Graph, shop: Shop) -> None:
    parcel = await shop.parcel(FulfillmentStatus.SHIPPED)
    await Order.filter(id=parcel.order_id).update(external_id="till 7/42")
    order = await Order.get(id=parcel.order_id)
    query = "query($by: OrderIdentifierInput!) { orderByIdentifier(identifier: $by) { id } }"

    for name in (
        {"id": gid(order)},
        {"number": order.number},
        {"number": order.number.lower()},
        {"external": {"channel": "web", "externalId": "till 7/42"}},
        {"waybill": {"carrier": "swift", "number": parcel.waybill_number}},
    ):
        found = await graph.ask(shop.admin, query, by=name)
        assert found["orderByIdentifier"] == {"id": gid(order)}, name
    for other in (
        {"id": "nonsense"},
        {"number": "ORD-0"},
        {"external": {"channel": "app", "externalId": "till 7/42"}},
        {"waybill": {"carrier": "snail", "number": parcel.waybill_number}},
    ):
        found = await graph.ask(shop.admin, query, by=other)
        assert found["orderByIdentifier"] is None, other


async def test_whatever_is_in_hand_finds_its_order(graph: Graph, shop: Shop) -> None:
    parcel = await shop.parcel(FulfillmentStatus.SHIPPED)
    order = await Order.get(id=parcel.order_id)
    (line,) = await shop.lines(order)
    await an_order(shop)
    query = "query($text: String!) { orders(search: $text) { totalCount nodes { number } } }"

    for text in (order.number, parcel.waybill_number, line.sku):
        found = await graph.ask(shop.admin, query, text=text)
        assert found["orders"] == {"totalCount": 1, "nodes": [{"number": order.number}]}, text
    found = await graph.ask(shop.admin, query, text="nothing is called so")
    assert found["orders"] == {"totalCount": 0, "nodes": []}


async def test_orders_are_read_forwards_and_backwards_page_by_page(
    graph: Graph, shop: Shop
) -> None:
    numbers = [await an_order(shop) for _ in range(5)]
    newest_first = list(reversed(numbers))

    forwards, cursor = [], None
    for has_next in (True, True, False):
        page = await read(graph, first=2, after=cursor)
        forwards += [node["number"] for node in page["nodes"]]
        assert page["pageInfo"]["hasNextPage"] is has_next
        assert page["pageInfo"]["endCursor"] == page["edges"][-1]["cursor"]
        assert page["totalCount"] == 5
        cursor = page["pageInfo"]["endCursor"]
    backwards, cursor = [], None
    for has_previous in (True, True, False):
        page = await read(graph, last=2, before=cursor)
        backwards = [node["number"] for node in page["nodes"]] + backwards
        assert page["pageInfo"]["hasPreviousPage"] is has_previous
        cursor = page["pageInfo"]["startCursor"]

    assert forwards == backwards == newest_first


async def test_orders_placed_meanwhile_move_nobody_to_another_page(
    graph: Graph, shop: Shop
) -> None:
    numbers = [await an_order(shop) for _ in range(4)]
    first = await read(graph, first=2)
    await an_order(shop)

    second = await read(graph, first=2, after=first["pageInfo"]["endCursor"])

    shown = [node["number"] for page in (first, second) for node in page["nodes"]]
    assert shown == list(reversed(numbers))


async def test_conditions_are_joined_as_they_say(graph: Graph, shop: Shop) -> None:
    pending = await shop.order()
    canceled = await shop.order(OrderStatus.CANCELED)
    shop.later(days=1)
    late = await shop.order()
    noon = (shop.now - timedelta(hours=12)).isoformat()
    query = "query($w: OrderWhere) { orders(where: $w) { nodes { number } totalCount } }"

    async def found(where: dict[str, Any]) -> set[str]:
        orders = (await graph.ask(shop.admin, query, w=where))["orders"]
        assert orders["totalCount"] == len(orders["nodes"])
        return {node["number"] for node in orders["nodes"]}

    is_late = {"placedAt": {"range": {"gte": noon}}}
    is_canceled = {"status": {"eq": "CANCELED"}}
    assert await found(is_late) == {late.number}
    assert await found({"NOT": is_late}) == {pending.number, canceled.number}
    assert await found({"OR": [is_late, is_canceled]}) == {late.number, canceled.number}
    assert await found({"AND": [{"NOT": is_late}, is_canceled]}) == {canceled.number}
    assert await found({**is_canceled, "NOT": {"number": {"contains": "ord"}}}) == set()
    assert await found({"status": {"oneOf": []}}) == set()
    assert await found({}) == {pending.number, canceled.number, late.number}


async def an_order(shop: Shop) -> str:
    shop.later(seconds=1)
    return (await shop.order()).number


async def read(graph: Graph, **window: Any) -> dict[str, Any]:
    page: dict[str, Any] = (await graph.ask(graph.shop.admin, PAGE, **window))["orders"]
    return page

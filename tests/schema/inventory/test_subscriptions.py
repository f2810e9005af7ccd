"""The warehouse's wall board: warnings as they come and go, levels as they change."""

from typing import Any

import pytest

from domain.inventory.acknowledge_alert import acknowledge_alert
from domain.inventory.models import StockAlert
from domain.inventory.set_alert_rule import set_alert_rule
from domain.shared.ids import new_id
from schema.shared.ids import global_id
from tests.graph import Graph
from tests.schema.stage import gid
from tests.shop import Shop
from tests.wire import Refused

ALERTS = """
subscription($where: StockAlertFeedWhere, $initial: Boolean! = false) {
  stockAlertFeed(where: $where, initial: $initial) {
    kind cursor aggregateVersion event { type }
    alert { id status quantity level { onHand warehouse { code } } }
  }
}
"""
LEVELS = """
subscription($variants: [ID!], $warehouses: [ID!]) {
  inventoryLevelUpdated(variantIds: $variants, warehouseIds: $warehouses) {
    event { type } level { onHand variant { sku } warehouse { code } }
  }
}
"""


async def test_a_warning_opens_is_seen_to_and_resolves_by_itself(graph: Graph, shop: Shop) -> None:
    variant = await shop.variant()
    await shop.stock(variant, 10)
    await set_alert_rule(shop.ctx, variant_id=variant.id, low=5)
    told = []

    async with graph.follow(shop.admin, ALERTS) as board:
        await shop.adjust(variant, -6)
        await graph.tell()
        told.append(await board.next())
        await acknowledge_alert(shop.ctx, (await StockAlert.get()).id)
        await graph.tell()
        told.append(await board.next())
        await shop.adjust(variant, 6)
        await graph.tell()
        told.append(await board.next())

    assert [(item["event"]["type"], item["alert"]["status"]) for item in told] == [
        ("inventory.stock_alert_opened", "OPEN"),
        ("inventory.stock_alert_acknowledged", "ACKNOWLEDGED"),
        ("inventory.stock_alert_resolved", "RESOLVED"),
    ]
    assert [item["aggregateVersion"] for item in told] == [1, 2, 3]
    assert told[0]["alert"]["quantity"] == 4
    assert told[-1]["alert"]["level"] == {"onHand": 10, "warehouse": {"code": "main"}}


async def test_the_board_begins_with_all_that_nobody_has_put_right(
    graph: Graph, shop: Shop
) -> None:
    low, lower, fine = [await shop.variant() for _ in range(3)]
    for variant, on_hand in ((low, 3), (lower, 1), (fine, 3)):
        await shop.stock(variant, on_hand)
    await set_alert_rule(shop.ctx, low=3)
    await shop.adjust(fine, 10)
    await graph.tell()

    async with graph.follow(shop.admin, ALERTS, initial=True) as board:
        first = [await board.next(), await board.next()]
        await shop.adjust(low, 10)
        await graph.tell()
        news = await board.next()

    assert [item["kind"] for item in first] == ["INITIAL", "INITIAL"]
    assert sorted(item["alert"]["quantity"] for item in first) == [1, 3]
    assert {item["alert"]["status"] for item in first} == {"OPEN"}
    assert (news["kind"], news["alert"]["status"]) == ("EVENT", "RESOLVED")
    assert news["aggregateVersion"] == 2


async def test_a_board_shows_the_warehouse_it_hangs_in(graph: Graph, shop: Shop) -> None:
    annex = await shop.warehouse("annex")
    variant = await shop.variant()
    await set_alert_rule(shop.ctx, variant_id=variant.id, low=5)
    where = {"warehouse": {"eq": gid(annex)}}

    async with graph.follow(shop.admin, ALERTS, where=where) as board:
        await shop.adjust(variant, 3)
        await shop.adjust(variant, 4, warehouse=annex)
        await graph.tell()
        first = await board.next()

    assert first["alert"]["level"] == {"onHand": 4, "warehouse": {"code": "annex"}}


async def test_levels_are_followed_of_the_variants_and_warehouses_named(
    graph: Graph, shop: Shop
) -> None:
    annex = await shop.warehouse("annex")
    green, black = await shop.variant(sku="GREEN"), await shop.variant(sku="BLACK")
    moves = [(black, annex, 1), (green, shop.main, 2), (green, annex, 3)]

    async def first(**variables: list[str]) -> Any:
        async with graph.follow(shop.admin, LEVELS, **variables) as live:
            for variant, warehouse, delta in moves:
                await shop.adjust(variant, delta, warehouse=warehouse)
            await graph.tell()
            level = (await live.next())["level"]
        return level["variant"]["sku"], level["warehouse"]["code"]

    assert await first() == ("BLACK", "annex")
    assert await first(variants=[gid(green)]) == ("GREEN", "main")
    assert await first(variants=[gid(green)], warehouses=[gid(annex)]) == ("GREEN", "annex")
    assert await first(warehouses=[gid(annex), gid(shop.main)]) == ("BLACK", "annex")


@pytest.mark.parametrize("kind", ["ProductVariant", "Warehouse"])
async def test_levels_of_what_there_is_not_cannot_be_followed(
    graph: Graph, shop: Shop, kind: str
) -> None:
    name = "variants" if kind == "ProductVariant" else "warehouses"
    answers = []

    for value in (global_id(kind, new_id()), global_id("Brand", new_id()), "nonsense"):
        with pytest.raises(Refused) as refused:
            async with graph.follow(shop.admin, LEVELS, **{name: [value]}) as live:
                await live.next()
        answers.append(
            [
                (error["message"], error["extensions"]["code"], error["extensions"]["field"])
                for error in refused.value.errors
            ]
        )

    word = "variant" if kind == "ProductVariant" else "warehouse"
    assert answers == [[(f"No such {word}.", "NOT_FOUND", [f"{word}Ids"])]] * 3

"""Confirming by rules: what an order holds moves to where they say, and nothing is sold twice."""

import asyncio
from typing import Any

import pytest

from domain.channels.models import SalesChannel
from domain.fulfillment.routing.models import RoutingDecision
from domain.fulfillment.routing.queries import explanations_of_orders, preview_routing
from domain.fulfillment.routing.remove_rule import remove_rule
from domain.fulfillment.routing.reorder_rules import reorder_rules
from domain.fulfillment.routing.rules import Cost
from domain.fulfillment.routing.terms import Terms
from domain.fulfillment.routing.upsert_rule import upsert_rule
from domain.fulfillment.routing.vocabulary import RoutingCause, RoutingOutcome, RoutingRuleKind
from domain.identity.scopes import Scope
from domain.inventory.models import InventoryLevel, Warehouse
from domain.inventory.place_warehouse import place_warehouse
from domain.orders.models import Order
from domain.orders.place_order import place_order
from domain.orders.request import ShippingAddress
from domain.orders.states import CancelReason
from domain.processes.cancel_order import cancel_order
from domain.processes.confirm_order import confirm_order
from domain.shared.errors import (
    DomainError,
    InvalidInput,
    NotFound,
    NotPermitted,
    VersionConflict,
)
from domain.shared.ids import new_id
from tests.domain.orders.conservation import (
    assert_orders_tell_their_whole_story,
    assert_stock_is_conserved,
)
from tests.shop import Shop
from tests.statements import count_statements

Kind = RoutingRuleKind
STATED = {
    "without rules": 20,
    "with rules": 29,
}  # more than without any of this: see docs/routing.md


async def houses(shop: Shop) -> tuple[Warehouse, Warehouse]:
    """Beijing ships first; Canton is nearer to Shenzhen."""
    north = shop.main
    south = await shop.warehouse("south", priority=1)
    await place_warehouse(shop.ctx, north.id, latitude=39.9, longitude=116.4)
    await place_warehouse(shop.ctx, south.id, latitude=23.1, longitude=113.2)
    return north, south


async def order_to_shenzhen(shop: Shop, *, units: int = 2, north: int = 5, south: int = 5) -> Order:
    variant = await shop.variant()
    await shop.stock(variant, north)
    await shop.stock(variant, south, warehouse=await Warehouse.get(code="south"))
    request = shop.request((variant, units))
    address = ShippingAddress(
        recipient="Li",
        line1="1 Road",
        district="南山区",
        city="深圳市",
        region="广东省",
        country="CN",
    )
    sent_there = type(request)(**{**_fields(request), "address": address})
    return await place_order(shop.ctx, sent_there, idempotency_key=None)


def _fields(request: Any) -> dict[str, Any]:
    return {name: getattr(request, name) for name in request.__dataclass_fields__}


async def shelves_of(order: Order) -> dict[str, tuple[int, int]]:
    """What is committed and reserved, by warehouse, of an order's only variant."""
    line = (await order.lines.all())[0]
    levels = await InventoryLevel.filter(variant_id=line.variant_id).select_related("warehouse")
    return {level.warehouse.code: (level.committed, level.reserved) for level in levels}


async def test_the_nearest_sends_it(shop: Shop) -> None:
    _, south = await houses(shop)
    rule = await upsert_rule(shop.ctx, name="Near", kind=Kind.NEAREST)
    order = await order_to_shenzhen(shop)
    assert await shelves_of(order) == {"main": (0, 2), "south": (0, 0)}
    seen = await preview_routing(shop.ctx, order.id)

    order = await confirm_order(shop.ctx, order.id, expected_version=order.version)

    assert await shelves_of(order) == {"main": (0, 0), "south": (2, 0)}
    (work,) = await shop.works_of(order)
    assert work.warehouse_id == south.id
    [kept] = (await explanations_of_orders(shop.ctx, [order.id]))[order.id]
    assert kept.cause is RoutingCause.CONFIRMATION
    assert (kept.steps, kept.missing, kept.rules) == (seen.steps, seen.missing, seen.rules)
    [step] = kept.steps
    assert [one.outcome for one in step.considered] == [
        RoutingOutcome.CHOSEN,
        RoutingOutcome.BEHIND,
    ]
    assert step.considered[1].lost_by == 0
    assert [rule_then.id for rule_then in kept.rules] == [rule.id]
    await remove_rule(shop.ctx, rule.id)  # and still it says why
    assert (await explanations_of_orders(shop.ctx, [order.id]))[order.id] == [kept]
    await assert_stock_is_conserved()
    await assert_orders_tell_their_whole_story()


async def test_without_rules_it_stays_where_it_was_set_apart(shop: Shop) -> None:
    await houses(shop)
    await upsert_rule(shop.ctx, name="Near", kind=Kind.NEAREST, is_active=False)
    await SalesChannel.create(code="app", name="App", currency="USD", created_at=shop.now)
    await upsert_rule(shop.ctx, name="App", kind=Kind.NEAREST, channel="app")
    order = await order_to_shenzhen(shop)

    await confirm_order(shop.ctx, order.id)

    assert await shelves_of(order) == {"main": (2, 0), "south": (0, 0)}
    assert await RoutingDecision.all().count() == 0


async def test_an_order_is_split_over_warehouses(shop: Shop) -> None:
    north, south = await houses(shop)
    await upsert_rule(
        shop.ctx, name="South", kind=Kind.PREFERRED, terms=Terms(warehouses=[south.id])
    )
    order = await order_to_shenzhen(shop, units=7)

    order = await confirm_order(shop.ctx, order.id)

    assert await shelves_of(order) == {"main": (2, 0), "south": (5, 0)}
    works = {work.warehouse_id: work for work in await shop.works_of(order)}
    assert works.keys() == {north.id, south.id}
    await assert_stock_is_conserved()


async def test_two_confirmations_at_once_for_the_last_unit_there(shop: Shop) -> None:
    """Both would be sent from the south, which has one: one is, the other where it lies."""
    _, south = await houses(shop)
    await upsert_rule(
        shop.ctx, name="South", kind=Kind.PREFERRED, terms=Terms(warehouses=[south.id])
    )
    for _ in range(4):
        variant = await shop.stocked(5)
        level = await shop.stock(variant, 1, warehouse=south)
        orders = [await shop.place((variant, 1)) for _ in range(2)]

        await asyncio.gather(*(confirm_order(shop.ctx, order.id) for order in orders))

        await level.refresh_from_db()
        assert (level.on_hand, level.committed, level.reserved) == (1, 1, 0)
        works = [work for order in orders for work in await shop.works_of(order)]
        assert sorted(work.warehouse_id == south.id for work in works) == [False, True]
    await assert_stock_is_conserved()


async def test_who_comes_second_does_not_confirm_again(shop: Shop) -> None:
    await houses(shop)
    await upsert_rule(shop.ctx, name="Near", kind=Kind.NEAREST)
    order = await order_to_shenzhen(shop)

    results = await asyncio.gather(
        *(confirm_order(shop.ctx, order.id) for _ in range(3)),
        cancel_order(shop.ctx, order.id, reason=CancelReason.OTHER),
        return_exceptions=True,
    )

    assert all(isinstance(one, Order | DomainError) for one in results)
    assert await RoutingDecision.all().count() <= 1
    assert await shelves_of(order) == {"main": (0, 0), "south": (0, 0)}  # the last word: canceled
    await assert_stock_is_conserved()


async def test_what_it_costs(shop: Shop) -> None:
    """Statements of a confirmation do not grow with the lines."""
    _, south = await houses(shop)

    async def took(lines: int) -> int:
        cart = [(await shop.stocked(9), 2) for _ in range(lines)]
        for variant, _ in cart:
            await shop.stock(variant, 9, warehouse=south)
        order = await shop.place(*cart)
        async with count_statements() as sent:
            await confirm_order(shop.ctx, order.id)
        return len(sent.sent)

    assert await took(6) == await took(1) == STATED["without rules"]
    terms = Terms(warehouses=[south.id])
    await upsert_rule(shop.ctx, name="South", kind=Kind.PREFERRED, terms=terms)
    assert await took(6) == await took(1) == STATED["with rules"]


async def test_a_rule_is_made_once_and_changed_and_ordered(shop: Shop) -> None:
    near = await upsert_rule(shop.ctx, name="Near", kind=Kind.NEAREST)
    cheap = await upsert_rule(
        shop.ctx,
        name=" Cheap ",
        kind=Kind.CHEAPEST,
        terms=Terms(costs=[Cost(shop.main.id, 500, "CN", "广东省")], currency="USD"),
    )
    assert (near.position, near.version, cheap.position, cheap.name) == (1, 1, 2, "Cheap")
    assert cheap.terms["costs"][0]["region"] == "guangdong"

    again = await upsert_rule(shop.ctx, name="Near", kind=Kind.NEAREST)
    assert (again.id, again.version) == (near.id, 1)
    changed = await upsert_rule(
        shop.ctx, near.id, name="Few", kind=Kind.FEWEST_PARCELS, expected_version=1
    )
    assert (changed.id, changed.version, changed.kind) == (near.id, 2, Kind.FEWEST_PARCELS)
    with pytest.raises(VersionConflict):
        await upsert_rule(shop.ctx, near.id, name="Few", kind=Kind.NEAREST, expected_version=1)

    for _ in range(2):  # the same order again changes nothing
        ordered = await reorder_rules(shop.ctx, [cheap.id, near.id])
        assert [(rule.id, rule.position, rule.version) for rule in ordered] == [
            (cheap.id, 1, 2),
            (near.id, 2, 3),
        ]
    await remove_rule(shop.ctx, near.id, expected_version=3)
    with pytest.raises(NotFound):
        await remove_rule(shop.ctx, near.id)


async def test_rules_made_at_once_have_places_of_their_own(shop: Shop) -> None:
    rules = await asyncio.gather(
        *(upsert_rule(shop.ctx, name=name, kind=Kind.NEAREST) for name in "aabbcc")
    )

    assert sorted({rule.position for rule in rules}) == [1, 2, 3]
    assert len({rule.id for rule in rules}) == 3


@pytest.mark.parametrize(
    ("kind", "terms", "field"),
    [
        (Kind.PREFERRED, {}, ["warehouseIds"]),
        (Kind.NEAREST, {"warehouses": [new_id()]}, ["warehouseIds"]),
        (Kind.CHEAPEST, {}, ["costs"]),
        (Kind.NEAREST, {"costs": [Cost(new_id(), 1)], "currency": "USD"}, ["costs"]),
        (
            Kind.CHEAPEST,
            {"costs": [Cost(new_id(), -1)], "currency": "USD"},
            ["costs", "0", "amount"],
        ),
        (
            Kind.CHEAPEST,
            {"costs": [Cost(new_id(), 1, region="Kent")], "currency": "USD"},
            ["costs", "0", "country"],
        ),
        (
            Kind.CHEAPEST,
            {"costs": [Cost(new_id(), 1, "china")], "currency": "USD"},
            ["costs", "0", "country"],
        ),
        (Kind.CHEAPEST, {"costs": [Cost(new_id(), 1)], "currency": "XXX"}, ["currency"]),
    ],
)
async def test_what_makes_no_rule_is_named_by_its_field(
    shop: Shop, kind: Kind, terms: dict[str, Any], field: list[str]
) -> None:
    before = await shop.rows()

    with pytest.raises(DomainError) as refusal:
        await upsert_rule(shop.ctx, name="Bad", kind=kind, terms=Terms(**terms))

    assert refusal.value.facts["field"] == field
    assert await shop.rows() == before


async def test_what_is_not_there_makes_no_rule(shop: Shop) -> None:
    rule = await upsert_rule(shop.ctx, name="Near", kind=Kind.NEAREST)
    twice = Terms(warehouses=[shop.main.id, shop.main.id])
    for refused in (
        upsert_rule(shop.ctx, new_id(), name="New", kind=Kind.NEAREST),
        upsert_rule(shop.ctx, name="New", kind=Kind.NEAREST, channel="nowhere"),
        upsert_rule(shop.ctx, name="New", kind=Kind.PREFERRED, terms=Terms(warehouses=[new_id()])),
        reorder_rules(shop.ctx, [rule.id, new_id()]),
        place_warehouse(shop.ctx, new_id(), latitude=0, longitude=0),
        preview_routing(shop.ctx, new_id()),
    ):
        with pytest.raises(NotFound):
            await refused
    for nonsense in (
        upsert_rule(shop.ctx, name="  ", kind=Kind.NEAREST),
        upsert_rule(shop.ctx, name="New", kind=Kind.PREFERRED, terms=twice),
        reorder_rules(shop.ctx, []),
        reorder_rules(shop.ctx, [rule.id, rule.id]),
        place_warehouse(shop.ctx, shop.main.id, latitude=90.1, longitude=0),
        place_warehouse(shop.ctx, shop.main.id, latitude=0, longitude=float("nan")),
    ):
        with pytest.raises(InvalidInput):
            await nonsense


async def test_strangers_neither_see_nor_change_rules(shop: Shop) -> None:
    rule = await upsert_rule(shop.ctx, name="Near", kind=Kind.NEAREST)
    order = await shop.place((await shop.stocked(), 1))
    stranger = shop.as_staff(Scope.ORDERS_READ, Scope.FULFILLMENT_READ)
    for refused in (
        upsert_rule(stranger, name="Mine", kind=Kind.NEAREST),
        remove_rule(stranger, rule.id),
        reorder_rules(stranger, [rule.id]),
        preview_routing(stranger, order.id),
        place_warehouse(stranger, shop.main.id, latitude=0, longitude=0),
    ):
        with pytest.raises(NotPermitted):
            await refused
    await confirm_order(shop.ctx, order.id)
    assert await explanations_of_orders(stranger, [order.id]) == {order.id: []}

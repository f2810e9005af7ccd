"""Deciding a route: the rules, the shelves and the address are read, the rest is arithmetic."""

from collections.abc import Collection, Sequence
from uuid import UUID

from domain.fulfillment.routing.geography import Place, place_of_address, province
from domain.fulfillment.routing.models import RoutingRule
from domain.fulfillment.routing.route import DEFAULT, Route, route
from domain.fulfillment.routing.rules import Candidate, Destination, Rule, parts_of
from domain.fulfillment.routing.terms import terms_of
from domain.inventory.allocation import Allocation, Demand
from domain.inventory.models import InventoryLevel
from domain.orders.models import Order
from domain.orders.snapshots import region_of


async def rules_for(channel_id: UUID) -> list[Rule]:
    """The rules in force for a channel, in their order; none where nobody has made any."""
    found = RoutingRule.filter(is_active=True).order_by("position", "id")
    return [
        Rule(row.id, row.kind, terms.warehouses, terms.costs)
        for row in await found
        if row.channel_id in {None, channel_id}
        for terms in [terms_of(row.terms)]
    ]


def decided(
    order: Order,
    demands: Sequence[Demand],
    levels: Sequence[InventoryLevel],
    rules: Sequence[Rule],
    *,
    own: Sequence[Allocation] = (),
    left_out: Collection[UUID] = (),
) -> tuple[Route, list[Allocation]]:
    """The route of these units, and the same by shelf. `levels` are all those of the variants, with
    their warehouses; `own` is what they hold there already and would let go.
    """
    shelves = {(level.warehouse_id, level.variant_id): level for level in levels}
    candidates = _candidates(levels, own)
    way = route(demands, candidates, destination_of(order), rules or DEFAULT, left_out=left_out)
    wanted = {demand.order_line_id: demand for demand in demands}
    given = [
        Allocation(
            line_id,
            part.variant_id,
            shelves[step.warehouse_id, part.variant_id].id,
            step.warehouse_id,
            units * part.units_each,
            part.units_each,
        )
        for step in way.steps
        for line_id, units in sorted(step.units.items())
        for part in parts_of(wanted[line_id])
    ]
    return way, given


def destination_of(order: Order) -> Destination:
    """About where an order goes: enough for the rules, and nothing of who lives there."""
    country, region, city = region_of(order.id, order.shipping_address)
    return Destination(country, province(region, city), place_of_address(country, region, city))


def _candidates(levels: Sequence[InventoryLevel], own: Sequence[Allocation]) -> list[Candidate]:
    stock: dict[UUID, dict[UUID, int]] = {}
    for level in levels:
        if level.warehouse.is_active:
            stock.setdefault(level.warehouse_id, {})[level.variant_id] = level.available
    for one in own:
        if one.warehouse_id in stock:
            stock[one.warehouse_id][one.variant_id] += one.quantity
    houses = {level.warehouse_id: level.warehouse for level in levels}
    return [
        Candidate(
            key,
            houses[key].code,
            houses[key].priority,
            units,
            _place(houses[key].latitude, houses[key].longitude),
        )
        for key, units in sorted(stock.items())
    ]


def _place(latitude: float | None, longitude: float | None) -> Place | None:
    return None if latitude is None or longitude is None else Place(latitude, longitude)


def variants_of(demands: Sequence[Demand]) -> set[UUID]:
    """The variants whose shelves these units come from."""
    return {part.variant_id for demand in demands for part in parts_of(demand)}

"""What a rule needs to know, as it is asked for, checked and kept."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from domain.fulfillment.routing.geography import province
from domain.fulfillment.routing.rules import Cost
from domain.fulfillment.routing.vocabulary import RoutingRuleKind
from domain.inventory.models import Warehouse
from domain.shared.errors import InvalidInput, NotFound
from domain.shared.inputs import count, country, distinct, items, text
from domain.shared.money import AMOUNT_MINOR_MAX, MINOR_DIGITS, WrongCurrency

REGION_LENGTH_MAX = 120  # characters


@dataclass(frozen=True, slots=True)
class Terms:
    """The warehouses of a PREFERRED rule in their order, or the costs of a CHEAPEST one, in minor
    units of one currency.
    """

    warehouses: Sequence[UUID] = ()
    costs: Sequence[Cost] = ()
    currency: str | None = None


async def checked(kind: RoutingRuleKind, terms: Terms) -> dict[str, Any]:
    """The terms as they are kept.

    Raises:
        InvalidInput: none though its kind needs some, some though it needs none, or one twice.
        WrongCurrency: we do not trade in it.
        NotFound: there is no such warehouse.
    """
    is_preferred = kind is RoutingRuleKind.PREFERRED
    is_cheapest = kind is RoutingRuleKind.CHEAPEST
    if bool(terms.warehouses) is not is_preferred:
        raise InvalidInput("A PREFERRED rule, and no other, names warehouses.", "warehouseIds")
    if bool(terms.costs) is not is_cheapest:
        raise InvalidInput("A CHEAPEST rule, and no other, names costs.", "costs")
    if is_preferred:
        listed = items(terms.warehouses, "warehouseIds")
        distinct([str(one) for one in listed], "warehouseIds")
        await _there_are(listed)
        return {"warehouses": [str(one) for one in listed]}
    if not is_cheapest:
        return {}
    if terms.currency not in MINOR_DIGITS:
        raise WrongCurrency("We do not trade in this currency.", "currency")
    costs = [_cost(place, cost) for place, cost in enumerate(items(terms.costs, "costs"))]
    distinct([str((one["warehouse"], one["country"], one["region"])) for one in costs], "costs")
    await _there_are([cost.warehouse_id for cost in terms.costs])
    return {"currency": terms.currency, "costs": costs}


def terms_of(kept: dict[str, Any]) -> Terms:
    """What was kept."""
    return Terms(
        [UUID(one) for one in kept.get("warehouses", ())],
        [
            Cost(UUID(one["warehouse"]), one["minor"], one["country"], one["region"])
            for one in kept.get("costs", ())
        ],
        kept.get("currency"),
    )


def _cost(place: int, cost: Cost) -> dict[str, Any]:
    path = ("costs", str(place))
    where = text(cost.region, *path, "region", longest=REGION_LENGTH_MAX, required=False)
    if where and not cost.country:
        raise InvalidInput("A region is in a country.", *path, "country")
    return {
        "warehouse": str(cost.warehouse_id),
        "minor": count(cost.minor, *path, "amount", lowest=0, highest=AMOUNT_MINOR_MAX),
        "country": country(cost.country, *path, "country") if cost.country else "",
        "region": province(where) if where else "",
    }


async def _there_are(warehouse_ids: Collection[UUID]) -> None:
    known = set(await Warehouse.filter(id__in=list(warehouse_ids)).values_list("id", flat=True))
    for warehouse_id in warehouse_ids:
        if warehouse_id not in known:
            raise NotFound("warehouse", warehouse_id)

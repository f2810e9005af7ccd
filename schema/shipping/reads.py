"""How zones and ways of sending are read: a table for each type."""

from collections.abc import Mapping
from typing import Any

from domain.shipping import queries
from schema.engine.mapping import Computed, Listed, One, Read, Root
from schema.engine.values import loaded
from schema.shared.context import GraphContext
from schema.shared.money import Money
from schema.shipping.types import ShippingBand, ShippingPlace


def _places(context: GraphContext, places: Any) -> list[ShippingPlace]:
    return ShippingPlace.each(loaded(places))


def _bands(context: GraphContext, bands: Any, currency: str) -> list[ShippingBand]:
    return ShippingBand.each(loaded(bands), currency)


def _free(context: GraphContext, minor: int | None, currency: str) -> Money | None:
    return None if minor is None else Money.of(minor, currency)


READS = (
    Read("ShippingZone", queries.visible_zones, {"places": Computed(("places",), _places)}),
    Read(
        "ShippingMethod",
        queries.visible_methods,
        {
            "bands": Computed(("bands", "currency"), _bands),
            "freeFrom": Computed(("free_from_minor", "currency"), _free),
            "channel": One("SalesChannel", key="channel_id"),
            "zone": One("ShippingZone", key="zone_id"),
            "carrier": One("Carrier", key="carrier_id"),
            "taxClass": One("TaxClass", key="tax_class_id"),
        },
    ),
)

ROOTS: Mapping[str, Root] = {
    "shippingZones": Listed("ShippingZone", lambda args: queries.ZONES_BY_NAME),
    "shippingMethods": Listed("ShippingMethod", lambda args: queries.METHODS_BY_NAME),
}

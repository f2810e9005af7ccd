"""Where an order went: the address as it was when the order was placed, sealed as one JSON text."""

import unicodedata
from collections.abc import Mapping
from uuid import UUID

import orjson

from domain.customers.masking import shown
from domain.shared.context import Context
from domain.shared.personal import SHIPPING_ADDRESS
from domain.shared.places.regions import region_code
from domain.shared.sealing import opened, seal

PARTS_OF_A_PLACE = ("recipient", "line1", "line2", "district", "city", "postal_code", "country")


def sealed_snapshot(order_id: UUID, snapshot: Mapping[str, str]) -> str:
    """An address as an order keeps it."""
    return seal(SHIPPING_ADDRESS, order_id, orjson.dumps(snapshot).decode())


def shown_snapshot(
    ctx: Context, owner: UUID | None, order_id: UUID, sealed: str | None
) -> dict[str, str] | None:
    """The address of an order, for whoever may see its owner."""
    found = shown(ctx, owner, SHIPPING_ADDRESS, order_id, sealed) if sealed else None
    return orjson.loads(found) if found else None


def resealed(order_id: UUID, other_id: UUID, sealed: str | None) -> str | None:
    """The address of an order as another order keeps it. Nobody is shown anything."""
    if not sealed:
        return sealed
    return seal(SHIPPING_ADDRESS, other_id, opened(SHIPPING_ADDRESS, order_id, sealed))


def place_of(order_id: UUID, sealed: str | None) -> tuple[str, ...]:
    """Where an order goes, whatever the case and the spaces: equal places are one door. Not whom
    the driver calls. A province is the same by any of its names. Nobody is shown anything.
    """
    if not sealed:
        return ()
    address: dict[str, str] = orjson.loads(opened(SHIPPING_ADDRESS, order_id, sealed))
    parts = (
        " ".join(unicodedata.normalize("NFKC", address.get(part, "")).casefold().split())
        for part in PARTS_OF_A_PLACE
    )
    region = unicodedata.normalize("NFKC", address.get("region", ""))
    return (*parts, region_code(address.get("country", ""), region))

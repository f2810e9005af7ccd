"""Where an order went: the address as it was when the order was placed, sealed as one JSON text."""

import unicodedata
from collections.abc import Mapping
from uuid import UUID

import orjson

from domain.customers.masking import shown
from domain.identity.scopes import Scope
from domain.shared.context import ActorKind, Context
from domain.shared.personal import GIFT_MESSAGE, SHIPPING_ADDRESS
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


def shown_gift(ctx: Context, owner: UUID | None, order_id: UUID, sealed: str | None) -> str | None:
    """What the card in a present says, for whoever may see its giver."""
    return shown(ctx, owner, GIFT_MESSAGE, order_id, sealed) if sealed else None


def packed_gift(ctx: Context, owner: UUID | None, order_id: UUID, sealed: str | None) -> str | None:
    """The same for whoever packs the present, and puts the card in: who holds the permission."""
    if not sealed or not ctx.allows(Scope.FULFILLMENT_WRITE):
        return None
    noted, noted_id = ("sales_order", order_id) if owner is None else ("customer", owner)
    if ctx.actor.kind is not ActorKind.SYSTEM:
        ctx.disclosures.note(noted, noted_id, "gift_message")
    return opened(GIFT_MESSAGE, order_id, sealed)


def resealed(order_id: UUID, other_id: UUID, sealed: str | None) -> str | None:
    """The address of an order as another order keeps it. Nobody is shown anything."""
    if not sealed:
        return sealed
    return seal(SHIPPING_ADDRESS, other_id, opened(SHIPPING_ADDRESS, order_id, sealed))


def parts_of(order_id: UUID, sealed: str | None) -> dict[str, str]:
    """The address of an order, for another order of the same customer. Nobody is shown anything."""
    return orjson.loads(opened(SHIPPING_ADDRESS, order_id, sealed)) if sealed else {}


def region_of(order_id: UUID, sealed: str | None) -> tuple[str, str, str]:
    """About where an order goes: the country, the region and the city. Nobody is shown anything."""
    if not sealed:
        return "", "", ""
    address = parts_of(order_id, sealed)
    return address.get("country", ""), address.get("region", ""), address.get("city", "")


def place_of(order_id: UUID, sealed: str | None) -> tuple[str, ...]:
    """Where an order goes, whatever the case and the spaces: equal places are one door. Not whom
    the driver calls. A province is the same by any of its names. Nobody is shown anything.
    """
    if not sealed:
        return ()
    address = parts_of(order_id, sealed)
    parts = (
        " ".join(unicodedata.normalize("NFKC", address.get(part, "")).casefold().split())
        for part in PARTS_OF_A_PLACE
    )
    region = unicodedata.normalize("NFKC", address.get("region", ""))
    return (*parts, region_code(address.get("country", ""), region))

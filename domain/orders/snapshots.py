"""Where an order went: the address as it was when the order was placed, sealed as one JSON text."""

from collections.abc import Mapping
from uuid import UUID

import orjson

from domain.customers.masking import shown
from domain.shared.context import Context
from domain.shared.personal import SHIPPING_ADDRESS
from domain.shared.sealing import seal


def sealed_snapshot(order_id: UUID, snapshot: Mapping[str, str]) -> str:
    """An address as an order keeps it."""
    return seal(SHIPPING_ADDRESS, order_id, orjson.dumps(snapshot).decode())


def shown_snapshot(
    ctx: Context, owner: UUID | None, order_id: UUID, sealed: str | None
) -> dict[str, str] | None:
    """The address of an order, for whoever may see its owner."""
    found = shown(ctx, owner, SHIPPING_ADDRESS, order_id, sealed) if sealed else None
    return orjson.loads(found) if found else None

"""An order that shall be placed by and by: as one text, which is kept sealed until then."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any
from uuid import UUID

from domain.orders.request import LineRequest, PlaceOrder, ShippingAddress


def text_of(request: PlaceOrder) -> str:
    """An order to be, as a text: the same for the same order."""
    return json.dumps(asdict(request), sort_keys=True, default=str)


def order_in(text: str) -> PlaceOrder:
    """The order that a text of `text_of` says."""
    said: Mapping[str, Any] = json.loads(text)
    lines = [LineRequest(UUID(one["variant_id"]), one["quantity"]) for one in said["lines"]]
    address = ShippingAddress(**said["address"]) if said["address"] else None
    keys = {name: said[name] and UUID(said[name]) for name in ("customer_id", "shipping_method_id")}
    return PlaceOrder(**{**said, **keys, "lines": lines, "address": address})

"""Orders of Shopify, as the webhooks `orders/create`, `orders/updated` and `orders/cancelled` carry
them: the order resource of the REST Admin API (shopify.dev/docs/api/admin-rest, Order; the headers
under shopify.dev/docs/apps/build/webhooks).

Our orders have taxes inside their prices: where a shop's are on top (`taxes_included` false), a
line's tax is part of what is paid for it.
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from domain.channels.normalized import (
    NormalizedLine,
    NormalizedOrder,
    Rejected,
    instant_of,
    minor_of,
    text_of,
    units_of,
)
from domain.channels.states import MessageKind, RejectReason

if TYPE_CHECKING:
    from domain.channels.formats import Terms

TOPICS: Mapping[str, MessageKind] = {
    "orders/create": MessageKind.CREATED,
    "orders/updated": MessageKind.UPDATED,
    "orders/cancelled": MessageKind.CANCELED,
}
PAID = {"paid", "partially_refunded"}
CLOSED = {"voided", "refunded"}


def is_signed(body: bytes, signature: str, secret: str) -> bool:
    """Whether `X-Shopify-Hmac-Sha256` is the base64 of the HMAC-SHA256 of the raw body."""
    own = base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest())
    return hmac.compare_digest(own, signature.encode())


def normalize(message: object, kind: MessageKind, terms: "Terms") -> NormalizedOrder:
    """The order that a webhook means.

    Raises:
        Rejected: a field is missing, or the lines do not come to the total.
    """
    if not isinstance(message, dict):
        raise Rejected(RejectReason.UNREADABLE)
    currency = text_of(message.get("currency"), "currency", longest=8)
    on_top = message.get("taxes_included") is False
    # Of an order that was edited, what is left of each line is `current_quantity`.
    lines = [
        _line(line, currency, on_top, f"line_items.{place}")
        for place, line in enumerate(_list(message.get("line_items"), "line_items"))
        if line.get("current_quantity", line.get("quantity")) != 0
    ]
    shipping = sum(
        _charged(one, currency, on_top, f"shipping_lines.{place}")
        for place, one in enumerate(_list(message.get("shipping_lines", []), "shipping_lines"))
    )
    said = message.get("current_total_price", message.get("total_price"))
    total = minor_of(said, currency, "total_price")
    status = text_of(message.get("financial_status", ""), "financial_status", required=False)
    if kind is not MessageKind.CANCELED and status in CLOSED:
        raise Rejected(RejectReason.NOT_TO_IMPORT, "financial_status", said=status)
    return NormalizedOrder(
        external_id=text_of(message.get("id"), "id", longest=65),
        currency=currency,
        placed_at=instant_of(message.get("created_at"), "created_at"),
        lines=lines,
        kind=kind,
        shipping_minor=shipping,
        paid_minor=total if status in PAID else 0,
        payment_reference=text_of(message.get("id"), "id", longest=64),
        address=_address(message.get("shipping_address")),
        note=text_of(message.get("note") or "", "note", longest=2000, required=False),
        said_at=instant_of(message.get("updated_at", message.get("created_at")), "updated_at"),
    ).checked(None if kind is MessageKind.CANCELED else total)


def _list(found: object, name: str) -> Sequence[Mapping[str, Any]]:
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise Rejected(RejectReason.UNREADABLE, name)
    return found


def _sum(found: object, key: str, currency: str, name: str) -> int:
    return sum(minor_of(one.get(key), currency, name) for one in _list(found, name))


def _line(line: Mapping[str, Any], currency: str, on_top: bool, name: str) -> NormalizedLine:
    quantity = units_of(line.get("current_quantity", line.get("quantity")), f"{name}.quantity")
    price = minor_of(line.get("price"), currency, f"{name}.price")
    allocations = line.get("discount_allocations", [])
    off = _sum(allocations, "amount", currency, f"{name}.discount_allocations")
    if quantity < 1:
        raise Rejected(RejectReason.UNREADABLE, f"{name}.quantity")
    sku = text_of(line.get("sku") or "", f"{name}.sku", longest=121)
    if not on_top:
        return NormalizedLine(sku, quantity, price, off)
    tax = _sum(line.get("tax_lines", []), "price", currency, f"{name}.tax_lines")
    return NormalizedLine.paid(sku, quantity, price * quantity - off + tax, off)


def _charged(line: Mapping[str, Any], currency: str, on_top: bool, name: str) -> int:
    """What sending costs, after what was taken off."""
    said = line.get("discounted_price", line.get("price"))
    price = minor_of(said, currency, f"{name}.price")
    return price + (_sum(line.get("tax_lines", []), "price", currency, name) if on_top else 0)


def _address(found: object) -> Mapping[str, str] | None:
    if not isinstance(found, dict):
        return None
    parts = {
        "recipient": found.get("name")
        or " ".join(filter(None, [found.get("first_name"), found.get("last_name")])),
        "phone": found.get("phone"),
        "line1": found.get("address1"),
        "line2": found.get("address2"),
        "city": found.get("city"),
        "region": found.get("province"),
        "postal_code": found.get("zip"),
        "country": found.get("country_code"),
    }
    return {
        name: text_of(value or "", f"shipping_address.{name}", longest=120, required=False)
        for name, value in parts.items()
    }

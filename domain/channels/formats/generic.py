"""Our own shape of a channel's order, as JSON: for whoever writes a connector of their own.

`{"id", "placedAt", "currency", "total", "shipping"?, "paid"?, "paymentReference"?, "note"?,
"updatedAt"?, "lines": [{"sku", "quantity", "unitPrice", "discount"?}], "address"?:
{"recipient", "line1", …}}`; amounts are decimals in strings.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

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

ADDRESS = {
    "recipient": "recipient",
    "phone": "phone",
    "line1": "line1",
    "line2": "line2",
    "city": "city",
    "region": "region",
    "district": "district",
    "postalCode": "postal_code",
    "country": "country",
}


def normalize(message: object, kind: MessageKind, terms: "Terms") -> NormalizedOrder:
    """The order that a message means.

    Raises:
        Rejected: a field is missing, or the lines do not come to the total.
    """
    if not isinstance(message, dict):
        raise Rejected(RejectReason.UNREADABLE)
    currency = text_of(message.get("currency", terms.currency), "currency", longest=8)
    lines = message.get("lines")
    if not isinstance(lines, list):
        raise Rejected(RejectReason.UNREADABLE, "lines")
    return NormalizedOrder(
        external_id=text_of(message.get("id"), "id", longest=65),
        currency=currency,
        placed_at=instant_of(message.get("placedAt"), "placedAt"),
        lines=[_line(line, currency, f"lines.{place}") for place, line in enumerate(lines)],
        kind=kind,
        shipping_minor=minor_of(message.get("shipping", "0"), currency, "shipping"),
        paid_minor=minor_of(message.get("paid", "0"), currency, "paid"),
        payment_reference=text_of(
            message.get("paymentReference", ""), "paymentReference", longest=120, required=False
        ),
        address=_address(message.get("address")),
        note=text_of(message.get("note", ""), "note", longest=2000, required=False),
        said_at=instant_of(message["updatedAt"], "updatedAt") if "updatedAt" in message else None,
    ).checked(minor_of(message.get("total"), currency, "total"))


def _line(line: object, currency: str, name: str) -> NormalizedLine:
    if not isinstance(line, dict):
        raise Rejected(RejectReason.UNREADABLE, name)
    return NormalizedLine(
        text_of(line.get("sku"), f"{name}.sku", longest=121),
        units_of(line.get("quantity"), f"{name}.quantity"),
        minor_of(line.get("unitPrice"), currency, f"{name}.unitPrice"),
        minor_of(line.get("discount", "0"), currency, f"{name}.discount"),
    )


def _address(found: object) -> Mapping[str, str] | None:
    if found is None:
        return None
    if not isinstance(found, dict):
        raise Rejected(RejectReason.UNREADABLE, "address")
    return {
        ours: text_of(found.get(theirs, ""), f"address.{theirs}", longest=120, required=False)
        for theirs, ours in ADDRESS.items()
    }

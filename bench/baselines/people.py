"""People in the handwritten baseline's answers: opened, and who was shown whom written down."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import orjson
from starlette.requests import Request

from domain.shared.sealing import opened

WRITE_DOWN = """
INSERT INTO audit_entry (kind, actor, address, request_id, operation, subjects, count, occurred_at)
VALUES ('personal_data_read', 'handwritten', $1, $2, $3, $4::jsonb, 1, $5)
"""


async def write_down(request: Request, operation: str, shown: list[dict[str, object]]) -> None:
    """Who was shown what of whom, before they are: the rule of this shop, for whoever reads."""
    await request.app.state.pool.execute(
        WRITE_DOWN,
        request.client.host if request.client else None,
        str(uuid4()),
        operation,
        orjson.dumps(shown).decode(),
        datetime.now(UTC),
    )


def line(kind: str, key: UUID, *fields: str) -> dict[str, object]:
    """One thing that was shown, and what of it."""
    return {"type": kind, "id": str(key), "of": fields}


def open_customer(customer: dict[str, Any] | None) -> list[dict[str, object]]:
    """What is sealed of a customer, opened in place; and a line that says so."""
    if customer is None:
        return []
    key = UUID(customer.pop("key"))
    names = [name for name in ("name", "email", "phone") if customer.get(name)]
    for name in names:
        customer[name] = opened(f"customer.{name}", key, customer[name])
    return [line("customer", key, *names)]


def opened_address(key: UUID, sealed: str | None) -> dict[str, str] | None:
    """The address of an order as its answer has it."""
    if sealed is None:
        return None
    address = orjson.loads(opened("sales_order.shipping_address", key, sealed))
    return {
        "recipient": address["recipient"],
        "line1": address["line1"],
        "city": address["city"],
        "postalCode": address.get("postal_code", ""),
        "country": address["country"],
    }

"""Inputs that exchange delivered goods for others."""

from typing import Any

from domain.returns.exchanges.states import ExchangeStatus
from tests.schema.stage import Input, Stage, gid

NOW = "2026-03-02T09:00:00Z"


async def exchange_create(stage: Stage) -> Input:
    order = await stage.delivered()
    (line,) = await stage.shop.lines(order)
    other = await stage.shop.stocked(price_minor=2_000)
    return {
        "orderId": gid(order),
        "lines": [{"orderLineId": gid(line), "quantity": 1}],
        "wanted": [{"variantId": gid(other), "quantity": 1}],
        "reason": "CHANGED_MIND",
        "note": "Too small.",
        "idempotencyKey": "exchange-1",
    }


async def exchange_approve(stage: Stage) -> Input:
    row = await stage.swapped()
    return {"id": gid(row), "expectedVersion": row.version}


async def exchange_cancel(stage: Stage) -> Input:
    row = await stage.swapped(ExchangeStatus.REQUESTED)
    return {"id": gid(row), "answer": "It was worn.", "expectedVersion": row.version}


INPUTS = {
    "exchangeCreate": exchange_create,
    "exchangeApprove": exchange_approve,
    "exchangeCancel": exchange_cancel,
}

# What comes of them.
RESULTS: dict[str, Any] = {
    "exchangeCreate": {
        "exchange": {
            "status": "REQUESTED",
            "requestedAt": NOW,
            "return": {"status": "REQUESTED", "reason": "CHANGED_MIND", "note": "Too small."},
            "lines": [{"quantity": 1}],
            "availableActions": ["APPROVE", "CANCEL"],
        },
        "order": {"returnStatus": "REQUESTED", "status": "COMPLETED"},
    },
    "exchangeApprove": {
        "exchange": {
            "status": "APPROVED",
            "approvedAt": NOW,
            "return": {"status": "APPROVED"},
            "replacement": {
                "status": "ON_HOLD",
                "holdReason": "EXCHANGE",
                "total": {"amount": "25.00"},
            },
            "availableActions": ["CANCEL"],
        },
        "order": {"returnStatus": "IN_PROGRESS"},
    },
    "exchangeCancel": {
        "exchange": {
            "status": "CANCELED",
            "answer": "It was worn.",
            "return": {"status": "CANCELED"},
            "availableActions": [],
        },
        "order": {"returnStatus": "NONE"},
    },
}

"""Inputs that make good what is wrong with goods."""

from typing import Any

from domain.returns.claims.states import ClaimStatus
from tests.schema.stage import Input, Stage, gid

NOW = "2026-03-02T09:00:00Z"


async def claim_open(stage: Stage) -> Input:
    order = await stage.delivered()
    (line,) = await stage.shop.lines(order)
    return {
        "orderId": gid(order),
        "lines": [{"orderLineId": gid(line), "quantity": 1}],
        "reason": "DAMAGED",
        "note": "The corner is broken.",
        "idempotencyKey": "claim-1",
    }


async def claim_approve(stage: Stage) -> Input:
    row = await stage.complaint()
    return {
        "id": gid(row),
        "resolution": "KEEP_AND_CREDIT",
        "amount": {"amount": "4.00", "currencyCode": "USD"},
        "expectedVersion": row.version,
    }


async def claim_deny(stage: Stage) -> Input:
    row = await stage.complaint()
    return {"id": gid(row), "answer": "It is meant to be so.", "expectedVersion": row.version}


async def claim_resolve(stage: Stage) -> Input:
    row = await stage.complaint(ClaimStatus.APPROVED)
    return {"id": gid(row), "expectedVersion": row.version}


async def claim_cancel(stage: Stage) -> Input:
    row = await stage.complaint()
    return {"id": gid(row), "expectedVersion": row.version}


INPUTS = {
    "claimOpen": claim_open,
    "claimApprove": claim_approve,
    "claimDeny": claim_deny,
    "claimResolve": claim_resolve,
    "claimCancel": claim_cancel,
}

# What comes of them.
RESULTS: dict[str, Any] = {
    "claimOpen": {
        "claim": {
            "status": "OPEN",
            "reason": "DAMAGED",
            "note": "The corner is broken.",
            "openedAt": NOW,
            "lines": [{"quantity": 1, "orderLine": {"claimedQuantity": 1}}],
            "availableActions": ["APPROVE", "DENY", "CANCEL"],
        },
        "order": {"status": "COMPLETED"},
    },
    "claimApprove": {
        "claim": {
            "status": "APPROVED",
            "resolution": "KEEP_AND_CREDIT",
            "amount": {"amount": "4.00", "currencyCode": "USD"},
            "decidedAt": NOW,
            "availableActions": ["RESOLVE", "CANCEL"],
        },
        "order": {"returnCredit": {"amount": "0.00"}},
    },
    "claimDeny": {
        "claim": {"status": "DENIED", "answer": "It is meant to be so.", "closedAt": NOW},
        "order": {"lines": {"nodes": [{"claimedQuantity": 0}]}},
    },
    "claimResolve": {
        "claim": {
            "status": "RESOLVED",
            "resolution": "REFUND",
            "amount": {"amount": "25.00"},
            "lines": [{"creditedQuantity": 2, "credit": {"amount": "25.00"}}],
        },
        "order": {
            "status": "COMPLETED",
            "paymentStatus": "REFUNDED",
            "returnCredit": {"amount": "25.00"},
            "balanceDue": {"amount": "0.00"},
        },
    },
    "claimCancel": {
        "claim": {"status": "CANCELED", "availableActions": []},
        "order": {"lines": {"nodes": [{"claimedQuantity": 0}]}},
    },
}

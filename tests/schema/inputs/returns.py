"""Inputs that bring goods back, and their money."""

from typing import Any

from domain.finance.refunds.states import ReturnRefundStatus
from domain.returns.models import Return
from domain.returns.states import ReturnStatus
from tests.schema.stage import Input, Stage, gid

NOW = "2026-03-02T09:00:00Z"


async def return_request(stage: Stage) -> Input:
    order = await stage.delivered()
    (line,) = await stage.shop.lines(order)
    return {
        "orderId": gid(order),
        "lines": [{"orderLineId": gid(line), "quantity": 1}],
        "reason": "DEFECTIVE",
        "note": "The lid does not close.",
        "idempotencyKey": "return-1",
    }


async def return_approve(stage: Stage) -> Input:
    row = await stage.back()
    return {"id": gid(row), "expectedVersion": row.version}


async def return_decline(stage: Stage) -> Input:
    row = await stage.back()
    return {"id": gid(row), "answer": "It was worn.", "expectedVersion": row.version}


async def return_cancel(stage: Stage) -> Input:
    row = await stage.back(ReturnStatus.APPROVED)
    return {"id": gid(row), "expectedVersion": row.version}


async def return_label_create(stage: Stage) -> Input:
    row = await stage.back(ReturnStatus.APPROVED)
    return {"id": gid(row), "carrier": "swift", "expectedVersion": row.version}


async def return_mark_sent(stage: Stage) -> Input:
    row = await stage.back(ReturnStatus.APPROVED)
    return {"id": gid(row), "expectedVersion": row.version}


async def return_receive(stage: Stage) -> Input:
    row = await stage.back(ReturnStatus.IN_TRANSIT)
    return {
        "id": gid(row),
        "warehouseId": gid(stage.shop.main),
        "lines": [{"orderLineId": await line_of(stage, row), "quantity": 1}],
        "isLast": True,
        "expectedVersion": row.version,
        "idempotencyKey": "count-1",
    }


async def return_inspect(stage: Stage) -> Input:
    row = await stage.back(ReturnStatus.RECEIVED)
    line = await line_of(stage, row)
    return {
        "id": gid(row),
        "lines": [
            {"orderLineId": line, "disposition": "RESTOCK", "quantity": 1},
            {"orderLineId": line, "disposition": "SCRAP", "quantity": 1},
        ],
        "expectedVersion": row.version,
    }


async def refund_approve(stage: Stage) -> Input:
    refund = await stage.money_back()
    return {"id": gid(refund), "expectedVersion": refund.version}


async def refund_retry(stage: Stage) -> Input:
    refund = await stage.money_back(ReturnRefundStatus.FAILED)
    return {"id": gid(refund), "expectedVersion": refund.version}


async def line_of(stage: Stage, row: Return) -> str:
    """The line of the order that comes back."""
    (line,) = await stage.shop.lines(await row.order)
    return gid(line)


INPUTS = {
    "returnRequest": return_request,
    "returnApprove": return_approve,
    "returnDecline": return_decline,
    "returnCancel": return_cancel,
    "returnLabelCreate": return_label_create,
    "returnMarkSent": return_mark_sent,
    "returnReceive": return_receive,
    "returnInspect": return_inspect,
    "returnRefundApprove": refund_approve,
    "returnRefundRetry": refund_retry,
    "returnRefundCancel": refund_approve,
}

# What comes of them.
RESULTS: dict[str, Any] = {
    "returnRequest": {
        "return": {
            "status": "REQUESTED",
            "reason": "DEFECTIVE",
            "note": "The lid does not close.",
            "requestedAt": NOW,
            "lines": [
                {
                    "announcedQuantity": 1,
                    "receivedQuantity": 0,
                    "orderLine": {"returnRequestedQuantity": 1, "returnedQuantity": 0},
                }
            ],
            "availableActions": ["APPROVE", "DECLINE", "CANCEL"],
        },
        "order": {"returnStatus": "REQUESTED", "status": "COMPLETED"},
    },
    "returnApprove": {
        "return": {
            "status": "APPROVED",
            "approvedAt": NOW,
            "availableActions": ["CANCEL", "SEND", "RECEIVE_PART", "RECEIVE"],
        },
        "order": {"returnStatus": "IN_PROGRESS"},
    },
    "returnDecline": {
        "return": {"status": "DECLINED", "answer": "It was worn.", "closedAt": NOW},
        "order": {
            "returnStatus": "NONE",
            "lines": {"nodes": [{"returnRequestedQuantity": 0, "returnedQuantity": 0}]},
        },
    },
    "returnCancel": {
        "return": {"status": "CANCELED", "availableActions": []},
        "order": {"returnStatus": "NONE"},
    },
    "returnLabelCreate": {
        "return": {
            "status": "APPROVED",
            "carrier": {"code": "swift"},
            "waybillNumber": "SWIFT000000000284",
        },
        "order": {"returnStatus": "IN_PROGRESS"},
    },
    "returnMarkSent": {
        "return": {"status": "IN_TRANSIT", "sentAt": NOW},
        "order": {"returnStatus": "IN_PROGRESS"},
    },
    "returnReceive": {
        "return": {
            "status": "RECEIVED",
            "receivedAt": NOW,
            "warehouse": {"code": "main"},
            "lines": [{"announcedQuantity": 2, "receivedQuantity": 1, "difference": -1}],
        },
        "order": {
            "returnStatus": "IN_PROGRESS",
            "lines": {"nodes": [{"returnRequestedQuantity": 0, "returnedQuantity": 1}]},
        },
    },
    "returnInspect": {
        "return": {
            "status": "CLOSED",
            "closedAt": NOW,
            "lines": [
                {
                    "restockedQuantity": 1,
                    "scrappedQuantity": 1,
                    "quarantinedQuantity": 0,
                    "repairQuantity": 0,
                    "sentBackQuantity": 0,
                    "creditedQuantity": 2,
                    "credit": {"amount": "25.00", "currencyCode": "USD"},
                }
            ],
            "shippingCredit": {"amount": "0.00"},
            "refunds": [
                {
                    "kind": "AFTER_INSPECTION",
                    "status": "SUCCEEDED",
                    "needsApproval": False,
                    "amount": {"amount": "25.00", "currencyCode": "USD"},
                }
            ],
        },
        "order": {
            "status": "COMPLETED",
            "returnStatus": "RETURNED",
            "paymentStatus": "REFUNDED",
            "returnCredit": {"amount": "25.00"},
            "balanceDue": {"amount": "0.00"},
        },
    },
    "returnRefundApprove": {
        "returnRefund": {
            "status": "SUCCEEDED",
            "needsApproval": True,
            "approvedAt": NOW,
            "settledAt": NOW,
            "availableActions": [],
        },
        "return": {"status": "CLOSED"},
    },
    "returnRefundRetry": {
        "returnRefund": {"status": "FAILED", "availableActions": ["RETRY", "CANCEL"]},
        "return": {"status": "INSPECTED"},
    },
    "returnRefundCancel": {
        "returnRefund": {"status": "CANCELED", "settledAt": NOW},
        "return": {"status": "CLOSED"},
    },
}

"""Inputs that move money."""

from typing import Any

from tests.schema.stage import Input, Stage, gid


async def payment_capture(stage: Stage) -> Input:
    return {
        "orderId": gid(await stage.order()),
        "method": "SIMULATED",
        "reference": "tx-1",
        "amount": {"amount": "25.00", "currencyCode": "USD"},
        "idempotencyKey": "capture-1",
    }


async def refund_create(stage: Stage) -> Input:
    payment = await stage.shop.capture((await stage.order()).id)
    return {
        "paymentId": gid(payment),
        "amount": {"amount": "5.00", "currencyCode": "USD"},
        "idempotencyKey": "refund-1",
    }


INPUTS = {"paymentCapture": payment_capture, "refundCreate": refund_create}

# What comes of them.
RESULTS: dict[str, Any] = {
    "paymentCapture": {
        "payment": {
            "method": "SIMULATED",
            "status": "CAPTURED",
            "captured": {"amount": "25.00", "currencyCode": "USD"},
            "transactions": [
                {
                    "type": "CAPTURE",
                    "state": "SUCCEEDED",
                    "provider": "simulated",
                    "providerReference": "tx-1",
                    "amount": {"amount": "25.00"},
                }
            ],
        },
        "order": {"paymentStatus": "PAID", "balanceDue": {"amount": "0.00"}},
    },
    "refundCreate": {
        "payment": {
            "status": "PARTIALLY_REFUNDED",
            "captured": {"amount": "25.00"},
            "refunded": {"amount": "5.00"},
        },
        "order": {"paymentStatus": "PARTIALLY_REFUNDED"},
    },
}

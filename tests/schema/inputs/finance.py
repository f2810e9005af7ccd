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


async def payment_authorize(stage: Stage) -> Input:
    stage.shop.gateway()
    return {
        "orderId": gid(await stage.order()),
        "instrument": "good",
        "amount": {"amount": "25.00", "currencyCode": "USD"},
        "takeAtOnce": False,
        "returnUrl": "https://shop.example/paid",
        "idempotencyKey": "authorize-1",
    }


async def payment_capture_authorized(stage: Stage) -> Input:
    stage.shop.gateway()
    payment = await stage.shop.authorize((await stage.order()).id)
    return {
        "paymentId": gid(payment),
        "amount": {"amount": "2.00", "currencyCode": "USD"},
        "idempotencyKey": "capture-authorized-1",
    }


async def payment_void(stage: Stage) -> Input:
    stage.shop.gateway()
    payment = await stage.shop.authorize((await stage.order()).id)
    return {"paymentId": gid(payment), "idempotencyKey": "void-1"}


INPUTS = {
    "paymentCapture": payment_capture,
    "refundCreate": refund_create,
    "paymentAuthorize": payment_authorize,
    "paymentCaptureAuthorized": payment_capture_authorized,
    "paymentVoid": payment_void,
}

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
    "paymentAuthorize": {
        "payment": {
            "method": "GATEWAY",
            "provider": "sandbox",
            "status": "AUTHORIZED",
            "held": {"amount": "25.00", "currencyCode": "USD"},
            "captured": {"amount": "0.00"},
            "transactions": [{"type": "AUTHORIZATION", "state": "SUCCEEDED", "failureCode": None}],
        },
        "order": {"paymentStatus": "AUTHORIZED", "authorized": {"amount": "25.00"}},
    },
    "paymentCaptureAuthorized": {
        "payment": {
            "status": "PARTIALLY_CAPTURED",
            "authorized": {"amount": "25.00"},
            "held": {"amount": "23.00"},
            "captured": {"amount": "2.00"},
        },
        "order": {"paymentStatus": "PARTIALLY_PAID", "balanceDue": {"amount": "23.00"}},
    },
    "paymentVoid": {
        "payment": {
            "status": "VOIDED",
            "held": {"amount": "0.00"},
            "voided": {"amount": "25.00"},
        },
        "order": {"paymentStatus": "VOIDED", "authorized": {"amount": "0.00"}},
    },
}

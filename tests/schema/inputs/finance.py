"""Inputs that move money."""

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

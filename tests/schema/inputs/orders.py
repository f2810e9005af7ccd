"""Inputs that change orders."""

from typing import Any

from domain.orders.models import Order
from domain.orders.states import OrderStatus
from domain.processes.merge_orders import merge_orders
from domain.promotions.models import Coupon
from domain.promotions.terms import PercentOff
from domain.shipping.models import ShippingMethod
from tests.schema.stage import Input, Stage, gid


async def channel_create(stage: Stage) -> Input:
    return {"code": "market", "name": "Market", "currency": "EUR"}


async def _parcel(stage: Stage) -> ShippingMethod:
    known = await ShippingMethod.get_or_none(name="Post")
    return known or await stage.shop.shipping_method(name="Post", country="GB", bands=[(0, 300)])


async def order_create(stage: Stage) -> Input:
    if not await Coupon.filter(code="HALF").exists():
        half = await stage.shop.promotion(PercentOff(5_000), name="Half", needs_coupon=True)
        await stage.shop.coupon("HALF", of=half, uses=1_000)
    variant = await stage.shop.variant(price_minor=1250)
    await stage.shop.stock(variant, 10)
    return {
        "channel": "web",
        "currency": "USD",
        "lines": [{"variantId": gid(variant), "quantity": 2}],
        "customerId": gid(stage.owner),
        "shippingAddress": {
            "recipient": "Olga Ownes",
            "line1": "2 Low Street",
            "line2": "Flat 3",
            "district": "Clifton",
            "city": "York",
            "region": "Yorkshire",
            "postalCode": "YO1 6GA",
            "country": "GB",
            "phone": "+441904000000",
        },
        "externalId": "cart-1",
        "note": "Ring twice.",
        "giftMessage": "Many happy returns",
        "couponCodes": ["half"],
        "shippingMethodId": gid(await _parcel(stage)),
        "idempotencyKey": "order-1",
    }


async def order_confirm(stage: Stage) -> Input:
    order = await stage.order()
    return {"id": gid(order), "expectedVersion": order.version}


async def order_hold(stage: Stage) -> Input:
    return {**await order_confirm(stage), "reason": "FRAUD", "note": "Three cards in a day"}


async def order_release_hold(stage: Stage) -> Input:
    order = await stage.order(OrderStatus.ON_HOLD)
    return {"id": gid(order), "expectedVersion": order.version}


async def order_cancel(stage: Stage) -> Input:
    return {**await order_confirm(stage), "reason": "CUSTOMER"}


async def two_of_the_owner(stage: Stage) -> tuple[Order, Order]:
    """Confirmed, and nobody has begun with either."""
    works = [await stage.work() for _ in range(2)]
    first, second = [await Order.get(id=work.order_id) for work in works]
    return first, second


async def order_split(stage: Stage) -> Input:
    order, _ = await two_of_the_owner(stage)
    (line,) = await stage.shop.lines(order)
    return {
        "id": gid(order),
        "lines": [{"orderLineId": gid(line), "quantity": 1}],
        "idempotencyKey": "split-1",
        "expectedVersion": order.version,
        "dryRun": False,
    }


async def order_merge(stage: Stage) -> Input:
    first, second = await two_of_the_owner(stage)
    return {
        "id": gid(first),
        "orderIds": [gid(second)],
        "shipping": "KEEP_ALL",
        "idempotencyKey": "merge-1",
        "expectedVersion": first.version,
        "dryRun": False,
    }


async def order_unmerge(stage: Stage) -> Input:
    first, second = await two_of_the_owner(stage)
    await merge_orders(stage.shop.ctx, first.id, {second.id: None}, idempotency_key=None)
    await second.refresh_from_db()
    return {
        "id": gid(second),
        "idempotencyKey": "unmerge-1",
        "expectedVersion": second.version,
    }


async def channel_set_payment_time(stage: Stage) -> Input:
    return {"id": gid(stage.shop.web), "unpaidMinutes": 90, "warningMinutes": 15}


INPUTS = {
    "channelSetPaymentTime": channel_set_payment_time,
    "orderSplit": order_split,
    "orderMerge": order_merge,
    "orderUnmerge": order_unmerge,
    "channelCreate": channel_create,
    "orderCreate": order_create,
    "orderConfirm": order_confirm,
    "orderHold": order_hold,
    "orderReleaseHold": order_release_hold,
    "orderCancel": order_cancel,
}

# What comes of them.
RESULTS: dict[str, Any] = {
    "channelSetPaymentTime": {"channel": {"unpaidMinutes": 90, "warningMinutes": 15}},
    "orderSplit": {
        "order": {"total": {"amount": "12.50"}, "lines": {"nodes": [{"quantity": 1}]}},
        "newOrder": {
            "status": "CONFIRMED",
            "total": {"amount": "12.50"},
            "lines": {"nodes": [{"quantity": 1, "allocatedQuantity": 1}]},
            "fulfillmentOrders": [{"status": "OPEN", "lines": [{"quantity": 1}]}],
        },
    },
    "orderMerge": {
        "order": {
            "status": "CONFIRMED",
            "total": {"amount": "50.00"},
            "lines": {"nodes": [{"position": 0}, {"position": 1}]},
            "mergedFrom": [{"status": "MERGED", "total": {"amount": "0.00"}}],
        },
    },
    "orderUnmerge": {
        "order": {"status": "CONFIRMED", "total": {"amount": "25.00"}},
        "target": {"total": {"amount": "25.00"}},
    },
    "channelCreate": {"channel": {"code": "market", "name": "Market", "currency": "EUR"}},
    "orderCreate": {
        "order": {
            "status": "PENDING",
            "paymentStatus": "PENDING",
            "fulfillmentStatus": "UNFULFILLED",
            "total": {"amount": "15.50", "currencyCode": "USD"},
            "discounts": [{"name": "Half", "code": "HALF", "amount": {"amount": "12.50"}}],
            "externalId": "cart-1",
            "note": "Ring twice.",
            "giftMessage": "Many happy returns",
            "customer": {"name": "Olga Ownes"},
            "channel": {"code": "web"},
            "shipping": {"amount": "3.00"},
            "shippingMethodName": "Post",
            "shippingAddress": {
                "recipient": "Olga Ownes",
                "line1": "2 Low Street",
                "line2": "Flat 3",
                "district": "Clifton",
                "city": "York",
                "region": "Yorkshire",
                "postalCode": "YO1 6GA",
                "country": "GB",
                "phone": "+441904000000",
            },
            "lines": {
                "nodes": [
                    {
                        "position": 0,
                        "quantity": 2,
                        "unitPrice": {"amount": "12.50"},
                        "total": {"amount": "12.50"},
                        "allocatedQuantity": 0,
                    }
                ]
            },
        }
    },
    "orderConfirm": {
        "order": {
            "status": "CONFIRMED",
            "confirmedAt": "2026-03-02T09:00:00Z",
            "expiresAt": None,
            "availableActions": ["HOLD", "CANCEL", "SPLIT", "MERGE"],
            "fulfillmentOrders": [{"status": "OPEN"}],
            "lines": {"nodes": [{"allocatedQuantity": 2}]},
        }
    },
    "orderHold": {
        "order": {
            "status": "ON_HOLD",
            "holdReason": "FRAUD",
            "holdNote": {"body": "Three cards in a day", "visibility": "INTERNAL"},
            "availableActions": ["RELEASE_HOLD", "CANCEL"],
        }
    },
    "orderReleaseHold": {"order": {"status": "PENDING", "holdReason": None}},
    "orderCancel": {
        "order": {
            "status": "CANCELED",
            "cancelReason": "CUSTOMER",
            "canceledAt": "2026-03-02T09:00:00Z",
            "fulfillmentStatus": "CANCELED",
            "lines": {"nodes": [{"canceledQuantity": 2}]},
        }
    },
}

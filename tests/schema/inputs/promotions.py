"""Inputs that change promotions and coupons."""

from typing import Any

from domain.promotions.models import Coupon, PromotionRow
from domain.shared.ids import new_id
from schema.shared.ids import global_id
from tests.schema.stage import Input, Stage, gid

LATER = "2026-04-02T09:00:00Z"


def pid(row: PromotionRow) -> str:
    """A promotion's global id."""
    return global_id("Promotion", row.id)


async def promotion_create(stage: Stage) -> Input:
    shop = stage.shop
    tea, mug = await shop.variant(), await shop.variant()
    shelf = await shop.category()
    lines = [{"of": {"categoryIds": [gid(shelf)]}, "excludes": False}]
    return {
        "name": "Spring",
        "effects": [
            {"percentOff": {"percent": "12.5", "lines": lines}},
            {
                "tieredOff": {
                    "tiers": [
                        {
                            "fromUnits": None,
                            "percentOff": None,
                            "fromAmounts": [{"amount": "50.00", "currencyCode": "USD"}],
                            "amountsOff": [{"amount": "5.00", "currencyCode": "USD"}],
                        }
                    ],
                    "measure": "SUBTOTAL",
                    "repeats": True,
                    "timesMax": 3,
                    "lines": [],
                }
            },
            {"gift": {"variantId": gid(mug), "units": 1}},
            {
                "bundlePrice": {
                    "parts": [{"variantId": gid(tea), "units": 2}],
                    "prices": [{"amount": "9.00", "currencyCode": "USD"}],
                    "timesMax": 2,
                }
            },
        ],
        "conditions": [
            {"nthOrder": {"nth": 1, "every": False}},
            {"customerIds": [gid(stage.owner)]},
            {"memberOf": {"kind": "TIER", "codes": ["gold"]}},
            {
                "subtotalAtLeast": {
                    "amounts": [{"amount": "20.00", "currencyCode": "USD"}],
                    "lines": [{"of": {"tags": ["tea"]}, "excludes": True}],
                }
            },
        ],
        "priority": 5,
        "stacking": "STACKS",
        "exclusionGroup": "season",
        "needsCoupon": True,
        "startsAt": "2026-03-01T09:00:00Z",
        "endsAt": LATER,
        "marginPercent": "10",
        "usesMax": 100,
        "usesPerCustomerMax": 2,
        "campaignId": gid(await shop.plan()),
        "idempotencyKey": "promotion-1",
    }


async def promotion_update(stage: Stage) -> Input:
    row = await stage.shop.draft(needs_coupon=True)
    return {
        "id": pid(row),
        "name": "Summer",
        "effects": [{"freeShipping": {"upTo": [{"amount": "5.00", "currencyCode": "USD"}]}}],
        "conditions": [{"channels": ["web"]}],
        "priority": 7,
        "stacking": "STACKS",
        "exclusionGroup": "summer",
        "needsCoupon": True,
        "startsAt": None,
        "endsAt": LATER,
        "marginPercent": "5",
        "usesMax": 10,
        "usesPerCustomerMax": 1,
        "campaignId": gid(await stage.shop.plan()),
        "expectedVersion": row.version,
    }


async def promotion_activate(stage: Stage) -> Input:
    row = await stage.shop.draft(needs_coupon=True)
    return {"id": pid(row), "expectedVersion": row.version}


async def promotion_pause(stage: Stage) -> Input:
    row = await stage.shop.promotion(needs_coupon=True)
    return {"id": pid(row), "expectedVersion": row.version}


async def coupon_create(stage: Stage) -> Input:
    row = await stage.shop.promotion(needs_coupon=True)
    return {
        "promotionId": pid(row),
        "code": f"spring {await Coupon.all().count()}",
        "usesMax": 3,
        "customerId": gid(stage.owner),
        "expiresAt": LATER,
        "idempotencyKey": "coupon-1",
    }


async def coupon_batch_create(stage: Stage) -> Input:
    row = await stage.shop.promotion(needs_coupon=True)
    return {
        "promotionId": pid(row),
        "size": 1000,
        "prefix": "S",
        "usesMax": 1,
        "expiresAt": LATER,
        "idempotencyKey": "batch-1",
    }


async def coupon_disable(stage: Stage) -> Input:
    coupon = await stage.shop.coupon(f"C{new_id().hex[-8:]}")
    return {"id": gid(coupon), "expectedVersion": coupon.version}


INPUTS = {
    "promotionCreate": promotion_create,
    "promotionUpdate": promotion_update,
    "promotionActivate": promotion_activate,
    "promotionPause": promotion_pause,
    "promotionEnd": promotion_pause,
    "couponCreate": coupon_create,
    "couponBatchCreate": coupon_batch_create,
    "couponDisable": coupon_disable,
}

# What comes of them.
RESULTS: dict[str, Any] = {
    "promotionCreate": {
        "promotion": {
            "name": "Spring",
            "status": "DRAFT",
            "availableActions": ["ACTIVATE", "END"],
            "marginPercent": "10",
            "usesMax": 100,
            "uses": 0,
            "campaign": {"name": "Spring", "status": "DRAFT"},
            "effects": [
                {"kind": "percentOff", "percent": "12.5", "timesMax": None},
                {"kind": "tieredOff", "percent": None, "timesMax": 3},
                {"kind": "gift", "percent": None, "timesMax": None},
                {"kind": "bundlePrice", "percent": None, "timesMax": 2},
            ],
            "conditions": [
                {"kind": "nthOrder", "nth": 1, "codes": []},
                {"kind": "customerIds", "nth": None, "codes": []},
                {"kind": "memberOf", "nth": None, "codes": ["gold"]},
                {"kind": "subtotalAtLeast", "nth": None, "codes": []},
            ],
        }
    },
    "promotionUpdate": {
        "promotion": {
            "name": "Summer",
            "version": 2,
            "exclusionGroup": "summer",
            "effects": [{"kind": "freeShipping"}],
            "conditions": [{"kind": "channels", "codes": ["web"]}],
        }
    },
    "promotionActivate": {"promotion": {"status": "ACTIVE"}},
    "promotionPause": {"promotion": {"status": "PAUSED"}},
    "promotionEnd": {"promotion": {"status": "ENDED"}},
    "couponCreate": {"coupon": {"code": "SPRING0", "status": "ACTIVE", "usesMax": 3, "uses": 0}},
    "couponBatchCreate": {"couponBatch": {"size": 1000, "made": 0, "status": "RUNNING"}},
    "couponDisable": {"coupon": {"status": "DISABLED"}},
}

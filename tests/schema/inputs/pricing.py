"""Inputs that change what prices are made of."""

from typing import Any

from domain.pricing.states import PriceListStatus
from tests.schema.stage import Input, Stage, gid

USD = "USD"


async def price_list_create(stage: Stage) -> Input:
    return {
        "name": "Spring",
        "currency": USD,
        "channelId": gid(stage.shop.web),
        "groupId": gid(await stage.shop.group()),
        "priority": 5,
        "startsAt": "2026-03-03T00:00:00Z",
        "endsAt": "2026-04-01T00:00:00Z",
        "idempotencyKey": "list-1",
    }


async def price_list_set_prices(stage: Stage) -> Input:
    row = await stage.price_list()
    return {
        "id": gid(row),
        "prices": [
            {
                "variantId": gid(await stage.shop.variant()),
                "price": {"amount": "9.90", "currencyCode": USD},
                "minQuantity": 10,
            }
        ],
        "expectedVersion": row.version,
    }


async def price_list_activate(stage: Stage) -> Input:
    row = await stage.price_list(PriceListStatus.DRAFT)
    return {"id": gid(row), "expectedVersion": row.version}


async def price_list_deactivate(stage: Stage) -> Input:
    row = await stage.price_list()
    return {"id": gid(row), "expectedVersion": row.version}


async def price_schedule(stage: Stage) -> Input:
    return {
        "variantId": gid(await stage.shop.variant()),
        "price": {"amount": "9.90", "currencyCode": USD},
        "takesEffectAt": "2026-03-10T00:00:00Z",
        "idempotencyKey": "plan-1",
    }


async def price_schedule_cancel(stage: Stage) -> Input:
    row = await stage.scheduled()
    return {"id": gid(row), "expectedVersion": row.version}


async def variant_cost_record(stage: Stage) -> Input:
    return {
        "variantId": gid(await stage.shop.variant()),
        "cost": {"amount": "10.00", "currencyCode": USD},
        "idempotencyKey": "cost-1",
    }


async def competitor_price_report(stage: Stage) -> Input:
    return {
        "variantId": gid(await stage.shop.variant()),
        "competitor": "Corner shop",
        "price": {"amount": "11.90", "currencyCode": USD},
        "observedAt": "2026-03-02T08:00:00Z",
        "idempotencyKey": "seen-1",
    }


async def pricing_rule_upsert(stage: Stage) -> Input:
    variant = await stage.shop.variant()
    rule = await stage.shop.rule(variant)
    return {
        "id": gid(rule),
        "name": f"{rule.name} again",
        "currency": USD,
        "strategy": "MATCH_COMPETITOR",
        "strategyBp": 0,
        "marginBp": 1500,
        "dailyMoveBp": 500,
        "approvalAboveBp": 400,
        "coolDownMinutes": 60,
        "ceiling": {"amount": "99.00", "currencyCode": USD},
        "downward": "PROMOTE",
        "isActive": True,
        "categoryIds": [gid(await stage.shop.category())],
        "brandIds": [gid(await stage.shop.brand())],
        "variantIds": [gid(variant)],
        "expectedVersion": rule.version,
    }


async def answer(stage: Stage) -> Input:
    row = await stage.proposal()
    return {"id": gid(row), "expectedVersion": row.version}


async def price_anomaly_close(stage: Stage) -> Input:
    row = await stage.anomaly()
    return {"id": gid(row), "note": "A typing error.", "expectedVersion": row.version}


async def customer_group_create(stage: Stage) -> Input:
    return {"kind": "TIER", "code": "gold", "name": "Gold"}


async def customer_group_join(stage: Stage) -> Input:
    group = await stage.shop.group()
    return {
        "groupId": gid(group),
        "customerId": gid(stage.owner),
        "expectedVersion": group.version,
    }


async def customer_group_leave(stage: Stage) -> Input:
    group = await stage.shop.group(stage.owner)
    return {
        "groupId": gid(group),
        "customerId": gid(stage.owner),
        "expectedVersion": group.version,
    }


INPUTS = {
    "priceListCreate": price_list_create,
    "priceListSetPrices": price_list_set_prices,
    "priceListActivate": price_list_activate,
    "priceListDeactivate": price_list_deactivate,
    "priceSchedule": price_schedule,
    "priceScheduleCancel": price_schedule_cancel,
    "variantCostRecord": variant_cost_record,
    "competitorPriceReport": competitor_price_report,
    "pricingRuleUpsert": pricing_rule_upsert,
    "priceProposalApprove": answer,
    "priceProposalReject": answer,
    "priceProposalWithdraw": answer,
    "priceAnomalyResolve": price_anomaly_close,
    "priceAnomalyDismiss": price_anomaly_close,
    "customerGroupCreate": customer_group_create,
    "customerGroupJoin": customer_group_join,
    "customerGroupLeave": customer_group_leave,
}

# What comes of them.
RESULTS: dict[str, Any] = {
    "priceListCreate": {
        "priceList": {
            "name": "Spring",
            "currency": USD,
            "priority": 5,
            "status": "DRAFT",
            "startsAt": "2026-03-03T00:00:00Z",
            "endsAt": "2026-04-01T00:00:00Z",
            "version": 1,
            "channel": {"code": "web"},
            "group": {"name": "Friends"},
        }
    },
    "priceListSetPrices": {"priceList": {"version": 4, "entries": {"totalCount": 2}}},
    "priceListActivate": {"priceList": {"status": "ACTIVE", "version": 3}},
    "priceListDeactivate": {"priceList": {"status": "INACTIVE", "version": 4}},
    "priceSchedule": {
        "scheduledPrice": {
            "price": {"amount": "9.90", "currencyCode": USD},
            "takesEffectAt": "2026-03-10T00:00:00Z",
            "status": "PENDING",
            "version": 1,
        }
    },
    "priceScheduleCancel": {"scheduledPrice": {"status": "CANCELED", "version": 2}},
    "variantCostRecord": {
        "variant": {"cost": {"amount": "10.00", "currencyCode": USD}, "margin": "0.2000"}
    },
    "competitorPriceReport": {
        "competitorPrice": {
            "competitor": "Corner shop",
            "price": {"amount": "11.90", "currencyCode": USD},
            "observedAt": "2026-03-02T08:00:00Z",
        }
    },
    "pricingRuleUpsert": {
        "rule": {
            "strategy": "MATCH_COMPETITOR",
            "marginBp": 1500,
            "dailyMoveBp": 500,
            "approvalAboveBp": 400,
            "coolDownMinutes": 60,
            "ceiling": {"amount": "99.00", "currencyCode": USD},
            "downward": "PROMOTE",
            "isActive": True,
            "version": 2,
        }
    },
    "priceProposalApprove": {
        "proposal": {
            "status": "APPROVED",
            "version": 2,
            "before": {"amount": "12.50", "currencyCode": USD},
            "price": {"amount": "11.78", "currencyCode": USD},
            "variant": {"price": {"amount": "11.78", "currencyCode": USD}},
        }
    },
    "priceProposalReject": {
        "proposal": {
            "status": "REJECTED",
            "version": 2,
            "variant": {"price": {"amount": "12.50", "currencyCode": USD}},
        }
    },
    "priceProposalWithdraw": {"proposal": {"status": "WITHDRAWN", "version": 2}},
    "priceAnomalyResolve": {
        "anomaly": {
            "kind": "LOST_DECIMAL",
            "status": "RESOLVED",
            "note": "A typing error.",
            "version": 2,
            "offPercent": -90,
            "price": {"amount": "1.25", "currencyCode": USD},
            "expected": {"amount": "12.50", "currencyCode": USD},
        }
    },
    "priceAnomalyDismiss": {"anomaly": {"status": "DISMISSED", "version": 2}},
    "customerGroupCreate": {
        "group": {"kind": "TIER", "code": "gold", "name": "Gold", "version": 1}
    },
    "customerGroupJoin": {"group": {"name": "Friends", "version": 2}},
    "customerGroupLeave": {"group": {"name": "Friends", "version": 3}},
}

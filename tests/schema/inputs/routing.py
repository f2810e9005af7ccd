"""Inputs that change rules of routing, and what is sold beyond its stock."""

from datetime import timedelta
from typing import Any

from domain.fulfillment.routing.models import RoutingRule
from domain.fulfillment.routing.upsert_rule import upsert_rule
from domain.fulfillment.routing.vocabulary import RoutingRuleKind
from tests.schema.stage import Input, Stage, gid


async def _rule(stage: Stage, name: str = "Near") -> RoutingRule:
    return await upsert_rule(stage.shop.ctx, name=name, kind=RoutingRuleKind.NEAREST)


async def routing_rule_upsert(stage: Stage) -> Input:
    rule = await _rule(stage)
    return {
        "id": gid(rule),
        "name": "Near",
        "kind": "CHEAPEST",
        "channel": "web",
        "costs": [
            {
                "warehouseId": gid(stage.shop.main),
                "amount": {"amount": "5.00", "currencyCode": "USD"},
                "country": "CN",
                "region": "Guangdong",
            }
        ],
        "warehouseIds": [],
        "isActive": True,
        "expectedVersion": rule.version,
    }


async def routing_rule_remove(stage: Stage) -> Input:
    rule = await _rule(stage)
    return {"id": gid(rule), "expectedVersion": rule.version}


async def routing_rule_reorder(stage: Stage) -> Input:
    first, second = await _rule(stage), await _rule(stage, "Far")
    others = RoutingRule.exclude(id__in=[first.id, second.id]).order_by("position")
    return {"ids": [gid(rule) for rule in (second, first, *await others)]}


async def stock_policy_set(stage: Stage) -> Input:
    variant = await stage.shop.variant()
    policy = await stage.shop.sold_beyond(variant)
    return {
        "variantId": gid(variant),
        "policy": "PREORDER",
        "unitsMax": 5,
        "availableFrom": (stage.shop.now + timedelta(days=7)).isoformat(),
        "expectedVersion": policy.version,
    }


async def warehouse_place_set(stage: Stage) -> Input:
    return {"id": gid(stage.shop.main), "latitude": 39.9, "longitude": 116.4}


INPUTS = {
    "routingRuleUpsert": routing_rule_upsert,
    "routingRuleRemove": routing_rule_remove,
    "routingRuleReorder": routing_rule_reorder,
    "stockPolicySet": stock_policy_set,
    "warehousePlaceSet": warehouse_place_set,
}

# What comes of them.
RESULTS: dict[str, Any] = {
    "routingRuleUpsert": {
        "rule": {
            "name": "Near",
            "kind": "CHEAPEST",
            "position": 1,
            "version": 2,
            "channel": {"code": "web"},
            "costs": [
                {
                    "warehouse": {"code": "main"},
                    "country": "CN",
                    "region": "guangdong",
                    "amount": {"amount": "5.00"},
                }
            ],
        }
    },
    "routingRuleRemove": {"rule": {"name": "Near"}},
    "routingRuleReorder": {
        "routing": {"rules": [{"name": "Far", "position": 1}, {"name": "Near", "position": 2}]}
    },
    "stockPolicySet": {"policy": {"policy": "PREORDER", "unitsMax": 5, "waiting": 0}},
    "warehousePlaceSet": {"warehouse": {"code": "main", "latitude": 39.9, "longitude": 116.4}},
}

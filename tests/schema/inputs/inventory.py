"""Inputs that change what lies where."""

from typing import Any

from tests.schema.stage import Input, Stage, gid


async def warehouse_create(stage: Stage) -> Input:
    return {"code": "north", "name": "North", "region": "Yorkshire", "priority": 2}


async def inventory_adjust(stage: Stage) -> Input:
    variant = await stage.shop.variant()
    await stage.shop.stock(variant, 10)
    return {
        "variantId": gid(variant),
        "warehouseId": gid(stage.shop.main),
        "delta": -3,
        "reason": "Broken.",
        "changeFromQuantity": 10,
        "idempotencyKey": "count-1",
    }


async def stock_alert_rule_upsert(stage: Stage) -> Input:
    variant = await stage.shop.variant()
    await stage.shop.stock(variant, 3)
    return {
        "variantId": gid(variant),
        "warehouseId": gid(stage.shop.main),
        "low": 5,
        "high": 100,
        "hysteresis": 2,
        "isActive": True,
    }


async def stock_alert_acknowledge(stage: Stage) -> Input:
    alert = await stage.alert()
    return {"id": gid(alert), "expectedVersion": alert.version}


INPUTS = {
    "warehouseCreate": warehouse_create,
    "inventoryAdjust": inventory_adjust,
    "stockAlertRuleUpsert": stock_alert_rule_upsert,
    "stockAlertAcknowledge": stock_alert_acknowledge,
}

# What comes of them.
RESULTS: dict[str, Any] = {
    "warehouseCreate": {
        "warehouse": {
            "code": "north",
            "name": "North",
            "region": "Yorkshire",
            "priority": 2,
            "isActive": True,
        }
    },
    "inventoryAdjust": {
        "level": {
            "onHand": 7,
            "available": 7,
            "version": 1,
            "movements": {
                "nodes": [
                    {"kind": "ADJUSTED", "onHandDelta": -3, "reason": "Broken.", "levelVersion": 1}
                ]
            },
        }
    },
    "stockAlertRuleUpsert": {
        "rule": {
            "low": 5,
            "high": 100,
            "hysteresis": 2,
            "isActive": True,
            "warehouse": {"code": "main"},
        }
    },
    "stockAlertAcknowledge": {
        "alert": {
            "status": "ACKNOWLEDGED",
            "threshold": 5,
            "quantity": 3,
            "acknowledgedAt": "2026-03-02T09:00:00Z",
            "version": 2,
        }
    },
}

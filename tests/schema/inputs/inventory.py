"""Inputs that change what lies where."""

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

"""Inputs of machines."""

from typing import Any

from domain.fulfillment.devices.vocabulary import DeviceKind
from domain.fulfillment.states import FulfillmentOrderStatus
from domain.shared.ids import new_id
from tests.schema.stage import Input, Stage, gid
from tests.world.machines import machine, picked


async def device_upsert(stage: Stage) -> Input:
    await stage.shop.carrier()
    device = await machine(stage.shop, DeviceKind.SORTER, f"belt-{new_id()}")
    return {
        "code": device.code,
        "kind": "SORTER",
        "warehouseId": gid(stage.shop.main),
        "name": "The belt",
        "lanes": [{"carrier": "swift", "lane": "L4"}],
        "isEnabled": True,
        "expectedVersion": device.version,
    }


async def device_retire(stage: Stage) -> Input:
    device = await machine(stage.shop, DeviceKind.SENSOR, f"thermometer-{new_id()}")
    return {"id": gid(device), "expectedVersion": device.version}


async def device_event_ingest(stage: Stage) -> Input:
    work = await stage.work(FulfillmentOrderStatus.IN_PROGRESS)
    pick = await picked(stage.shop, work, "robot-in")
    reading = {
        "externalId": str(pick.id),
        "kind": "READING",
        "occurredAt": "2026-03-02T09:00:00Z",
        "measure": "temperature",
        "value": 4.5,
        "unit": "C",
        "sku": "LAMP-1",
        "quantity": 1,
        "carrier": "swift",
        "waybillNumber": "SWIFT000000000187",
        "lane": "L4",
        "reason": "Every hour.",
        "fulfillmentOrderId": gid(work),
        "instructionId": gid(pick),
    }
    return {"deviceCode": pick.device.code, "events": [reading]}


INPUTS = {
    "deviceUpsert": device_upsert,
    "deviceRetire": device_retire,
    "deviceEventIngest": device_event_ingest,
}
RESULTS: dict[str, Any] = {
    "deviceUpsert": {
        "device": {
            "kind": "SORTER",
            "lanes": [{"carrier": "swift", "lane": "L4"}],
            "isEnabled": True,
        }
    },
    "deviceRetire": {"device": {"isEnabled": False, "retiredAt": "2026-03-02T09:00:00Z"}},
    "deviceEventIngest": {
        "report": {
            "events": [
                {
                    "kind": "READING",
                    "outcome": "KEPT",
                    "code": None,
                }
            ]
        }
    },
}

"""Inputs of machines."""

from typing import Any

from domain.fulfillment.devices.vocabulary import DeviceKind
from domain.shared.ids import new_id
from tests.schema.stage import Input, Stage, gid
from tests.world.machines import machine


async def device_upsert(stage: Stage) -> Input:
    await stage.shop.carrier()
    return {
        "code": "belt-1",
        "kind": "SORTER",
        "warehouseId": gid(stage.shop.main),
        "name": "The belt",
        "lanes": [{"carrier": "swift", "lane": "L4"}],
        "isEnabled": True,
    }


async def device_retire(stage: Stage) -> Input:
    device = await machine(stage.shop, DeviceKind.SENSOR, f"thermometer-{new_id()}")
    return {"id": gid(device), "expectedVersion": device.version}


async def device_event_ingest(stage: Stage) -> Input:
    device = await machine(stage.shop, DeviceKind.SENSOR, "thermometer-2")
    reading = {
        "externalId": "r-1",
        "kind": "READING",
        "occurredAt": "2026-03-02T09:00:00Z",
        "measure": "temperature",
        "value": 4.5,
        "unit": "C",
    }
    return {"deviceCode": device.code, "events": [reading]}


INPUTS = {
    "deviceUpsert": device_upsert,
    "deviceRetire": device_retire,
    "deviceEventIngest": device_event_ingest,
}
RESULTS: dict[str, Any] = {
    "deviceUpsert": {
        "device": {
            "code": "belt-1",
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
                    "externalId": "r-1",
                    "kind": "READING",
                    "outcome": "KEPT",
                    "code": None,
                    "details": {"measure": "temperature", "value": 4.5, "unit": "C"},
                }
            ]
        }
    },
}

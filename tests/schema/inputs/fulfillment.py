"""Inputs that work on parcels."""

from typing import Any

from domain.fulfillment.carriers.waybills import waybill_number
from domain.fulfillment.states import FulfillmentOrderStatus, FulfillmentStatus
from domain.inventory.models import Warehouse
from tests.schema.stage import Input, Stage, gid


async def carrier_create(stage: Stage) -> Input:
    return {
        "code": "snail",
        "name": "Snail",
        "trackingUrl": "https://snail.test/{waybill}",
    }


async def start_picking(stage: Stage) -> Input:
    work = await stage.work()
    return {"id": gid(work), "expectedVersion": work.version}


async def report_progress(stage: Stage) -> Input:
    work = await stage.work(FulfillmentOrderStatus.IN_PROGRESS)
    return {"id": gid(work), "progress": "PICKED", "expectedVersion": work.version}


async def wave(stage: Stage) -> Input:
    work = await stage.work()
    return {
        "warehouseId": gid(await Warehouse.get(id=work.warehouse_id)),
        "worksMax": 1,
        "idempotencyKey": "wave-1",
    }


async def scan(stage: Stage) -> Input:
    work = await stage.work(FulfillmentOrderStatus.IN_PROGRESS)
    (line,) = await stage.shop.lines(await work.order)
    return {
        "id": gid(work),
        "step": "PICKED",
        "code": line.sku,
        "quantity": 2,
        "idempotencyKey": "beep-1",
    }


async def dispatch(stage: Stage) -> Input:
    parcel = await stage.parcel(FulfillmentStatus.LABEL_PURCHASED)
    return {"carrier": "swift", "waybillNumber": parcel.waybill_number}


async def fulfillment_create(stage: Stage) -> Input:
    work = await stage.packed()
    (line,) = await stage.shop.lines(await work.order)
    return {
        "fulfillmentOrderId": gid(work),
        "lines": [{"orderLineId": gid(line), "quantity": 1}],
        "expectedVersion": work.version,
        "idempotencyKey": "parcel-1",
    }


async def waybill_create(stage: Stage) -> Input:
    parcel = await stage.parcel()
    return {"fulfillmentId": gid(parcel), "carrier": "swift", "expectedVersion": parcel.version}


async def fulfillment_ship(stage: Stage) -> Input:
    parcel = await stage.parcel()
    return {
        "id": gid(parcel),
        "carrier": "swift",
        "waybillNumber": waybill_number("swift", 4711),
        "expectedVersion": parcel.version,
    }


async def mark_delivered(stage: Stage) -> Input:
    parcel = await stage.parcel(FulfillmentStatus.SHIPPED)
    return {"id": gid(parcel), "expectedVersion": parcel.version}


async def tracking_event_report(stage: Stage) -> Input:
    parcel = await stage.parcel(FulfillmentStatus.SHIPPED)
    return {
        "carrier": "swift",
        "waybillNumber": parcel.waybill_number,
        "status": "IN_TRANSIT",
        "substatus": "IN_TRANSIT_ARRIVED",
        "occurredAt": stage.shop.now.isoformat(),
        "location": "Leeds",
        "description": "Arrived at the depot.",
        "carrierCode": "30",
    }


async def split_work(stage: Stage) -> Input:
    work = await stage.work()
    (line,) = await stage.shop.lines(await work.order)
    return {
        "id": gid(work),
        "lines": [{"orderLineId": gid(line), "quantity": 1}],
        "expectedVersion": work.version,
        "idempotencyKey": "half-1",
    }


async def _annex(stage: Stage) -> Warehouse:
    known = await Warehouse.get_or_none(code="shed")
    return known or await stage.shop.warehouse("shed", priority=1)


async def move_work(stage: Stage) -> Input:
    work = await stage.work()
    (line,) = await stage.shop.lines(await work.order)
    annex = await _annex(stage)
    await stage.shop.stock(await line.variant, 5, warehouse=annex)
    return {"id": gid(work), "warehouseId": gid(annex), "expectedVersion": work.version}


async def open_work(stage: Stage) -> Input:
    work = await stage.work(FulfillmentOrderStatus.SCHEDULED)
    return {"id": gid(work), "expectedVersion": work.version}


async def report_shortage(stage: Stage) -> Input:
    work = await stage.work(FulfillmentOrderStatus.IN_PROGRESS)
    (line,) = await stage.shop.lines(await work.order)
    annex = await _annex(stage)
    await stage.shop.stock(await line.variant, 1, warehouse=annex)
    return {
        "id": gid(work),
        "lines": [{"orderLineId": gid(line), "quantity": 1}],
        "expectedVersion": work.version,
        "idempotencyKey": "short-1",
    }


INPUTS = {
    "fulfillmentOrderMove": move_work,
    "fulfillmentOrderOpen": open_work,
    "fulfillmentOrderReportShortage": report_shortage,
    "fulfillmentOrderSplit": split_work,
    "carrierCreate": carrier_create,
    "fulfillmentOrderStartPicking": start_picking,
    "fulfillmentOrderReportProgress": report_progress,
    "fulfillmentOrderScan": scan,
    "pickingWaveStart": wave,
    "fulfillmentDispatch": dispatch,
    "fulfillmentCreate": fulfillment_create,
    "waybillCreate": waybill_create,
    "fulfillmentShip": fulfillment_ship,
    "fulfillmentMarkDelivered": mark_delivered,
    "trackingEventReport": tracking_event_report,
}

# What comes of them.
RESULTS: dict[str, Any] = {
    "fulfillmentOrderMove": {"fulfillmentOrder": {"status": "OPEN", "warehouse": {"code": "shed"}}},
    "fulfillmentOrderOpen": {"fulfillmentOrder": {"status": "OPEN"}},
    "fulfillmentOrderReportShortage": {
        "fulfillmentOrder": {"status": "INCOMPLETE"},
        "shortage": {
            "newFulfillmentOrders": [{"status": "OPEN", "warehouse": {"code": "shed"}}],
            "unitsWaiting": 0,
        },
    },
    "fulfillmentOrderSplit": {
        "fulfillmentOrder": {"status": "OPEN", "lines": [{"quantity": 1}]},
        "newFulfillmentOrder": {
            "status": "OPEN",
            "lines": [{"quantity": 1}],
            "warehouse": {"code": "main"},
        },
    },
    "carrierCreate": {"carrier": {"code": "snail", "name": "Snail"}},
    "fulfillmentOrderStartPicking": {
        "fulfillmentOrder": {
            "status": "IN_PROGRESS",
            "progress": None,
            "availableActions": ["FULFILL", "REPORT_SHORTAGE"],
            "pickingStartedAt": "2026-03-02T09:00:00Z",
        }
    },
    "fulfillmentOrderReportProgress": {
        "fulfillmentOrder": {
            "status": "IN_PROGRESS",
            "progress": "PICKED",
            "pickedAt": "2026-03-02T09:00:00Z",
            "packedAt": None,
        }
    },
    "fulfillmentOrderScan": {
        "fulfillmentOrder": {
            "progress": "PICKED",
            "lines": [{"quantity": 2, "pickedUnits": 2, "packedUnits": 0}],
        }
    },
    "pickingWaveStart": {
        "wave": {
            "fulfillmentOrders": [{"status": "IN_PROGRESS", "lines": [{"quantity": 2}]}],
            "itemsToFetch": [{"units": 2}],
        }
    },
    "fulfillmentDispatch": {"fulfillment": {"status": "SHIPPED", "carrier": {"code": "swift"}}},
    "fulfillmentCreate": {
        "fulfillment": {
            "status": "PENDING",
            "trackingStatus": "UNKNOWN",
            "lines": [{"quantity": 1, "orderLine": {"quantity": 2, "fulfilledQuantity": 1}}],
            "fulfillmentOrder": {"status": "IN_PROGRESS"},
        }
    },
    "waybillCreate": {
        "fulfillment": {
            "status": "LABEL_PURCHASED",
            "carrier": {"code": "swift"},
            "waybillNumber": "SWIFT000000000187",
            "availableActions": ["SHIP", "CANCEL"],
        }
    },
    "fulfillmentShip": {
        "fulfillment": {
            "status": "SHIPPED",
            "carrier": {"code": "swift"},
            "waybillNumber": "SWIFT000000471122",
            "shippedAt": "2026-03-02T09:00:00Z",
            "order": {"fulfillmentStatus": "FULFILLED"},
        }
    },
    "fulfillmentMarkDelivered": {
        "fulfillment": {
            "status": "DELIVERED",
            "deliveredAt": "2026-03-02T09:00:00Z",
            "order": {"fulfillmentStatus": "DELIVERED"},
        }
    },
    "trackingEventReport": {
        "fulfillment": {
            "trackingStatus": "IN_TRANSIT",
            "trackingSubstatus": "IN_TRANSIT_ARRIVED",
            "trackingEvents": {
                "nodes": [
                    {
                        "status": "IN_TRANSIT",
                        "substatus": "IN_TRANSIT_ARRIVED",
                        "location": "Leeds",
                        "description": "Arrived at the depot.",
                        "carrierCode": "30",
                        "occurredAt": "2026-03-02T09:00:00Z",
                    }
                ]
            },
        }
    },
}

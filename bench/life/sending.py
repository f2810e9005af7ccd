"""In the warehouses and on the road: each call does whatever is next for an order's goods."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

from bench.life.cast import CARRIER, Cast, now
from bench.life.seeing import Order

FULFILLMENT_ORDER, PARCEL = "fulfillmentOrder { status }", "fulfillment { id status }"
BY_ROBOT = 0.25  # of works: the share that a robot picks
SHORT = 0.12  # of works: the share where a unit is not on the shelf
ROAD = ("PICKED_UP", "IN_TRANSIT", "OUT_FOR_DELIVERY", "DELIVERED")


async def send(all_: Cast, order: Order) -> bool:
    """One step for each piece of work and each parcel; whether any was taken."""
    works = [await _work(all_, work) for work in order["fulfillmentOrders"]]
    parcels = [await _parcel(all_, parcel) for parcel in order["shipments"]]
    return any(works + parcels)


async def _work(all_: Cast, work: Order) -> bool:
    match work["status"], work["progress"]:
        case "SCHEDULED", _:
            return await _did(all_, "fulfillmentOrderOpen", {"id": work["id"]})
        case "OPEN", _:
            return await _begin(all_, work)
        case (("IN_PROGRESS" | "INCOMPLETE"), "PACKED"):
            return await _pack(all_, work)
        case (("IN_PROGRESS" | "INCOMPLETE"), progress):
            if progress is None and all_.chance.random() < SHORT:
                await _fall_short(all_, work)
            elif progress is None and all_.chance.random() < BY_ROBOT:
                return await _fetched(all_, work)
            next_ = {"id": work["id"], "progress": "PACKED" if progress else "PICKED"}
            return await _did(all_, "fulfillmentOrderReportProgress", next_)
    return False


async def _parcel(all_: Cast, parcel: Order) -> bool:
    match parcel["status"]:
        case "PENDING":
            label = {"fulfillmentId": parcel["id"], "carrier": CARRIER}
            return await _did(all_, "waybillCreate", label, PARCEL)
        case "LABEL_PURCHASED":
            return await _did(all_, "fulfillmentShip", {"id": parcel["id"]}, PARCEL)
        case "SHIPPED":
            return await _drive(all_, parcel)
    return False


async def _did(
    all_: Cast, mutation: str, input: dict[str, Any], show: str = FULFILLMENT_ORDER
) -> bool:
    shown, _ = await all_.picker.try_(mutation, input, show)
    return shown is not None


async def _begin(all_: Cast, work: Order) -> bool:
    lines = [line for line in work["lines"] if line["quantity"] > 1]
    if lines and all_.chance.random() < 0.08:
        some = [{"orderLineId": lines[0]["orderLine"]["id"], "quantity": 1}]
        apart = {"id": work["id"], "lines": some, "idempotencyKey": all_.key("work")}
        return await _did(all_, "fulfillmentOrderSplit", apart)
    if all_.chance.random() < 0.05:
        elsewhere = {"id": work["id"], "warehouseId": all_.chance.choice(all_.warehouses)}
        if await _did(all_, "fulfillmentOrderMove", elsewhere):
            return True
    return await _did(all_, "fulfillmentOrderStartPicking", {"id": work["id"]})


async def _fall_short(all_: Cast, work: Order) -> None:
    """Some of it is not there, now and then nothing at all."""
    line = all_.chance.choice(work["lines"])
    units = all_.chance.randint(1, line["quantity"])
    missing = [{"orderLineId": line["orderLine"]["id"], "quantity": units}]
    report = {"id": work["id"], "lines": missing, "idempotencyKey": all_.key("short")}
    await _did(all_, "fulfillmentOrderReportShortage", report)


async def _fetched(all_: Cast, work: Order) -> bool:
    """A robot says what it took, unit by unit, all of it twice and in any order."""
    events = [
        {
            "externalId": all_.key("pick"),
            "kind": "item_picked",
            "occurredAt": now(),
            "fulfillmentOrderId": work["id"],
            "sku": line["orderLine"]["sku"],
        }
        for line in work["lines"]
        for _ in range(line["quantity"])
    ]
    all_.said += [event["externalId"] for event in events]
    said = {"deviceCode": all_.robots[work["warehouse"]["id"]]}
    show = "report { events { outcome } }"
    again = all_.chance.sample(events, len(events))
    heard = await asyncio.gather(
        *(
            all_.hall.try_("deviceEventIngest", {**said, "events": each}, show)
            for each in (events, again)
        )
    )
    return any(shown is not None for shown, _ in heard)


async def _pack(all_: Cast, work: Order) -> bool:
    """One parcel of all that is left of it, or of one line alone first."""
    parcel = {"fulfillmentOrderId": work["id"], "idempotencyKey": all_.key("parcel")}
    if len(work["lines"]) > 1 and all_.chance.random() < 0.2:
        line = all_.chance.choice(work["lines"])
        parcel |= {"lines": [{"orderLineId": line["orderLine"]["id"], "quantity": 1}]}
    return await _did(all_, "fulfillmentCreate", parcel, PARCEL)


async def _drive(all_: Cast, parcel: Order) -> bool:
    """The carrier's news, some of it twice and not in order; or somebody saw it arrive."""
    if all_.chance.random() < 0.15:
        return await _did(all_, "fulfillmentMarkDelivered", {"id": parcel["id"]}, PARCEL)
    left = datetime.now(UTC)
    news = [(status, left + timedelta(seconds=at)) for at, status in enumerate(ROAD)]
    if all_.chance.random() < 0.3:
        news += news[1:2]
        all_.chance.shuffle(news)
    for status, at in news:
        told = {
            "carrier": CARRIER,
            "waybillNumber": parcel["waybillNumber"],
            "status": status,
            "occurredAt": (at - timedelta(minutes=1)).isoformat(),
        }
        await _did(all_, "trackingEventReport", told, "fulfillment { trackingStatus }")
    return True

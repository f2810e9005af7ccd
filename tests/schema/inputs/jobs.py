"""Inputs that ask for the same for many orders."""

from typing import Any

from domain.orders.models import Order
from tests.schema.inputs.orders import order_create
from tests.schema.stage import Input, Stage, gid


async def some_order(stage: Stage) -> Order:
    """The oldest there is: these inputs need none of their own."""
    return await Order.all().order_by("placed_at", "id").first() or await stage.order()


async def order_bulk_tag(stage: Stage) -> Input:
    return {
        "ids": [gid(await some_order(stage))],
        "tags": ["in-bulk"],
        "remove": ["later"],
        "idempotencyKey": "many-1",
    }


async def order_bulk_create(stage: Stage) -> Input:
    order = await order_create(stage)
    del order["idempotencyKey"]
    return {"orders": [{**order, "externalId": "many-3"}], "idempotencyKey": "many-3"}


async def order_bulk_cancel(stage: Stage) -> Input:
    return {"ids": [gid(await some_order(stage))], "reason": "STOCK", "idempotencyKey": "many-2"}


async def order_export(stage: Stage) -> Input:
    return {
        "format": "JSONL",
        "statuses": ["CANCELED"],
        "channel": "web",
        "placedFrom": "2025-01-01T00:00:00Z",
        "placedTo": "2025-02-01T00:00:00Z",
        "idempotencyKey": "file-1",
    }


async def job_cancel(stage: Stage) -> Input:
    return {"id": gid(await stage.shop.job(await some_order(stage)))}


INPUTS = {
    "orderBulkCreate": order_bulk_create,
    "orderBulkTag": order_bulk_tag,
    "orderBulkCancel": order_bulk_cancel,
    "orderExport": order_export,
    "jobCancel": job_cancel,
}
RESULTS: dict[str, Any] = {
    "orderBulkCreate": {"job": {"kind": "ORDER_CREATE", "status": "QUEUED", "itemsTotal": 1}},
    "orderBulkTag": {"job": {"kind": "ORDER_TAG", "status": "QUEUED", "itemsTotal": 1}},
    "orderBulkCancel": {"job": {"kind": "ORDER_CANCEL", "status": "QUEUED", "itemsTotal": 1}},
    "orderExport": {"job": {"kind": "ORDER_EXPORT", "status": "QUEUED", "itemsTotal": 0}},
    "jobCancel": {"job": {"status": "CANCELED", "itemsTotal": 2}},
}

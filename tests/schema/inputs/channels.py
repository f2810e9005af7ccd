"""What channels are, and what they say."""

from typing import Any

from domain.channels.models import ChannelImport, SalesChannel
from tests.schema.stage import Input, Stage, gid


async def marketplace(stage: Stage) -> SalesChannel:
    """A channel with one listing; each time another."""
    code = f"mart-{await SalesChannel.all().count()}"
    return await stage.shop.marketplace(code)


async def rejected(stage: Stage) -> ChannelImport:
    """A message with a SKU that nobody knows."""
    return await stage.message()


async def channel_update(stage: Stage) -> Input:
    return {
        "id": gid(await marketplace(stage)),
        "kind": "MARKETPLACE",
        "format": "TAOBAO",
        "shortagePolicy": "BACKORDER",
        "columns": [{"field": "sku", "header": "货号"}],
        "secret": "shpss_new",
    }


async def channel_listings_set(stage: Stage) -> Input:
    variant = await stage.shop.stocked()
    return {
        "channelId": gid(await marketplace(stage)),
        "listings": [{"externalSku": "THEIRS-2", "variantId": gid(variant)}],
    }


async def channel_order_ingest(stage: Stage) -> Input:
    money = {"amount": "19.98", "currencyCode": "USD"}
    nothing = {"amount": "0.00", "currencyCode": "USD"}
    line = {
        "discount": nothing,
        "sku": "THEIRS-1",
        "quantity": 2,
        "unitPrice": {"amount": "9.99", "currencyCode": "USD"},
    }
    order = {
        "externalId": "A-1",
        "placedAt": "2026-03-02T08:30:00Z",
        "total": money,
        "paid": dict(money),
        "lines": [line],
        "kind": "CREATED",
        "messageKey": "m-1",
        "shipping": dict(nothing),
        "paymentReference": "PAY-1",
        "shippingAddress": {
            "recipient": "Ann Lee",
            "phone": "+441904000000",
            "line1": "1 High Street",
            "line2": "",
            "city": "York",
            "region": "",
            "district": "",
            "postalCode": "YO1 7HH",
            "country": "GB",
        },
        "note": "Ring twice.",
    }
    return {"channelId": gid(await marketplace(stage)), "orders": [order]}


async def channel_order_retry(stage: Stage) -> Input:
    row = await rejected(stage)
    return {"id": gid(row), "expectedVersion": row.version}


async def channel_sync(stage: Stage) -> Input:
    return {"id": gid(await marketplace(stage))}


INPUTS = {
    "channelUpdate": channel_update,
    "channelListingsSet": channel_listings_set,
    "channelOrderIngest": channel_order_ingest,
    "channelOrderRetry": channel_order_retry,
    "channelSync": channel_sync,
}

# What comes of them.
RESULTS: dict[str, Any] = {
    "channelUpdate": {
        "channel": {"kind": "MARKETPLACE", "format": "TAOBAO", "shortagePolicy": "BACKORDER"}
    },
    "channelListingsSet": {"changedCount": 1},
    "channelOrderIngest": {
        "results": {"channelImports": [{"externalId": "A-1", "status": "IMPORTED", "reason": None}]}
    },
    "channelOrderRetry": {
        "channelImport": {"status": "REJECTED", "reason": "UNKNOWN_SKU", "unknownSkus": ["NEW"]}
    },
    "channelSync": {"channel": {"kind": "MARKETPLACE"}, "takenInCount": 0, "toldCount": 0},
}

"""Orders of Shopify in: signed over the very bytes, written down once, answered at once."""

import base64
import hashlib
import hmac
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import orjson
import pytest

from domain.channels.models import ChannelImport
from domain.channels.states import ChannelFormat, ChannelOrderStatus, MessageKind, RejectReason
from domain.orders.models import Order
from tests.shop import Shop
from tests.wire import DEADLINE_SECONDS, serving
from tests.world.channels import SECRET, shopify


def headers(body: bytes, topic: str = "orders/create", **more: str) -> dict[str, str]:
    """What Shopify sends along, as its documentation names it."""
    signature = hmac.new(SECRET.encode(), body, hashlib.sha256).digest()
    return {
        "X-Shopify-Topic": topic,
        "X-Shopify-Webhook-Id": "b39d2c2f",
        "X-Shopify-Hmac-Sha256": base64.b64encode(signature).decode(),
        **more,
    }


@asynccontextmanager
async def sending(database: dict[str, Any]) -> AsyncIterator[httpx.AsyncClient]:
    async with (
        serving(database, with_worker=False) as address,
        httpx.AsyncClient(base_url=address, trust_env=False, timeout=DEADLINE_SECONDS) as http,
    ):
        yield http


async def test_an_order_is_written_down_once_and_the_worker_takes_it_in(
    shop: Shop, database: dict[str, Any]
) -> None:
    await shop.marketplace(format=ChannelFormat.SHOPIFY)
    body = orjson.dumps(shopify())
    async with sending(database) as http:
        answers = [
            (await http.post("/channels/shopify/mart", content=body, headers=headers(body))).json()
            for _ in range(2)
        ]
        gone = orjson.dumps(shopify(cancelled_at="2026-03-02T10:00:00Z"))
        await http.post(
            "/channels/shopify/mart",
            content=gone,
            headers=headers(gone, "orders/cancelled", **{"X-Shopify-Webhook-Id": "other"}),
        )

    assert answers == [{"status": "received"}, {"status": "known"}]
    kinds = await ChannelImport.all().order_by("received_at", "id").values_list("kind", flat=True)
    assert list(kinds) == [MessageKind.CREATED, MessageKind.CANCELED]  # type: ignore[comparison-overlap]
    assert await ChannelImport.filter(status=ChannelOrderStatus.RECEIVED).count() == 2
    await shop.take_in()
    reasons = await ChannelImport.all().order_by("kind").values_list("reason", flat=True)
    # It was canceled before anybody entered it.
    assert list(reasons) == [RejectReason.UNKNOWN_ORDER, RejectReason.NOT_TO_IMPORT]
    assert await Order.all().count() == 0


@pytest.mark.parametrize(
    ("code", "changes", "status"),
    [
        ("mart", {"X-Shopify-Hmac-Sha256": "bm90aGluZw=="}, 401),
        ("mart", {"X-Shopify-Hmac-Sha256": ""}, 401),
        ("nobody", {}, 401),
        ("web", {}, 401),  # has no secret
        ("mart", {"X-Shopify-Topic": "products/update"}, 200),
    ],
)
async def test_what_is_not_signed_or_not_ours_leaves_nothing(
    shop: Shop, database: dict[str, Any], code: str, changes: dict[str, str], status: int
) -> None:
    await shop.marketplace(format=ChannelFormat.SHOPIFY)
    body = orjson.dumps(shopify())
    async with sending(database) as http:
        answer = await http.post(
            f"/channels/shopify/{code}", content=body, headers=headers(body, **changes)
        )

    assert answer.status_code == status
    assert await shop.count("channel_order") == 0

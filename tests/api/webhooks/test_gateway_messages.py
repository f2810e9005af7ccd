"""Messages of gateways over HTTP: signed by whom they say, taken once, and harmless otherwise."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx

from domain.finance.models import GatewayMessage, Payment
from domain.finance.states import PaymentStatus
from tests.shop import Shop
from tests.wire import DEADLINE_SECONDS, serving


@asynccontextmanager
async def door(database: dict[str, Any]) -> AsyncIterator[httpx.AsyncClient]:
    async with (
        serving(database, with_worker=False) as address,
        httpx.AsyncClient(
            base_url=f"{address}/webhooks/payments/", trust_env=False, timeout=DEADLINE_SECONDS
        ) as http,
    ):
        yield http


async def test_a_message_has_its_effect_once_and_a_forged_one_none(
    shop: Shop, database: dict[str, Any]
) -> None:
    gateway = shop.gateway()
    await shop.authorize((await shop.order(units=2)).id, instrument="silent")
    (message,) = gateway.messages(shop.now)
    forged = {**message.headers, "webhook-signature": "v1,bm9ib2R5"}

    async with door(database) as http:

        async def post(to: str, body: bytes, headers: dict[str, str]) -> int:
            return (await http.post(to, content=body, headers=headers)).status_code

        for to, body, headers in (
            ("sandbox", message.body, forged),
            ("sandbox", message.body, {}),
            ("sandbox", message.body + b" ", message.headers),
            ("stripe", message.body, message.headers),
            ("nobody", message.body, message.headers),
        ):
            assert await post(to, body, headers) == 401
        assert (await Payment.get()).status is PaymentStatus.PENDING
        assert await shop.count("gateway_message") == 0
        assert await post("sandbox", message.body, message.headers) == 200
        assert await post("sandbox", message.body, message.headers) == 200

    payment = await Payment.get()
    assert (payment.status, payment.version) == (PaymentStatus.AUTHORIZED, 2)
    kept = await GatewayMessage.get()
    assert kept.transaction_id is not None

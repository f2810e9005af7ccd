"""Webhooks in: signed, about now, and each with one effect, however often it comes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import httpx
import orjson
import pytest

from domain.finance.models import Payment
from domain.fulfillment.models import Fulfillment, TrackingEvent
from domain.fulfillment.states import FulfillmentStatus
from domain.orders.models import Order
from domain.shared.models import EventRow
from domain.webhooks.signing import new_secret, signed_headers
from tests.shop import Shop
from tests.wire import DEADLINE_SECONDS, serving

CARRIER, GATEWAY = new_secret(), new_secret()
SOURCES = {"carrier": (CARRIER,), "gateway": (GATEWAY,)}
FIRST_SERVER = {"signing_key": 1}  # rows that it leaves, whatever it is sent


@dataclass
class Sender:
    """Another system that tells us things."""

    address: str
    http: httpx.AsyncClient

    async def post(
        self, source: str, message: object, *, headers: dict[str, str] | None = None, **given: Any
    ) -> httpx.Response:
        body = message if isinstance(message, bytes) else orjson.dumps(message)
        headers = signed(body, **given) if headers is None else headers
        return await self.http.post(
            f"{self.address}/webhooks/in/{source}", content=body, headers=headers
        )


def signed(
    body: bytes, *, secret: str = CARRIER, id: str = "msg_1", late: float = 0
) -> dict[str, str]:
    at = datetime.now(UTC) - timedelta(seconds=late)
    return signed_headers(id, body.decode(errors="replace"), [secret], now=at)


@asynccontextmanager
async def sending(database: dict[str, Any], **sources: tuple[str, ...]) -> AsyncIterator[Sender]:
    async with (
        serving(database, with_worker=False, webhook_sources=sources or SOURCES) as address,
        httpx.AsyncClient(trust_env=False, timeout=DEADLINE_SECONDS) as http,
    ):
        yield Sender(address, http)


def tracking(parcel: Fulfillment, **data: object) -> dict[str, Any]:
    return {
        "type": "tracking.updated",
        "timestamp": "2026-03-02T09:00:00Z",
        "data": {
            "carrier": "swift",
            "waybillNumber": parcel.waybill_number,
            "status": "in_transit",
            "occurredAt": "2026-03-02T09:00:00Z",
            "location": "Hub",
            **data,
        },
    }


def money(order: Order, **data: object) -> dict[str, Any]:
    return {
        "type": "payment.captured",
        "data": {
            "orderNumber": order.number,
            "amount": "25.00",
            "currencyCode": "USD",
            "reference": "pay-1",
            **data,
        },
    }


@pytest.fixture
async def parcel(shop: Shop) -> Fulfillment:
    return await shop.parcel(FulfillmentStatus.SHIPPED)


def code_of(answer: httpx.Response) -> str:
    (error,) = answer.json()["errors"]
    assert error["message"]
    assert error["extensions"]["requestId"]
    found: str = error["extensions"]["code"]
    return found


async def test_a_carrier_tells_of_a_parcel(
    shop: Shop, database: dict[str, Any], parcel: Fulfillment
) -> None:
    async with sending(database) as sender:
        answer = await sender.post("carrier", tracking(parcel))

    assert (answer.status_code, answer.json()) == (
        200,
        {"status": "done", "result": str(parcel.id)},
    )
    news = await TrackingEvent.get(fulfillment_id=parcel.id)
    assert (news.status, news.source) == ("in_transit", "webhook")
    told = await EventRow.filter(type="fulfillment.fulfillment_tracking_updated").first()
    assert told is not None
    assert told.actor.startswith("integration:")


async def test_the_gateway_tells_of_money_once(shop: Shop, database: dict[str, Any]) -> None:
    order = await shop.order()
    async with sending(database) as sender:
        answers = [await sender.post("gateway", money(order), secret=GATEWAY) for _ in range(3)]

    assert [each.status_code for each in answers] == [200, 200, 200]
    assert len({each.text for each in answers}) == 1
    payment = await Payment.get()
    assert (payment.captured_minor, payment.currency) == (2500, "USD")


async def test_twenty_at_once_have_one_effect(
    shop: Shop, database: dict[str, Any], parcel: Fulfillment
) -> None:
    async with sending(database) as sender:
        message = tracking(parcel)
        answers = await asyncio.gather(*(sender.post("carrier", message) for _ in range(20)))
        again = await sender.post("carrier", message)

    assert await TrackingEvent.filter(fulfillment_id=parcel.id).count() == 1
    assert {each.status_code for each in answers} <= {200, 409}
    assert again.status_code == 200
    for each in answers:
        if each.status_code == 409:
            assert code_of(each) == "IDEMPOTENCY_IN_PROGRESS"
            assert each.headers["retry-after"]


async def test_while_one_is_under_way_the_same_is_told_to_come_back(
    shop: Shop, database: dict[str, Any], parcel: Fulfillment
) -> None:
    async with sending(database) as sender:
        await sender.post("carrier", tracking(parcel), id="msg_0")
        actor = (await EventRow.filter(actor__startswith="integration:"))[0].actor
        first = await asyncpg.connect(**database)
        try:
            name = f"{actor}|webhooks.receive|msg_1"
            await first.execute("SELECT pg_advisory_lock(hashtextextended($1, 0))", name)
            answer = await sender.post("carrier", tracking(parcel, location="Hub 2"))
        finally:
            await first.close()

    assert (answer.status_code, code_of(answer)) == (409, "IDEMPOTENCY_IN_PROGRESS")
    assert await TrackingEvent.filter(fulfillment_id=parcel.id).count() == 1


async def test_an_id_belongs_to_one_message(
    shop: Shop, database: dict[str, Any], parcel: Fulfillment
) -> None:
    async with sending(database) as sender:
        await sender.post("carrier", tracking(parcel))
        answer = await sender.post("carrier", tracking(parcel, location="elsewhere"))

    assert (answer.status_code, code_of(answer)) == (422, "IDEMPOTENCY_KEY_REUSED")


async def test_what_was_refused_may_be_sent_again_under_its_id(
    shop: Shop, database: dict[str, Any], parcel: Fulfillment
) -> None:
    async with sending(database) as sender:
        message = tracking(parcel, waybillNumber="SW0000")
        early = await sender.post("carrier", message)
        await Fulfillment.filter(id=parcel.id).update(waybill_number="SW0000")
        late = await sender.post("carrier", message)

    assert (early.status_code, code_of(early)) == (422, "NOT_FOUND")
    assert late.status_code == 200


FORGED = {
    "no headers": lambda body: {},
    "no signature": lambda body: {**signed(body), "webhook-signature": ""},
    "no id": lambda body: {**signed(body), "webhook-id": ""},
    "no time": lambda body: {**signed(body), "webhook-timestamp": ""},
    "another secret": lambda body: signed(body, secret=new_secret()),
    "another source's secret": lambda body: signed(body, secret=GATEWAY),
    "another body": lambda body: signed(body + b" "),
    "another id": lambda body: {**signed(body), "webhook-id": "msg_2"},
    "another time": lambda body: {**signed(body), "webhook-timestamp": "1"},
    "too old": lambda body: signed(body, late=301),
    "from the future": lambda body: signed(body, late=-310),
    "another version": lambda body: {
        **signed(body),
        "webhook-signature": signed(body)["webhook-signature"].replace("v1,", "v2,"),
    },
    "half a signature": lambda body: {
        **signed(body),
        "webhook-signature": signed(body)["webhook-signature"][:20],
    },
    "nonsense": lambda body: {**signed(body), "webhook-signature": "v1 v1, ,,, x"},
    "time in words": lambda body: {**signed(body), "webhook-timestamp": "now"},
    "time beyond all": lambda body: {**signed(body), "webhook-timestamp": "9" * 30},
    "a negative time": lambda body: {**signed(body), "webhook-timestamp": "-1"},
    "a long id": lambda body: signed(body, id="m" * 256),
}


async def test_who_is_not_known_by_their_signature_is_told_one_thing(
    shop: Shop, database: dict[str, Any], parcel: Fulfillment
) -> None:
    message = orjson.dumps(tracking(parcel))
    before = await shop.rows()
    async with sending(database) as sender:
        answers = {
            name: await sender.post("carrier", message, headers=forge(message))
            for name, forge in FORGED.items()
        }
        answers["no such source"] = await sender.post("nobody", message)

    for name, answer in answers.items():
        assert (name, answer.status_code, code_of(answer)) == (name, 401, "BAD_SIGNATURE")
    assert await shop.rows() == before | FIRST_SERVER


async def test_a_source_without_a_secret_is_refused_like_one_that_there_is_not(
    database: dict[str, Any], shop: Shop
) -> None:
    async with sending(database, gateway=(GATEWAY,)) as sender:
        answer = await sender.post("carrier", {"type": "x"})

    assert (answer.status_code, code_of(answer)) == (401, "BAD_SIGNATURE")


@pytest.mark.parametrize("late", [290, -290])
async def test_clocks_may_differ_by_five_minutes(
    shop: Shop, database: dict[str, Any], parcel: Fulfillment, late: float
) -> None:
    async with sending(database) as sender:
        answer = await sender.post("carrier", tracking(parcel), late=late)

    assert answer.status_code == 200


async def test_while_a_secret_is_replaced_either_is_good(
    shop: Shop, database: dict[str, Any], parcel: Fulfillment
) -> None:
    fresh = new_secret()
    async with sending(database, carrier=(fresh, CARRIER)) as sender:
        for secret in (CARRIER, fresh):
            answer = await sender.post("carrier", tracking(parcel), secret=secret)
            assert answer.status_code == 200


MISSHAPEN: list[tuple[bytes, int, str]] = [
    (b"", 400, "BAD_REQUEST"),
    (b"[]", 400, "BAD_REQUEST"),
    (b"{", 400, "BAD_REQUEST"),
    (b'{"type":"tracking.updated"}', 422, "INVALID_INPUT"),
    (b'{"type":"tracking.updated","data":{"carrier":5}}', 422, "INVALID_INPUT"),
    (b'{"type":"tracking.updated","data":[]}', 422, "INVALID_INPUT"),
    (b"x" * (64 * 1024 + 1), 413, "CONTENT_TOO_LARGE"),
]


async def test_what_is_no_message_is_refused_and_remembered_by_nobody(
    shop: Shop, database: dict[str, Any]
) -> None:
    before = await shop.rows()
    async with sending(database) as sender:
        for body, status, code in MISSHAPEN:
            answer = await sender.post("carrier", body)
            assert (body[:60], answer.status_code, code_of(answer)) == (body[:60], status, code)

    assert await shop.rows() == before | FIRST_SERVER


async def test_a_type_that_we_make_nothing_of_need_not_be_sent_again(
    shop: Shop, database: dict[str, Any]
) -> None:
    order = await shop.order()
    async with sending(database) as sender:
        other = await sender.post("carrier", {"type": "carrier.renamed", "data": {}})
        anothers = await sender.post("carrier", money(order))

    assert (other.status_code, other.json()) == (200, {"status": "ignored"})
    assert (anothers.status_code, anothers.json()) == (200, {"status": "ignored"})
    assert await Payment.all().count() == 0


async def test_more_money_than_is_owed_is_refused_by_the_rules_of_the_house(
    shop: Shop, database: dict[str, Any]
) -> None:
    order = await shop.order()
    async with sending(database) as sender:
        answer = await sender.post("gateway", money(order, amount="26.00"), secret=GATEWAY)

    assert (answer.status_code, code_of(answer)) == (422, "PAYMENT_EXCEEDS_BALANCE")
    assert await Payment.all().count() == 0

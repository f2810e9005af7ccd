"""Hearing from another system: each message has its effect once, whoever sends it how often."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from tortoise.transactions import in_transaction

from domain.catalog.queries import variant_by_sku
from domain.finance.capture_payment import capture_payment
from domain.finance.states import PaymentMethod
from domain.fulfillment.report_tracking import report_tracking
from domain.fulfillment.states import TrackingStatus
from domain.fulfillment.tracking import TrackingNews
from domain.identity.actors import actor_of_integration
from domain.identity.scopes import Scope
from domain.orders.queries import order_by_identifier
from domain.pricing.report_competitor_price import Source as PriceSource
from domain.pricing.report_competitor_price import report_competitor_price
from domain.shared.context import Context
from domain.shared.errors import InvalidInput, NotFound
from domain.shared.idempotency import claim
from domain.shared.money import Money

OPERATION = "webhooks.receive"


class CarrierNews(msgspec.Struct, rename="camel", frozen=True):
    """`tracking.updated`: what a carrier says of a parcel."""

    carrier: str
    waybill_number: str
    status: TrackingStatus
    occurred_at: datetime
    substatus: str | None = None
    location: str = ""
    description: str = ""
    code: str = ""


class MoneyCame(msgspec.Struct, rename="camel", frozen=True):
    """`payment.captured`: money for an order, as the gateway counts it."""

    order_number: str
    amount: str
    currency_code: str
    reference: str


class PriceSeen(msgspec.Struct, rename="camel", frozen=True):
    """`competitor.price_observed`: what somebody else asks for what we sell under a SKU."""

    sku: str
    competitor: str
    amount: str
    currency_code: str
    observed_at: datetime


@dataclass(frozen=True, slots=True)
class Source:
    """A system that may tell us something: with just these scopes, of just these types."""

    scopes: frozenset[Scope]
    types: Mapping[str, Callable[[Context, str, Any], Awaitable[UUID]]]


@dataclass(frozen=True, slots=True)
class Received:
    """What came of a message: the thing it changed; none where we make nothing of its type."""

    result_id: UUID | None


async def receive_webhook(
    source: str,
    message_id: str,
    message: Mapping[str, Any],
    *,
    now: datetime,
    request_id: str,
) -> Received:
    """Do what a message of a known source says. That it was signed is known already.

    Its id is claimed in the transaction of its effect and remembered for 48 hours, far longer than
    a signature is good: a repeat has no second effect and is told the first result. What fails is
    undone with its claim, so the sender may try again.

    Raises:
        InvalidInput: the message is not of the shape of its type.
        IdempotencyInProgress: the same message is being worked on; try again.
        IdempotencyKeyReused: another message had this id.
        DomainError: whatever the verb refuses.
    """
    known = SOURCES[source]
    take = known.types.get(str(message.get("type")))
    if take is None:
        return Received(None)
    ctx = Context(actor_of_integration(f"webhook:{source}", known.scopes), now, request_id)
    async with in_transaction():
        claimed = await claim(ctx, OPERATION, message_id, message)
        if claimed.replay_of:
            return Received(claimed.replay_of)
        result_id = await take(ctx, message_id, message.get("data"))
        await claimed.settle(result_id)
        return Received(result_id)


async def _hear_carrier(ctx: Context, message_id: str, data: object) -> UUID:
    news = _read(data, CarrierNews)
    parcel = await report_tracking(
        ctx,
        carrier_code=news.carrier,
        waybill_number=news.waybill_number,
        news=TrackingNews(
            status=news.status,
            occurred_at=news.occurred_at,
            substatus=news.substatus,
            location=news.location,
            description=news.description,
            code=news.code,
            source="webhook",
        ),
    )
    return parcel.id


async def _take_money(ctx: Context, message_id: str, data: object) -> UUID:
    came = _read(data, MoneyCame)
    order = await order_by_identifier(ctx, number=came.order_number)
    if order is None:
        raise NotFound("order", came.order_number)
    payment = await capture_payment(
        ctx,
        order.id,
        amount=Money.parse(came.amount, came.currency_code, "data", "amount"),
        method=PaymentMethod.SIMULATED,
        reference=came.reference,
        idempotency_key=message_id,
    )
    return payment.id


async def _note_price(ctx: Context, message_id: str, data: object) -> UUID:
    seen = _read(data, PriceSeen)
    variant = await variant_by_sku(ctx, seen.sku)
    if variant is None:
        raise NotFound("variant", seen.sku)
    row = await report_competitor_price(
        ctx,
        variant.id,
        Money.parse(seen.amount, seen.currency_code, "data", "amount"),
        competitor=seen.competitor,
        observed_at=seen.observed_at,
        source=PriceSource.WEBHOOK,
    )
    return row.id


SOURCES: Mapping[str, Source] = {
    "carrier": Source(
        frozenset({Scope.FULFILLMENT_READ, Scope.FULFILLMENT_WRITE}),
        {"tracking.updated": _hear_carrier},
    ),
    "gateway": Source(
        frozenset({Scope.ORDERS_READ, Scope.PAYMENTS_WRITE}),
        {"payment.captured": _take_money},
    ),
    "market": Source(
        frozenset({Scope.CATALOG_READ, Scope.PRICING_WRITE}),
        {"competitor.price_observed": _note_price},
    ),
}


def _read(data: object, kind: type[Any]) -> Any:
    try:
        return msgspec.convert(data, kind)
    except msgspec.ValidationError:
        raise InvalidInput("This is no message of its type.", "data") from None

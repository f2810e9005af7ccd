"""Placing: all lines at today's prices, all units held, or nothing at all."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.customers.models import Customer
from domain.identity.scopes import Scope
from domain.inventory.allocation import Demand
from domain.inventory.reserve_stock import reserve_stock
from domain.orders.events import OrderPlaced
from domain.orders.models import Order, OrderLine, SalesChannel
from domain.orders.offers import Offer, offers_for
from domain.orders.request import LineRequest, PlaceOrder, ShippingAddress
from domain.orders.states import OrderStatus
from domain.orders.statuses import payment_status
from domain.shared import sql
from domain.shared.context import Context
from domain.shared.errors import AlreadyTaken, InvalidInput, NotFound
from domain.shared.idempotency import claim
from domain.shared.money import AMOUNT_MINOR_MAX
from domain.shared.outbox import append

__all__ = ["LineRequest", "PlaceOrder", "ShippingAddress", "place_order"]

RESERVED_FOR = timedelta(minutes=30)


async def place_order(ctx: Context, request: PlaceOrder, *, idempotency_key: str | None) -> Order:
    """Write an order down and hold its units for half an hour.

    Repeating the call with the same key, or with the same channel and external id, returns the
    first order and writes nothing. Customers order for themselves, staff for anybody.

    Raises:
        NotSignedIn, NotPermitted: the actor is no customer and may not write orders.
        InvalidInput: empty, too long, too many, too large.
        NotFound: no such channel, customer or published variant.
        WrongCurrency: a variant has no price in this currency.
        InsufficientStock: of at least one variant there is too little; nothing is written.
        AlreadyTaken: the external id belongs to another order.
        IdempotencyKeyReused, IdempotencyInProgress: see `claim`.
    """
    customer_id = _buyer(ctx, request)
    request = request.checked()
    async with in_transaction():
        claimed = await claim(ctx, "orders.place_order", idempotency_key, asdict(request))
        if claimed.replay_of:
            return await Order.get(id=claimed.replay_of)
        channel = await SalesChannel.get_or_none(code=request.channel)
        if channel is None:
            raise NotFound("channel", request.channel)
        if known := await _known(ctx, channel, request):
            await claimed.settle(known.id)
            return known
        if customer_id and not await Customer.exists(id=customer_id):
            raise NotFound("customer", customer_id)

        offers = await offers_for(request.lines, request.currency)
        order = await _write(ctx, request, channel, customer_id, _total(request.lines, offers))
        lines = await _write_lines(order, request.lines, offers)
        await append(ctx, _placed(order, lines))
        await claimed.settle(order.id)
        # The shelves come last: many orders wait for them, so they are held for a moment only.
        await reserve_stock(
            ctx,
            order_id=order.id,
            demands=[Demand(line.id, line.variant_id, line.quantity) for line in lines],
            expires_at=ctx.now + RESERVED_FOR,
        )
        return order


def _buyer(ctx: Context, request: PlaceOrder) -> UUID | None:
    if ctx.customer_id is None:
        ctx.require(Scope.ORDERS_WRITE)
        return request.customer_id
    if request.customer_id not in {None, ctx.customer_id}:
        raise NotFound("customer", request.customer_id)
    return ctx.customer_id


async def _known(ctx: Context, channel: SalesChannel, request: PlaceOrder) -> Order | None:
    """The order that this channel sent before under the same external id."""
    if request.external_id is None:
        return None
    name = f"sales_order|{channel.id}|{request.external_id}"
    await sql.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", name)
    known = await Order.get_or_none(channel_id=channel.id, external_id=request.external_id)
    if known and not await _is_the_same(known, request, _buyer(ctx, request)):
        raise AlreadyTaken("This external id belongs to another order.", "externalId")
    return known


async def _is_the_same(known: Order, request: PlaceOrder, customer_id: UUID | None) -> bool:
    """Whether a channel repeats itself: the same customer, and as many of the same things."""
    written, asked = Counter[UUID](), Counter[UUID]()
    for line in await OrderLine.filter(order_id=known.id):
        written[line.variant_id] += line.quantity
    for wanted in request.lines:
        asked[wanted.variant_id] += wanted.quantity
    return known.customer_id == customer_id and written == asked


def _total(lines: Sequence[LineRequest], offers: Sequence[Offer]) -> int:
    total = sum(
        offer.unit_price_minor * line.quantity for line, offer in zip(lines, offers, strict=True)
    )
    if total > AMOUNT_MINOR_MAX:
        raise InvalidInput("This order is worth more than we can count.", "lines")
    return total


async def _write(
    ctx: Context,
    request: PlaceOrder,
    channel: SalesChannel,
    customer_id: UUID | None,
    subtotal_minor: int,
) -> Order:
    return await Order.create(
        number=await sql.value("SELECT 'ORD-' || nextval('order_number')"),
        version=1,
        channel=channel,
        external_id=request.external_id,
        customer_id=customer_id,
        status=OrderStatus.PENDING,
        payment_status=payment_status(subtotal_minor, captured_minor=0, refunded_minor=0),
        currency=request.currency,
        subtotal_minor=subtotal_minor,
        total_minor=subtotal_minor,
        shipping_address=request.address and request.address.snapshot(),
        note=request.note,
        placed_at=ctx.now,
        expires_at=ctx.now + RESERVED_FOR,
        updated_at=ctx.now,
    )


async def _write_lines(
    order: Order, lines: Sequence[LineRequest], offers: Sequence[Offer]
) -> list[OrderLine]:
    written = [
        OrderLine(
            order=order,
            position=position,
            variant_id=offer.variant_id,
            sku=offer.sku,
            name=offer.name,
            quantity=line.quantity,
            unit_price_minor=offer.unit_price_minor,
            total_minor=offer.unit_price_minor * line.quantity,
        )
        for position, (line, offer) in enumerate(zip(lines, offers, strict=True))
    ]
    await OrderLine.bulk_create(written)
    return written


def _placed(order: Order, lines: Sequence[OrderLine]) -> OrderPlaced:
    return OrderPlaced(
        aggregate_id=order.id,
        version=order.version,
        status=order.status,
        number=order.number,
        channel_id=order.channel_id,
        customer_id=order.customer_id,
        currency=order.currency,
        total_minor=order.total_minor,
        lines=len(lines),
        units=sum(line.quantity for line in lines),
    )

"""Placing one order step by step, in a transaction: the way that covers everything.

The ways that are faster leave to it whatever they do not cover, and must come to what it comes to.
"""

from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.channels.models import SalesChannel
from domain.inventory.allocation import Demand
from domain.inventory.reserve_stock import reserve_stock
from domain.orders.events import OrderPlaced
from domain.orders.models import Order, OrderLine
from domain.orders.offers import Offer, offers_for
from domain.orders.placing import OPERATION, Placing
from domain.orders.request import LineRequest
from domain.orders.states import OrderStatus
from domain.orders.statuses import payment_status
from domain.shared import sql
from domain.shared.errors import AlreadyTaken, InvalidInput, NotFound
from domain.shared.idempotency import claim
from domain.shared.ids import new_id
from domain.shared.money import AMOUNT_MINOR_MAX
from domain.shared.outbox import append

CUSTOMER = "SELECT 1 FROM customer WHERE id = $1 AND erased_at IS NULL FOR KEY SHARE"


async def place_step_by_step(placing: Placing) -> Order:
    """Write an order down, whatever has to be said or looked up; see `place_order`."""
    ctx, request = placing.ctx, placing.request
    async with in_transaction():
        claimed = await claim(ctx, OPERATION, placing.key, request)
        if claimed.replay_of:
            return await Order.get(id=claimed.replay_of)
        channel = await SalesChannel.get_or_none(code=request.channel)
        if channel is None:
            raise NotFound("channel", request.channel)
        if known := await _known(placing, channel):
            await claimed.settle(known.id)
            return known
        if placing.customer_id and not await sql.rows(CUSTOMER, placing.customer_id):
            raise NotFound("customer", placing.customer_id)

        offers = await offers_for(request.lines, request.currency)
        order = await _write(placing, channel, _total(request.lines, offers))
        lines = await _write_lines(order, request.lines, offers)
        await append(ctx, _placed(order, lines))
        await claimed.settle(order.id)
        # The shelves come last: many orders wait for them, so they are held for a moment only.
        await reserve_stock(
            ctx,
            order_id=order.id,
            demands=[Demand(line.id, line.variant_id, line.quantity) for line in lines],
            expires_at=placing.expires_at,
        )
        return order


async def _known(placing: Placing, channel: SalesChannel) -> Order | None:
    """The order that this channel sent before under the same external id."""
    external_id = placing.request.external_id
    if external_id is None:
        return None
    name = f"sales_order|{channel.id}|{external_id}"
    await sql.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", name)
    known = await Order.get_or_none(channel_id=channel.id, external_id=external_id)
    if known and not await _is_the_same(known, placing):
        raise AlreadyTaken("This external id belongs to another order.", "externalId")
    return known


async def _is_the_same(known: Order, placing: Placing) -> bool:
    """Whether a channel repeats itself: the same customer, and as many of the same things."""
    written = Counter[UUID]()
    for line in await OrderLine.filter(order_id=known.id):
        written[line.variant_id] += line.quantity
    return known.customer_id == placing.customer_id and written == placing.wanted


def _total(lines: Sequence[LineRequest], offers: Sequence[Offer]) -> int:
    total = sum(
        offer.unit_price_minor * line.quantity for line, offer in zip(lines, offers, strict=True)
    )
    if total > AMOUNT_MINOR_MAX:
        raise InvalidInput("This order is worth more than we can count.", "lines")
    return total


async def _write(placing: Placing, channel: SalesChannel, subtotal_minor: int) -> Order:
    ctx, request, order_id = placing.ctx, placing.request, new_id()
    return await Order.create(
        id=order_id,
        number=await sql.value("SELECT 'ORD-' || nextval('order_number')"),
        version=1,
        channel=channel,
        external_id=request.external_id,
        customer_id=placing.customer_id,
        status=OrderStatus.PENDING,
        payment_status=payment_status(subtotal_minor, captured_minor=0, refunded_minor=0),
        currency=request.currency,
        subtotal_minor=subtotal_minor,
        total_minor=subtotal_minor,
        shipping_address=placing.shipping_address(order_id),
        note=request.note,
        placed_at=ctx.now,
        expires_at=placing.expires_at,
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

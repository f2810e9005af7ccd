"""Placing one order step by step, in a transaction: the way that covers everything.

The ways that are faster leave to it whatever they do not cover, and must come to what it comes to.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.catalog.bundles.queries import components_for_sale
from domain.channels.models import SalesChannel
from domain.inventory.allocation import Demand, Part
from domain.inventory.errors import InsufficientStock
from domain.inventory.reserve_stock import reserve_stock
from domain.orders.discounts import Basket, Deal, gift_lines, keep_deal, short_gifts, strike
from domain.orders.events import OrderPlaced
from domain.orders.models import Order, OrderLine
from domain.orders.offers import Asker, Offer, offers_for, worth_of_lines
from domain.orders.placing import OPERATION, Placing
from domain.orders.request import LineRequest
from domain.orders.states import OrderStatus
from domain.orders.statuses import payment_status
from domain.orders.taxing import OrderTaxes, assess, write_taxes
from domain.shared import sql
from domain.shared.errors import AlreadyTaken, InvalidInput, NotFound
from domain.shared.idempotency import claim
from domain.shared.ids import new_id
from domain.shared.money import AMOUNT_MINOR_MAX
from domain.shared.outbox import append
from domain.shipping.choosing import Parcel, Quote, chosen
from domain.taxes.in_force import TaxRules, current_taxes

CUSTOMER = "SELECT 1 FROM customer WHERE id = $1 AND erased_at IS NULL FOR KEY SHARE"


async def place_step_by_step(placing: Placing) -> Order:
    """Write an order down, whatever has to be said or looked up; see `place_order`.

    A gift that is gone when the shelf is reached is none: the order is placed once more without.
    """
    barren: frozenset[UUID] = frozenset()
    while True:
        try:
            return await _place(placing, barren)
        except GiftsGone as gone:
            barren |= gone.variants


class GiftsGone(Exception):  # no failure: the order goes on without them
    """Somebody was quicker at the shelf that gifts were to come from. Nothing was written."""

    def __init__(self, variants: frozenset[UUID]) -> None:
        super().__init__(variants)
        self.variants = variants


async def _place(placing: Placing, barren: frozenset[UUID]) -> Order:
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

        asker = Asker(request.channel, placing.customer_id, ctx.now)
        offers = _priced(placing, await offers_for(request.lines, request.currency, asker))
        quote = await _quote(placing, offers)
        rules = await _taxes_held()
        order_id = new_id()
        basket = _basket(placing, offers, barren, quote)
        deal = None if placing.prices.is_final else await strike(ctx, order_id, basket)
        sending = _sending(quote, deal)
        lines = _lines(order_id, request.lines, offers, deal)
        taxes = await assess(
            rules,
            ctx.now,
            channel=request.channel,
            place=placing.place,
            lines=[(line.variant_id, line.total_minor) for line in lines],
            shipping=(sending.charge_minor, sending.method.tax_class_id) if sending else None,
        )
        for place, line in enumerate(lines):
            line.tax_minor = taxes.of_line(place)
        order = await _write(placing, channel, order_id, lines, taxes, sending)
        await OrderLine.bulk_create(lines)
        await write_taxes(order_id, taxes, [line.id for line in lines])
        if deal is not None:
            bought = len(request.lines)
            await keep_deal(
                ctx,
                order_id,
                deal,
                line_ids=[line.id for line in lines[:bought]],
                gift_ids=[line.id for line in lines[bought:]],
                customer_id=placing.customer_id,
            )
        await append(ctx, _placed(order, lines))
        await claimed.settle(order.id)
        demands = await _demands(lines, offers)
        # The shelves come last: many orders wait for them, so they are held for a moment only.
        try:
            await reserve_stock(
                ctx,
                order_id=order.id,
                demands=demands,
                expires_at=_expires_at(placing, channel),
            )
        except InsufficientStock as short:
            if gone := short_gifts(deal, [each.variant_id for each in short.shortages]):
                raise GiftsGone(gone) from short
            raise
        return order


def _expires_at(placing: Placing, channel: SalesChannel) -> datetime:
    """Until when it waits for its money, and its units are held."""
    return placing.ctx.now + timedelta(minutes=channel.unpaid_minutes)


def _priced(placing: Placing, offers: Sequence[Offer]) -> Sequence[Offer]:
    """The offers, at the prices that were settled before."""
    settled = placing.prices.of_lines
    return [
        replace(offer, unit_price_minor=settled.get(place, offer.unit_price_minor))
        for place, offer in enumerate(offers)
    ]


async def _taxes_held() -> TaxRules:
    """The rates of this moment. Until the transaction ends none changes, if there are any; and they
    are held before any row of a promotion is, as whoever changes either does it.
    """
    rules = await current_taxes()
    return await current_taxes(held=True) if rules.rates else rules


async def _quote(placing: Placing, offers: Sequence[Offer]) -> Quote | None:
    """The way of sending that was chosen, if one was; it stays so until the transaction ends."""
    request = placing.request
    if request.shipping_method_id is None:
        return None
    worth = worth_of_lines(request.lines, offers)
    parcel = Parcel(request.channel, request.currency, worth, placing.place)
    return await chosen(placing.ctx, request.shipping_method_id, parcel, held=True)


def _sending(quote: Quote | None, deal: Deal | None) -> Quote | None:
    """The same for what promotions leave of the charge."""
    if quote is None or deal is None:
        return quote
    return replace(quote, charge_minor=quote.charge_minor - deal.evaluation.shipping_discount_minor)


def _basket(
    placing: Placing, offers: Sequence[Offer], barren: frozenset[UUID], quote: Quote | None
) -> Basket:
    request = placing.request
    return Basket(
        request.lines,
        offers,
        request.currency,
        request.channel,
        placing.customer_id,
        request.coupon_codes,
        quote.charge_minor if quote else 0,
        barren=barren,
    )


async def _demands(lines: Sequence[OrderLine], offers: Sequence[Offer]) -> list[Demand]:
    """What the lines take from the shelves: of bundles, what is in them. Gifts come behind what is
    bought, and may be bundles too."""
    bundles = {offer.variant_id for offer in offers if offer.is_bundle}
    bundles |= {line.variant_id for line in lines[len(offers) :]}
    made_of = await components_for_sale(bundles) if bundles else {}
    return [
        Demand(
            line.id,
            line.variant_id,
            line.quantity,
            [Part(one.variant_id, one.quantity) for one in made_of.get(line.variant_id, ())],
        )
        for line in lines
    ]


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
    gifts = await gift_lines(known.id) if known.discount_minor else set()
    for line in await OrderLine.filter(order_id=known.id):
        if line.id not in gifts:
            written[line.variant_id] += line.quantity
    return known.customer_id == placing.customer_id and written == placing.wanted


async def _write(
    placing: Placing,
    channel: SalesChannel,
    order_id: UUID,
    lines: Sequence[OrderLine],
    taxes: OrderTaxes,
    sending: Quote | None,
) -> Order:
    ctx, request = placing.ctx, placing.request
    subtotal = sum(line.unit_price_minor * line.quantity for line in lines)
    if subtotal > AMOUNT_MINOR_MAX:
        raise InvalidInput("This order is worth more than we can count.", "lines")
    goods = sum(line.total_minor for line in lines)
    shipping = sending.charge_minor if sending else 0
    total = goods + shipping + taxes.on_top_minor
    return await Order.create(
        id=order_id,
        number=await sql.value("SELECT 'ORD-' || nextval('order_number')"),
        version=1,
        channel=channel,
        external_id=request.external_id,
        customer_id=placing.customer_id,
        status=OrderStatus.PENDING,
        payment_status=payment_status(total, captured_minor=0, refunded_minor=0),
        currency=request.currency,
        subtotal_minor=subtotal,
        discount_minor=subtotal - goods,
        shipping_minor=shipping,
        tax_minor=taxes.tax_minor,
        shipping_tax_minor=taxes.shipping_tax_minor,
        prices_include_tax=taxes.is_included,
        total_minor=total,
        shipping_address=placing.shipping_address(order_id),
        shipping_method_id=sending.method.id if sending else None,
        shipping_method_name=sending.method.name if sending else "",
        note=request.note,
        gift_message=placing.gift_message(order_id),
        placed_at=ctx.now,
        expires_at=_expires_at(placing, channel),
        updated_at=ctx.now,
    )


def _lines(
    order_id: UUID, lines: Sequence[LineRequest], offers: Sequence[Offer], deal: Deal | None
) -> list[OrderLine]:
    """The lines with what promotions take off them, and behind them what comes for nothing."""
    off = {line.position: line.discount_minor for line in deal.evaluation.lines} if deal else {}
    made = [
        _line(order_id, place, offer, line.quantity, off.get(place, 0))
        for place, (line, offer) in enumerate(zip(lines, offers, strict=True))
    ]
    if deal is not None:
        for place, gift in enumerate(deal.gifts, start=len(made)):
            names, price = deal.names[gift.variant_id], gift.unit_price_minor
            currency = deal.evaluation.currency
            offer = Offer(gift.variant_id, currency, names.sku, names.name, price, is_listed=False)
            made.append(_line(order_id, place, offer, gift.units, price * gift.units))
    return made


def _line(order_id: UUID, place: int, offer: Offer, units: int, off: int) -> OrderLine:
    return OrderLine(
        order_id=order_id,
        position=place,
        variant_id=offer.variant_id,
        sku=offer.sku,
        name=offer.name,
        quantity=units,
        unit_price_minor=offer.unit_price_minor,
        discount_minor=off,
        total_minor=offer.unit_price_minor * units - off,
    )


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

"""What a cart would cost as an order of this moment, and a word on every promotion."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self
from uuid import UUID

from domain.channels.models import SalesChannel
from domain.customers.queries import customers_by_ids
from domain.identity.scopes import Scope
from domain.orders.discounts import Basket, Deal, deal_of, told
from domain.orders.offers import Asker, Offer, offers_for, worth_of_lines
from domain.orders.request import LineRequest, PlaceOrder
from domain.orders.taxing import OrderTaxes, assess
from domain.promotions.active import current_promotions
from domain.promotions.cart import Applied, Reason
from domain.shared import inputs
from domain.shared.context import Context
from domain.shared.errors import InvalidInput, NotFound
from domain.shipping.choosing import Parcel, Quote, get_method, offered, quotes
from domain.shipping.models import ShippingMethod
from domain.taxes.in_force import Place, current_taxes

# Why a promotion was not applied that customers need not know of: it is for others, or not now.
UNTOLD = {
    Reason.OTHER_CUSTOMERS,
    Reason.HELD_OUT,
    Reason.NOT_STARTED,
    Reason.ENDED,
    Reason.CHANNEL,
    Reason.COUPON_MISSING,
}


@dataclass(frozen=True, slots=True)
class CartRequest:
    """A cart: what an order would say, but for where it goes."""

    channel: str
    currency: str
    lines: Sequence[LineRequest]
    customer_id: UUID | None = None
    coupon_codes: Sequence[str] = ()
    shipping_minor: int = 0
    place: Place | None = None  # where it would go, as far as taxes and shipping ask
    shipping_method_id: UUID | None = None  # instead of what shipping costs

    def with_code(self, code: str) -> Self:
        """The same cart, with one coupon more."""
        return replace(self, coupon_codes=list(dict.fromkeys([*self.coupon_codes, code])))


async def evaluate_cart(ctx: Context, cart: CartRequest) -> Deal:
    """Evaluate a cart at today's prices and taxes. Nothing is reserved and nothing is written.

    Whoever may not read promotions is not told of those that are for others, or wait for a code;
    and of margins, that there is no effect.

    Raises:
        NotFound: no such channel or published variant, or somebody else's cart.
        InvalidInput: no lines, too many, a quantity out of bounds, too many codes.
        WrongCurrency: a variant has no price in this currency.
        ShippingMethodUnavailable: it cannot be sent in the way that is named.
    """
    inputs.count(cart.shipping_minor, "shipping", lowest=0)
    method = await _method(ctx, cart)
    request, offers, customer_id = await _looked_up(ctx, cart)
    charge = cart.shipping_minor
    if method is not None:
        charge = offered(method, parcel_of(cart, request, offers)).charge_minor
    basket = Basket(
        request.lines,
        offers,
        request.currency,
        request.channel,
        customer_id,
        request.coupon_codes,
        charge,
    )
    deal = await deal_of(ctx, basket, await current_promotions())
    deal = replace(deal, taxes=await _taxes(ctx, cart, basket, deal, method))
    if ctx.allows(Scope.PROMOTIONS_READ):
        return deal
    decisions = tuple(
        each if isinstance(each, Applied) else replace(each, refusal=told(ctx, each.refusal))
        for each in deal.evaluation.decisions
        if isinstance(each, Applied)
        or each.refusal.reason not in UNTOLD
        or each.promotion.id in deal.coupons
    )
    return replace(deal, evaluation=replace(deal.evaluation, decisions=decisions))


async def _looked_up(
    ctx: Context, cart: CartRequest
) -> tuple[PlaceOrder, list[Offer], UUID | None]:
    """What a cart asks for, at today's prices, and whose it is."""
    customer_id = await _whose(ctx, cart.customer_id)
    request = PlaceOrder(
        cart.channel, cart.currency, cart.lines, coupon_codes=cart.coupon_codes
    ).checked()
    if not await SalesChannel.filter(code=request.channel).exists():
        raise NotFound("channel", request.channel)
    asker = Asker(request.channel, customer_id, ctx.now)
    return request, await offers_for(request.lines, request.currency, asker), customer_id


async def shipping_quotes(ctx: Context, cart: CartRequest) -> list[Quote]:
    """Every way of sending a cart, the cheapest first; where it names one, that one alone. Its
    coupons and its own shipping do not matter: what a way charges goes by what the goods cost
    before promotions.

    Raises:
        NotFound, InvalidInput, WrongCurrency, ShippingMethodUnavailable: as `evaluate_cart`;
            InvalidInput where nobody says where it goes.
    """
    method = await _method(ctx, cart)
    request, offers, _ = await _looked_up(ctx, cart)
    if cart.place is None:
        raise InvalidInput("Say where it goes.", "destination")
    parcel = parcel_of(cart, request, offers)
    return await quotes(parcel) if method is None else [offered(method, parcel)]


async def _method(ctx: Context, cart: CartRequest) -> ShippingMethod | None:
    """The way of sending that a cart names."""
    chosen = cart.shipping_method_id
    return await get_method(ctx, chosen) if chosen else None


def parcel_of(cart: CartRequest, request: PlaceOrder, offers: Sequence[Offer]) -> Parcel:
    """What of a cart is to be sent."""
    worth = worth_of_lines(request.lines, offers)
    return Parcel(request.channel, request.currency, worth, cart.place)


async def _taxes(
    ctx: Context, cart: CartRequest, basket: Basket, deal: Deal, method: ShippingMethod | None
) -> OrderTaxes:
    """Of what is left to pay for each line and for sending; gifts cost nothing."""
    found = deal.evaluation
    off = {line.position: line.total_minor for line in found.lines}
    return await assess(
        await current_taxes(),
        ctx.now,
        channel=basket.channel,
        place=cart.place,
        lines=[(line.variant_id, off[place]) for place, line in enumerate(basket.lines)],
        shipping=(
            found.shipping_minor - found.shipping_discount_minor,
            method.tax_class_id if method else None,
        ),
    )


async def _whose(ctx: Context, customer_id: UUID | None) -> UUID | None:
    """A customer's own cart; staff who write orders evaluate that of anybody they may see."""
    if ctx.customer_id is not None and customer_id in {None, ctx.customer_id}:
        return ctx.customer_id
    if customer_id is None:
        return None
    may = ctx.allows(Scope.ORDERS_WRITE)
    if not may or customer_id not in await customers_by_ids(ctx, [customer_id]):
        raise NotFound("customer", customer_id)
    return customer_id

"""New goods for some of an order, for nothing: an order of its own, like any other from then on."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from domain.channels.models import SalesChannel
from domain.orders.drafts.completing import unnamed
from domain.orders.models import Order, OrderLine
from domain.orders.placing import Placing, Prices
from domain.orders.request import LineRequest, PlaceOrder, ShippingAddress
from domain.orders.snapshots import parts_of
from domain.orders.step_by_step import place_step_by_step
from domain.shared.context import Context


async def replace_goods(ctx: Context, order: Order, units: Mapping[UUID, int]) -> Order:
    """Place an order of so many units of an order's lines (line id to units), for its customer, at
    its address, for nothing. No promotion applies, and sending it costs nothing.

    Part of a story that holds the order.

    Raises:
        NotSignedIn, NotPermitted: the actor may not write orders.
        NotFound: the customer was erased, or a variant is not for sale any more.
        InsufficientStock: of at least one there is too little.
        InvalidInput: no parcel would find the order's address.
    """
    lines = await OrderLine.filter(order_id=order.id, id__in=list(units)).order_by("position")
    channel = await SalesChannel.get(id=order.channel_id)
    request = PlaceOrder(
        channel=channel.code,
        currency=order.currency,
        lines=[LineRequest(line.variant_id, units[line.id]) for line in lines],
        customer_id=order.customer_id,
        address=_address(order),
    )
    free = Prices(dict.fromkeys(range(len(lines)), 0), is_final=True)
    with unnamed():
        return await place_step_by_step(replace(Placing.of(ctx, request, None), prices=free))


def _address(order: Order) -> ShippingAddress | None:
    parts = parts_of(order.id, order.shipping_address)
    return ShippingAddress(**parts) if parts else None

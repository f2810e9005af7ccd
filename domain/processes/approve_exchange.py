"""Agreeing to an exchange: what comes back may be sent, and what goes out waits for it."""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.channels.models import SalesChannel
from domain.identity.scopes import Scope
from domain.orders.drafts.completing import unnamed
from domain.orders.hold_order import hold_order
from domain.orders.models import Order, OrderLine
from domain.orders.placing import Placing, Prices
from domain.orders.request import LineRequest, PlaceOrder, ShippingAddress
from domain.orders.snapshots import parts_of
from domain.orders.states import HoldReason
from domain.orders.step_by_step import place_step_by_step
from domain.returns.approve_return import approve_return
from domain.returns.exchanges.locks import lock_exchange
from domain.returns.exchanges.models import Exchange, ExchangeLine
from domain.returns.exchanges.moving import move_exchange
from domain.returns.exchanges.states import EXCHANGE, ExchangeAction
from domain.returns.models import ReturnLine
from domain.shared.context import Context
from domain.shared.states import expect_version


async def approve_exchange(
    ctx: Context, exchange_id: UUID, *, expected_version: int | None = None
) -> Exchange:
    """Agree to an exchange. What goes out becomes an order at today's prices, but as many units as
    come back of the same variant at what those cost; no promotion applies to it. It is on hold,
    with its units set apart, until what comes back was inspected. No money goes back in advance.

    Raises:
        NotSignedIn, NotPermitted: the actor may not write orders.
        NotFound: the actor can see no such exchange; or what is wanted is not for sale any more.
        InvalidTransition: it was answered, or called off, already; or its return was.
        InsufficientStock: of what is wanted there is too little; nothing is written.
        InvalidInput: no parcel would find the order's address.
        VersionConflict: it changed since the actor looked.
    """
    ctx.require(Scope.ORDERS_WRITE)
    action = ExchangeAction.APPROVE
    async with in_transaction():
        row = await lock_exchange(ctx, exchange_id)
        expect_version(row, EXCHANGE.kind, expected_version)
        EXCHANGE.target(row.status, action)
        await approve_return(ctx, row.parent_id)
        goods = await _placed(ctx, row)
        await hold_order(ctx.as_system(), goods.id, reason=HoldReason.EXCHANGE)
        key = {"replacement_id": goods.id}
        await move_exchange(ctx, row, action, also=key, **key)
        return row


async def _placed(ctx: Context, row: Exchange) -> Order:
    order = await Order.get(id=row.order_id)
    channel = await SalesChannel.get(id=order.channel_id)
    wanted = await ExchangeLine.filter(exchange_id=row.id).order_by("position")
    parts = parts_of(order.id, order.shipping_address)
    lines, settled = as_it_cost(wanted, await _costs(row))
    request = PlaceOrder(
        channel=channel.code,
        currency=order.currency,
        lines=lines,
        customer_id=order.customer_id,
        address=ShippingAddress(**parts) if parts else None,
    )
    prices = Prices(settled, is_final=True)
    with unnamed():
        return await place_step_by_step(replace(Placing.of(ctx, request, None), prices=prices))


Costs = Mapping[UUID, Sequence[tuple[int, int]]]  # units and what one of them cost, by variant


async def _costs(row: Exchange) -> Costs:
    """What units cost that come back; what does not divide is the shop's."""
    back = await ReturnLine.filter(parent_id=row.parent_id)
    units = {line.order_line_id: line.quantity for line in back}
    found: dict[UUID, list[tuple[int, int]]] = {}
    for line in await OrderLine.filter(id__in=list(units)).order_by("position"):
        cost = line.total_minor // line.quantity
        found.setdefault(line.variant_id, []).append((units[line.id], cost))
    return found


def as_it_cost(
    wanted: Sequence[ExchangeLine], costs: Costs
) -> tuple[list[LineRequest], dict[int, int]]:
    """What goes out, line by line, and the prices of one unit that are settled, by the lines'
    places: of no more units than come back of the same variant.
    """
    left = {variant_id: deque(each) for variant_id, each in costs.items()}
    lines: list[LineRequest] = []
    settled: dict[int, int] = {}
    for line in wanted:
        rest, known = line.quantity, left.get(line.variant_id)
        while rest and known:
            units, cost = known.popleft()
            part = min(rest, units)
            if units > part:
                known.appendleft((units - part, cost))
            settled[len(lines)] = cost
            lines.append(LineRequest(line.variant_id, part))
            rest -= part
        if rest:
            lines.append(LineRequest(line.variant_id, rest))
    return lines, settled

"""A channel changed an order that we have: it becomes an edit of ours, whole or not at all."""

import asyncio
from typing import Any

import pytest

from domain.channels.normalize_messages import normalize_messages
from domain.channels.set_listings import Listed, set_listings
from domain.channels.states import ChannelOrderStatus, MessageKind, RejectReason
from domain.finance.models import PaymentTransaction
from domain.fulfillment.start_picking import start_picking
from domain.orders.models import Order, OrderEdit
from domain.orders.snapshots import region_of
from domain.orders.states import OrderPaymentStatus
from domain.processes.apply_channel_changes import apply_channel_changes
from domain.processes.confirm_order import confirm_order
from tests.domain.orders.conservation import (
    assert_orders_tell_their_whole_story,
    assert_stock_is_conserved,
)
from tests.shop import Shop
from tests.world.channels import generic

CHANGED = MessageKind.UPDATED
ELSEWHERE = {"recipient": "Cleo", "line1": "9 New Road", "city": "Berlin", "country": "DE"}


def said(*lines: tuple[str, int, str, str], shipping: str = "0.00", **more: Any) -> dict[str, Any]:
    """An order of lines: SKU, units, price, what is off all of them; paid in full."""
    total = float(shipping) + sum(
        units * float(price) - float(off) for _, units, price, off in lines
    )
    return generic(
        total=f"{total:.2f}",
        paid=more.pop("paid", f"{total:.2f}"),
        shipping=shipping,
        lines=[
            {"sku": sku, "quantity": units, "unitPrice": price, "discount": off}
            for sku, units, price, off in lines
        ],
        **more,
    )


async def opened(shop: Shop) -> Any:
    """A marketplace that calls two variants THEIRS-1 and THEIRS-2, and sold three of the first."""
    channel = await shop.marketplace()
    await set_listings(shop.ctx, channel.id, [Listed("THEIRS-2", (await shop.stocked()).id)])
    await shop.channel_says(channel, said(("THEIRS-1", 3, "9.99", "0.99")))
    await shop.take_in()
    return channel


async def outcome(shop: Shop) -> tuple[ChannelOrderStatus, RejectReason | None]:
    """What became of the last message."""
    row = [*await shop.channel_messages()][-1]
    return row.status, row.reason


@pytest.mark.parametrize(
    ("change", "lines", "total"),
    [
        ([("THEIRS-1", 5, "9.99", "0.99")], [(5, 999, 99)], 4896),
        ([("THEIRS-1", 1, "9.99", "0.33")], [(1, 999, 33)], 966),
        ([("THEIRS-1", 1, "9.99", "0.50")], [(1, 999, 50)], 949),
        ([("THEIRS-1", 2, "9.99", "0.00")], [(0, 999, 0), (2, 999, 0)], 1998),  # nothing off now
        ([("THEIRS-1", 3, "8.00", "0.00")], [(0, 999, 0), (3, 800, 0)], 2400),
        ([("THEIRS-2", 1, "5.00", "0.00")], [(0, 999, 0), (1, 500, 0)], 500),
        (
            [("THEIRS-1", 3, "9.99", "0.99"), ("THEIRS-2", 2, "5.00", "1.00")],
            [(3, 999, 99), (2, 500, 100)],
            3798,
        ),
    ],
)
@pytest.mark.parametrize("confirmed", [False, True])
async def test_an_order_becomes_what_the_channel_says(
    shop: Shop,
    change: list[tuple[str, int, str, str]],
    lines: list[tuple[int, int, int]],
    total: int,
    confirmed: bool,
) -> None:
    channel = await opened(shop)
    order = await Order.get()
    if confirmed:
        await confirm_order(shop.ctx, order.id)

    await shop.channel_says(channel, said(*change), kind=CHANGED)
    await shop.take_in()

    order = await Order.get()
    assert await outcome(shop) == (ChannelOrderStatus.IMPORTED, None)
    found = [
        (one.quantity, one.unit_price_minor, one.discount_minor) for one in await shop.lines(order)
    ]
    assert found == lines
    assert order.total_minor == order.captured_minor - order.refunded_minor == total
    await assert_stock_is_conserved()
    await assert_orders_tell_their_whole_story()


async def test_where_it_goes_what_sending_costs_and_what_was_paid_follow(shop: Shop) -> None:
    channel = await opened(shop)
    goods = ("THEIRS-1", 3, "9.99", "0.99")
    steps: list[dict[str, Any]] = [
        {"address": ELSEWHERE},
        {"address": ELSEWHERE, "shipping": "4.00", "paid": "28.98"},
        {"address": ELSEWHERE, "shipping": "4.00"},
    ]
    seen = []
    for step in steps:
        await shop.channel_says(channel, said(goods, **step), kind=CHANGED)
        await shop.take_in()
        order = await Order.get()
        seen.append((order.shipping_minor, order.captured_minor, order.payment_status))
        assert region_of(order.id, order.shipping_address)[0] == "DE"

    assert seen == [
        (0, 2898, OrderPaymentStatus.PAID),
        (400, 2898, OrderPaymentStatus.PARTIALLY_PAID),
        (400, 3298, OrderPaymentStatus.PAID),
    ]
    assert await PaymentTransaction.all().count() == 2


async def test_what_cannot_be_done_any_more_is_said_and_nothing_of_it_is_written(
    shop: Shop,
) -> None:
    channel = await opened(shop)
    order = await confirm_order(shop.ctx, (await Order.get()).id)
    [work] = await shop.works_of(order)
    await start_picking(shop.ctx, work.id)
    before = await Order.get()

    await shop.channel_says(channel, said(("THEIRS-1", 1, "9.99", "0.33")), kind=CHANGED)
    await shop.take_in()

    [*_, row] = await shop.channel_messages()
    assert (row.status, row.reason) == (
        ChannelOrderStatus.REJECTED,
        RejectReason.UPDATE_NOT_APPLIED,
    )
    assert row.facts is not None
    assert row.facts["problems"] == ["units_not_free"]
    assert row.facts["lines"][0]["theirs"] == 1
    assert await Order.get() == before
    assert (await Order.get()).version == before.version
    assert await OrderEdit.all().count() == 0


async def test_many_workers_apply_each_change_once_and_the_newest_stays(shop: Shop) -> None:
    channel = await opened(shop)
    for minute, units in enumerate((4, 6, 5)):
        change = said(
            ("THEIRS-1", units, "9.99", "0.99"), updatedAt=f"2026-03-02T09:0{minute}:00+00:00"
        )
        await shop.channel_says(channel, change, kind=CHANGED)
    await normalize_messages(shop.ctx)

    await asyncio.gather(*(apply_channel_changes(shop.ctx) for _ in range(4)))
    await shop.take_in()

    order = await Order.get()
    assert sum(line.quantity for line in await shop.lines(order)) == 5
    assert order.total_minor == order.captured_minor - order.refunded_minor == 5 * 999 - 99
    await assert_stock_is_conserved()
    await assert_orders_tell_their_whole_story()

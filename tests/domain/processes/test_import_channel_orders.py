"""Orders of channels in our books: each once, at the channel's prices, whoever dies meanwhile."""

import asyncio
from typing import Any

import pytest

from domain.channels.models import ChannelImport
from domain.channels.normalize_messages import normalize_messages
from domain.channels.set_listings import Listed, set_listings
from domain.channels.states import (
    ChannelFormat,
    ChannelOrderStatus,
    MessageKind,
    RejectReason,
    ShortagePolicy,
)
from domain.finance.models import Payment, PaymentTransaction
from domain.finance.states import PaymentMethod
from domain.identity.scopes import Scope
from domain.inventory.models import InventoryLevel
from domain.orders.editing.changes import SetAddress
from domain.orders.models import Order, OrderLine
from domain.orders.request import ShippingAddress
from domain.orders.snapshots import shown_snapshot
from domain.orders.states import HoldReason, OrderPaymentStatus, OrderStatus
from domain.processes import import_channel_orders as importing
from domain.processes.confirm_order import confirm_order
from domain.processes.edit_order import edit_order
from domain.processes.import_channel_orders import import_channel_orders
from domain.processes.release_hold import release_hold
from domain.processes.retry_channel_order import retry_channel_order
from domain.processes.take_in_channel_orders import take_in_channel_orders
from domain.shared.errors import InvalidInput, InvalidTransition, NotFound, NotPermitted
from tests.shop import Shop
from tests.statements import count_statements
from tests.world.channels import generic, shopify, taobao

DONE, AGAIN, NO = (
    ChannelOrderStatus.IMPORTED,
    ChannelOrderStatus.DUPLICATE,
    ChannelOrderStatus.REJECTED,
)


async def standing(shop: Shop) -> list[tuple[ChannelOrderStatus, RejectReason | None]]:
    return [(row.status, row.reason) for row in await shop.channel_messages()]


async def test_an_order_comes_in_at_the_channels_prices_paid_and_held(shop: Shop) -> None:
    channel = await shop.marketplace(units=5)

    await shop.channel_says(channel, generic(units=3, paymentReference="PAY-7"))
    await shop.take_in()

    order = await Order.get(external_id="A-1")
    assert (order.status, order.payment_status) == (OrderStatus.PENDING, OrderPaymentStatus.PAID)
    assert (order.total_minor, order.captured_minor, order.version) == (2997, 2997, 2)
    assert order.placed_at.isoformat() == "2026-03-02T08:30:00+00:00"
    line = await OrderLine.get(order_id=order.id)
    assert (line.quantity, line.unit_price_minor) == (3, 999)
    payment = await Payment.get(order_id=order.id)
    entry = await PaymentTransaction.get(payment_id=payment.id)
    assert (payment.method, entry.provider, entry.provider_reference) == (
        PaymentMethod.MANUAL,
        "mart",
        "A-1:PAY-7",
    )
    level = await InventoryLevel.get(variant_id=line.variant_id)
    assert (level.reserved, level.on_hand) == (3, 5)
    [message] = await shop.channel_messages()
    assert (message.status, message.order_id, message.message) == (DONE, order.id, None)
    assert await shop.event_names("order") == ["orders.order_placed", "orders.payment_recorded"]


async def test_what_comes_in_can_be_confirmed_and_sent_like_any_order(shop: Shop) -> None:
    channel = await shop.marketplace()
    await shop.channel_says(channel, generic(units=2))
    await shop.take_in()

    order = await confirm_order(shop.ctx, (await Order.get(external_id="A-1")).id)
    await shop.ship(order)

    line = await OrderLine.get()
    assert (line.shipped, (await InventoryLevel.get(variant_id=line.variant_id)).on_hand) == (2, 8)


@pytest.mark.parametrize(
    ("again", "outcome"),
    [
        ({}, [(DONE, None)]),  # the same words: not even written down
        ({"note": "hello"}, [(DONE, None), (AGAIN, None)]),  # other words, the same order
        ({"units": 2}, [(DONE, None), (DONE, None)]),  # a change of the order, and paid as well
        ({"units": 99}, [(DONE, None), (NO, RejectReason.UPDATE_NOT_APPLIED)]),
    ],
)
async def test_nothing_is_doubled(
    shop: Shop, again: dict[str, Any], outcome: list[tuple[ChannelOrderStatus, RejectReason]]
) -> None:
    channel = await shop.marketplace()
    await shop.channel_says(channel, generic())
    await shop.take_in()

    await shop.channel_says(channel, generic(**again))
    await shop.take_in()

    assert await standing(shop) == outcome
    order = await Order.get()
    assert order.total_minor == order.captured_minor == 999 * outcome.count((DONE, None))


async def test_the_same_order_twice_in_one_batch_and_by_two_at_once_is_one(shop: Shop) -> None:
    channel = await shop.marketplace()
    await shop.channel_says(channel, *[generic(note=str(number)) for number in range(6)])
    await normalize_messages(shop.ctx)

    await asyncio.gather(*(import_channel_orders(shop.ctx, limit=2) for _ in range(4)))
    await shop.take_in()

    assert await shop.count("sales_order") == 1
    assert sorted(status for status, _ in await standing(shop)) == sorted([DONE, *[AGAIN] * 5])


async def test_whoever_dies_before_the_commit_leaves_all_of_it_to_the_next(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel = await shop.marketplace()
    await shop.channel_says(channel, generic("A-1"), generic("A-2"))
    await normalize_messages(shop.ctx)
    before = await shop.rows()

    async def die(*_: object) -> None:
        raise asyncio.CancelledError

    with monkeypatch.context() as patch:
        patch.setattr(importing, "settle", die)
        with pytest.raises(asyncio.CancelledError):
            await import_channel_orders(shop.ctx)
    assert await shop.rows() == before

    await shop.take_in()
    assert await shop.count("sales_order") == 2
    assert {status for status, _ in await standing(shop)} == {DONE}


async def test_one_that_cannot_be_written_holds_up_no_other(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel = await shop.marketplace()
    await shop.channel_says(channel, generic("A-1"), generic("BAD"), generic("A-2"))
    await normalize_messages(shop.ctx)
    entered = importing.enter_orders

    async def stumble(ctx: Any, channel: Any, entries: Any) -> Any:
        if any(entry.external_id == "BAD" for entry in entries):
            raise RuntimeError("the database says no")
        return await entered(ctx, channel, entries)

    with monkeypatch.context() as patch:
        patch.setattr(importing, "enter_orders", stumble)
        await import_channel_orders(shop.ctx)
    assert await shop.count("sales_order") == 2

    await shop.take_in()
    assert await shop.count("sales_order") == 3


@pytest.mark.parametrize(
    ("order", "reason", "field"),
    [
        (generic(sku="NOBODY-KNOWS"), RejectReason.UNKNOWN_SKU, "sku"),
        (generic(units=11), RejectReason.INSUFFICIENT_STOCK, "lines"),
        (generic(total="1.00"), RejectReason.TOTAL_DIFFERS, "total"),
        (generic(currency="CNY"), RejectReason.WRONG_CURRENCY, "currency"),
        (generic(placedAt="yesterday"), RejectReason.UNREADABLE, "placedAt"),
        (generic(lines=[]), RejectReason.UNREADABLE, "lines"),
        (generic(address="here"), RejectReason.UNREADABLE, "address"),
    ],
)
async def test_what_is_wrong_with_one_is_said_and_nothing_of_it_written(
    shop: Shop, order: dict[str, Any], reason: RejectReason, field: str
) -> None:
    channel = await shop.marketplace()
    await shop.channel_says(channel, order, generic("GOOD"))

    await shop.take_in()

    bad = await ChannelImport.get(external_id="A-1")
    assert (bad.status, bad.reason, bad.reason_field) == (NO, reason, field)
    assert bad.message is not None
    assert [row.external_id for row in await Order.all()] == ["GOOD"]


@pytest.mark.parametrize(
    "parts",
    [
        {"country": "Nowhere"},
        {"recipient": ""},
        {"line1": "  "},
        {"country": "US", "postalCode": "no such code"},
        {"country": "CN"},
    ],
)
async def test_an_order_that_nobody_would_find_is_taken_and_waits_for_its_address(
    shop: Shop, parts: dict[str, str]
) -> None:
    channel = await shop.marketplace()
    address = {"recipient": "Ann", "line1": "1 Low Road", "city": "Ulm", "country": "DE", **parts}

    await shop.channel_says(channel, generic(address=address))
    await shop.take_in()

    order = await Order.get(external_id="A-1")
    assert (order.status, order.hold_reason) == (OrderStatus.ON_HOLD, HoldReason.ADDRESS)
    assert (order.held_from, order.captured_minor) == (OrderStatus.PENDING, order.total_minor)
    shown = shown_snapshot(shop.ctx, None, order.id, order.shipping_address)
    assert shown is not None
    assert shown["city"] == "Ulm"
    assert await shop.units_held_for(order) == 1
    assert order.version == len(await shop.event_names("order")) == 3
    released = await release_hold(shop.ctx, order.id)
    here = ShippingAddress("Ann", "1 Low Road", "Ulm", "DE")
    await edit_order(shop.ctx, order.id, [SetAddress(here)])
    assert (await confirm_order(shop.ctx, released.id)).status is OrderStatus.CONFIRMED


async def test_a_channel_may_backorder(shop: Shop) -> None:
    channel = await shop.marketplace(units=2, shortage_policy=ShortagePolicy.BACKORDER)

    await shop.channel_says(channel, generic(units=5))
    await shop.take_in()

    order = await Order.get(external_id="A-1")
    assert (order.status, order.hold_reason) == (OrderStatus.ON_HOLD, HoldReason.STOCK)
    assert await shop.units_held_for(order) == 2
    assert order.version == len(await shop.event_names("order")) == 3


async def test_a_rejected_one_is_tried_again_once_somebody_has_seen_to_it(shop: Shop) -> None:
    channel = await shop.marketplace()
    await shop.channel_says(channel, generic(sku="NEW"))
    await shop.take_in()
    [message] = await shop.channel_messages()
    assert message.facts == {"skus": ["NEW"]}

    listed = Listed("NEW", sku=(await shop.stocked()).sku)
    await set_listings(shop.ctx, channel.id, [listed])
    tried = await retry_channel_order(shop.ctx, message.id)

    assert (tried.status, tried.reason, await shop.count("sales_order")) == (DONE, None, 1)
    with pytest.raises(InvalidTransition):
        await retry_channel_order(shop.ctx, message.id)
    with pytest.raises(NotFound):
        await retry_channel_order(shop.ctx, channel.id)
    with pytest.raises(NotPermitted):
        await retry_channel_order(shop.as_staff(Scope.ORDERS_READ), message.id)


async def test_one_that_still_cannot_be_read_stays_rejected(shop: Shop) -> None:
    channel = await shop.marketplace()
    await shop.channel_says(channel, generic(total="1.00"))
    await shop.take_in()
    [message] = await shop.channel_messages()

    with pytest.raises(InvalidInput):
        await retry_channel_order(shop.ctx, message.id)

    assert await standing(shop) == [(NO, RejectReason.TOTAL_DIFFERS)]


async def test_a_cancellation_cancels_and_gives_the_money_back(shop: Shop) -> None:
    channel = await shop.marketplace(format=ChannelFormat.SHOPIFY)
    await shop.channel_says(channel, shopify())
    await shop.take_in()

    await shop.channel_says(channel, shopify(cancelled_at="now"), kind=MessageKind.CANCELED)
    await shop.take_in()

    order = await Order.get()
    assert (order.status, order.refunded_minor) == (OrderStatus.CANCELED, order.captured_minor)
    assert await standing(shop) == [(DONE, None), (DONE, None)]


async def test_what_has_left_is_not_canceled_and_that_is_said(shop: Shop) -> None:
    channel = await shop.marketplace()
    await shop.channel_says(channel, generic())
    await shop.take_in()
    await shop.ship(await confirm_order(shop.ctx, (await Order.get()).id))

    await shop.channel_says(channel, generic(note="never mind"), kind=MessageKind.CANCELED)
    await shop.take_in()

    assert await standing(shop) == [(DONE, None), (NO, RejectReason.CANCEL_NOT_APPLIED)]
    assert (await Order.get()).status is OrderStatus.CONFIRMED


async def test_messages_may_come_in_any_order(shop: Shop) -> None:
    channel = await shop.marketplace()
    await shop.channel_says(channel, generic("A-1", note="x"), kind=MessageKind.CANCELED)
    await shop.channel_says(channel, generic("A-2", note="y"), kind=MessageKind.UPDATED)
    await shop.take_in()

    await shop.channel_says(channel, generic("A-1"), generic("A-2"))
    await shop.take_in()

    found = {(row.external_id, row.kind): row for row in await shop.channel_messages()}
    assert {key: (row.status, row.reason) for key, row in found.items()} == {
        ("A-1", MessageKind.CANCELED): (NO, RejectReason.UNKNOWN_ORDER),
        ("A-2", MessageKind.UPDATED): (DONE, None),  # it carried all of the order
        ("A-1", MessageKind.CREATED): (NO, RejectReason.NOT_TO_IMPORT),
        ("A-2", MessageKind.CREATED): (AGAIN, None),
    }
    assert [row.external_id for row in await Order.all()] == ["A-2"]


async def test_rows_of_an_export_become_one_order(shop: Shop) -> None:
    channel = await shop.marketplace(format=ChannelFormat.TAOBAO)
    rows = [
        taobao(购买数量="3", 买家应付货款="25.00", 买家应付邮费="6.00"),
        taobao(订单状态="交易关闭"),
        taobao(),
    ]

    await shop.channel_says(channel, rows)
    await shop.take_in()

    order = await Order.get()
    assert (order.total_minor, order.shipping_minor, order.captured_minor) == (4099, 600, 4099)
    assert order.discount_minor == 3 * 999 - 2500 + 0
    assert await OrderLine.filter(order_id=order.id).count() == 2


async def test_a_batch_takes_as_many_statements_as_one(shop: Shop) -> None:
    channel = await shop.marketplace(units=100)
    counts = []
    for size in (1, 20):
        await shop.channel_says(channel, *[generic(f"{size}-{number}") for number in range(size)])
        async with count_statements() as statements:
            await take_in_channel_orders(shop.ctx)
        counts.append(statements.count)

    assert counts[0] == counts[1], counts


async def test_a_stranger_takes_nothing_in(shop: Shop) -> None:
    with pytest.raises(NotPermitted):
        await take_in_channel_orders(shop.as_staff(Scope.ORDERS_READ))

"""Reading orders: staff see all, customers their own, nobody else any; never row by row."""

import pytest

from domain.channels.queries import channels_by_ids
from domain.identity.scopes import Scope
from domain.orders import queries
from domain.orders.place_order import place_order
from domain.orders.queries import Sought
from domain.orders.states import OrderStatus
from domain.shared.errors import NotFound
from domain.shared.filters import Is
from domain.shared.ids import new_id
from domain.shared.paging import Window
from tests.shop import Shop
from tests.statements import count_statements


async def test_customers_see_their_own_orders_and_staff_all_of_them(shop: Shop) -> None:
    variant = await shop.variant()
    await shop.stock(variant, 10)
    me, other = await shop.customer(), await shop.customer()
    mine = await shop.place((variant, 1), customer=me)
    theirs = await shop.place((variant, 1), customer=other)
    guest = await shop.place((variant, 1))

    seen = {
        name: {order.id for order in await queries.visible_orders(ctx)}
        for name, ctx in {
            "me": shop.as_customer(me),
            "staff": shop.as_staff(Scope.ORDERS_READ),
            "system": shop.as_system,
            "other staff": shop.as_staff(Scope.INVENTORY_READ),
            "nobody": shop.as_anonymous,
        }.items()
    }

    everything = {mine.id, theirs.id, guest.id}
    assert seen == {
        "me": {mine.id},
        "staff": everything,
        "system": everything,
        "other staff": set(),
        "nobody": set(),
    }


async def test_a_foreign_order_is_as_unknown_as_a_missing_one(shop: Shop) -> None:
    order = await shop.order()
    stranger = shop.as_customer(await shop.customer())
    [line] = await shop.lines(order)

    for key in (order.id, new_id()):
        with pytest.raises(NotFound):
            await queries.get_order(stranger, key)
    assert await queries.orders_by_ids(stranger, [order.id]) == {}
    assert await queries.lines_of_orders(stranger, [order.id]) == {order.id: []}
    assert await queries.lines_by_ids(stranger, [line.id]) == {}
    assert await queries.order_by_identifier(stranger, number=order.number) is None
    assert list(await queries.search_orders(stranger, Sought(order.number))) == []
    assert list(await queries.search_orders(stranger, Sought("", orders=(order.id,)))) == []


async def test_customers_see_the_lines_of_their_own_orders(shop: Shop) -> None:
    variant = await shop.variant()
    await shop.stock(variant, 10)
    me = await shop.customer()
    order = await shop.place((variant, 1), (variant, 2), customer=me)

    async with count_statements() as statements:
        found = await queries.lines_of_orders(shop.as_customer(me), [order.id])

    assert [line.quantity for line in found[order.id]] == [1, 2]
    assert statements.count == 1


async def test_loaders_take_one_statement_for_any_number_of_rows(shop: Shop) -> None:
    customer = await shop.customer()
    variant = await shop.variant()
    await shop.stock(variant, 10)
    orders = [await shop.place((variant, 1), customer=customer) for _ in range(3)]
    ids = [order.id for order in orders]
    unknown = new_id()

    async with count_statements() as statements:
        by_ids = await queries.orders_by_ids(shop.ctx, [*ids, unknown])
        lines = await queries.lines_of_orders(shop.ctx, [*ids, unknown])
        line_ids = [line.id for found in lines.values() for line in found]
        lines_by_ids = await queries.lines_by_ids(shop.ctx, line_ids)
        of_customers = await queries.orders_of_customers(shop.ctx, [customer.id, unknown])
        channels = await channels_by_ids(shop.ctx, [shop.web.id, unknown])

    assert statements.count == 5
    assert set(by_ids) == set(ids)
    assert (lines[unknown], of_customers[unknown]) == ([], [])
    assert [order.id for order in of_customers[customer.id]] == ids[::-1]
    assert (set(lines_by_ids), set(channels)) == (set(line_ids), {shop.web.id})


async def test_an_order_is_found_by_its_number_or_its_channels_name_for_it(shop: Shop) -> None:
    variant = await shop.variant()
    await shop.stock(variant, 10)
    request = shop.request((variant, 1), external_id="A-1")
    order = await place_order(shop.ctx, request, idempotency_key=None)

    by_number = await queries.order_by_identifier(shop.ctx, number=order.number.lower())
    by_channel = await queries.order_by_identifier(shop.ctx, channel="web", external_id="A-1")
    elsewhere = await queries.order_by_identifier(shop.ctx, channel="app", external_id="A-1")

    assert by_number.id == by_channel.id == order.id
    assert elsewhere is None


async def test_orders_are_listed_newest_first_page_by_page(shop: Shop) -> None:
    orders = []
    for _ in range(3):
        orders.append(await shop.order())
        shop.later(minutes=1)
    held = await shop.order(OrderStatus.ON_HOLD)

    first = await queries.orders_page(shop.ctx, Window(first=3))
    rest = await queries.orders_page(shop.ctx, Window(first=3, after=first.cursors[-1]))
    waiting = await queries.orders_page(shop.ctx, Window(), condition=Is("status", "eq", "on_hold"))

    assert [row.id for row in first.rows] == [held.id, orders[2].id, orders[1].id]
    assert [row.id for row in rest.rows] == [orders[0].id]
    assert [row.id for row in waiting.rows] == [held.id]

"""Orders are found by what somebody has in hand, whatever it is, and only by who may see them."""

import pytest

from domain.customers.models import Customer
from domain.identity.scopes import Scope
from domain.orders import queries
from domain.orders.models import Order
from domain.orders.place_order import place_order
from domain.processes.confirm_order import confirm_order
from domain.processes.find_orders import find_orders
from domain.shared.context import Context
from domain.shared.errors import InvalidInput
from tests.shop import Shop
from tests.statements import count_statements


async def found(ctx: Context, text: str | None) -> list[str]:
    rows = queries.orders_matching(ctx, await find_orders(ctx, text), None)
    return [order.number for order in await rows.order_by("number")]


async def an_order(shop: Shop, customer: Customer) -> tuple[Order, str]:
    """An order by a customer, called A-1 by its channel, of which one parcel is labelled."""
    variant = await shop.variant(sku="TEA-1")
    await shop.stock(variant, 10)
    request = shop.request((variant, 1), customer_id=customer.id, external_id="A-1")
    order = await place_order(shop.ctx, request, idempotency_key=None)
    await confirm_order(shop.ctx, order.id)
    (work,) = await shop.works_of(order)
    parcel = await shop.label(await shop.parcel_of(work))
    assert parcel.waybill_number is not None
    return order, parcel.waybill_number


async def test_an_order_is_found_by_each_of_its_names(shop: Shop) -> None:
    customer = await shop.customer()
    order, waybill = await an_order(shop, customer)
    other = await shop.order()

    for text in (
        order.number,
        f" {order.number.lower()} ",
        "A-1",
        waybill,
        waybill.lower(),
        "TEA-1",
        "+86 138-0000-1234",
    ):
        assert await found(shop.ctx, text) == [order.number], text
    everything = [order.number, other.number]
    assert await found(shop.ctx, "ord-1") == everything
    assert await found(shop.ctx, "") == await found(shop.ctx, None) == everything
    for text in ("A-", "a-1", "tea", "%", "+8613800001235", "'; --"):
        assert await found(shop.ctx, text) == [], text
    with pytest.raises(InvalidInput):
        await found(shop.ctx, "a\x00")


async def test_what_names_several_things_finds_them_all(shop: Shop) -> None:
    order, _ = await an_order(shop, await shop.customer())
    variant = await shop.stocked()
    request = shop.request((variant, 1), external_id="TEA-1")
    namesake = await place_order(shop.ctx, request, idempotency_key=None)

    assert await found(shop.ctx, "TEA-1") == [order.number, namesake.number]


async def test_nobody_finds_more_than_they_may_see(shop: Shop) -> None:
    customer, stranger = await shop.customer(), await shop.customer("Other Person")
    order, waybill = await an_order(shop, customer)
    names = (order.number, "A-1", waybill, "TEA-1")

    assert [await found(shop.as_customer(customer), name) for name in names] == [[order.number]] * 4
    for ctx in (shop.as_customer(stranger), shop.as_anonymous, shop.as_staff()):
        assert [await found(ctx, name) for name in (*names, "+8613800001234")] == [[]] * 5
    mine = await shop.order()
    await Order.filter(id=mine.id).update(customer_id=stranger.id, number=f"{order.number}-B")
    for name in (order.number, "TEA-1", order.number[:-1]):  # whether or not others have such
        expected = [f"{order.number}-B"] if order.number.startswith(name) else []
        assert await found(shop.as_customer(stranger), name) == expected, name
    without_people = shop.as_staff(Scope.ORDERS_READ, Scope.CUSTOMERS_READ)
    assert await found(without_people, order.number) == [order.number]
    assert await found(without_people, "+8613800001234") == []


async def test_to_find_costs_one_statement_more_than_to_list(shop: Shop) -> None:
    order, _ = await an_order(shop, await shop.customer())

    async with count_statements() as statements:
        await found(shop.ctx, order.number)

    assert statements.count == 2

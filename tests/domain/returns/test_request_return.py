"""Asking to send goods back: delivered units, each once, whoever asks and however many at once."""

import asyncio

import pytest

from domain.customers.errors import OrdersUnderWay
from domain.identity.scopes import Scope
from domain.orders.errors import ReturnExceedsDelivered
from domain.orders.models import Order, OrderLine
from domain.orders.states import OrderPaymentStatus, OrderReturnStatus, OrderStatus
from domain.processes.erase_customer import Erasure, erase_customer
from domain.returns.decline_return import decline_return
from domain.returns.models import Return
from domain.returns.request_return import request_return
from domain.returns.states import ReturnReason, ReturnStatus
from domain.shared.errors import (
    IdempotencyKeyReused,
    InvalidInput,
    NotFound,
    NotPermitted,
    NotSignedIn,
)
from domain.shared.ids import new_id
from domain.shared.models import EventRow
from tests.shop import Shop


async def counters(order: Order) -> list[tuple[int, int]]:
    """Units announced and not here yet, and units that came back, of each line."""
    lines = await OrderLine.filter(order_id=order.id).order_by("position")
    return [(line.return_requested, line.returned) for line in lines]


async def test_a_customer_asks_to_send_a_part_of_their_order_back(shop: Shop) -> None:
    customer = await shop.customer()
    order = await shop.delivered(units=3, customer=customer)

    row = await shop.ask_back(order, 2, ctx=shop.as_customer(customer))

    assert (row.status, row.version, row.number[:4]) == (ReturnStatus.REQUESTED, 1, "RET-")
    assert [(line.quantity, line.received) for line in await shop.lines_back(row)] == [(2, 0)]
    assert await counters(order) == [(2, 0)]
    order = await Order.get(id=order.id)
    assert order.status is OrderStatus.COMPLETED  # it stays what it was
    assert order.return_status is OrderReturnStatus.REQUESTED
    asked, told = (await EventRow.all().order_by("-id").limit(2))[::-1]
    assert (asked.type, asked.version) == ("returns.return_requested", 1)
    assert (told.type, told.aggregate_id, told.version) == (
        "orders.return_progressed",
        order.id,
        order.version,
    )
    assert told.payload["what"] == "return_requested"


async def test_money_that_is_held_stays_held_when_goods_come_back(shop: Shop) -> None:
    shop.gateway()
    order = await shop.delivered(is_paid=False)
    await shop.authorize(order.id)

    await shop.ask_back(order, 1)

    order = await Order.get(id=order.id)
    assert (order.payment_status, order.authorized_minor) == (OrderPaymentStatus.AUTHORIZED, 2500)


async def test_no_more_comes_back_than_was_delivered_and_is_in_no_other_return(shop: Shop) -> None:
    order = await shop.delivered(units=3)
    await shop.ask_back(order, 2)
    before = await shop.rows()

    with pytest.raises(ReturnExceedsDelivered) as refusal:
        await shop.ask_back(order, 2)

    assert (refusal.value.requested, refusal.value.available) == (2, 1)
    assert await shop.rows() == before
    await shop.ask_back(order, 1)
    assert await counters(order) == [(3, 0)]


async def test_what_is_still_on_its_way_cannot_come_back(shop: Shop) -> None:
    order = await shop.order(OrderStatus.CONFIRMED)

    with pytest.raises(ReturnExceedsDelivered):
        await shop.ask_back(order, 1)

    assert await Return.all().count() == 0


async def test_of_many_at_once_only_so_many_are_taken_as_there_are_units(shop: Shop) -> None:
    order = await shop.delivered(units=3)

    results = await asyncio.gather(
        *(shop.ask_back(order, 1) for _ in range(5)), return_exceptions=True
    )

    refused = [result for result in results if isinstance(result, Exception)]
    assert [type(each) for each in refused] == [ReturnExceedsDelivered] * 2
    assert await counters(order) == [(3, 0)]
    assert await Return.all().count() == 3


async def test_who_is_erased_writes_nothing_more_but_their_goods_may_come_back(
    shop: Shop,
) -> None:
    cleo = await shop.customer()
    order = await shop.delivered(customer=cleo)
    await erase_customer(shop.ctx, cleo.id)

    with pytest.raises(NotFound):
        await shop.ask_back(order, 1, ctx=shop.as_customer(cleo))
    await shop.ask_back(order, 1)


async def test_of_asking_and_being_erased_at_once_one_is_refused(shop: Shop) -> None:
    for _ in range(5):
        cleo = await shop.customer()
        order = await shop.delivered(customer=cleo)

        asked, erased = await asyncio.gather(
            shop.ask_back(order, 1, ctx=shop.as_customer(cleo)),
            erase_customer(shop.ctx, cleo.id),
            return_exceptions=True,
        )

        assert isinstance(asked, Return) is isinstance(erased, OrdersUnderWay)
        assert isinstance(asked, NotFound) is isinstance(erased, Erasure)


async def test_the_same_key_asks_once(shop: Shop) -> None:
    order = await shop.delivered(units=3)

    first = await shop.ask_back(order, 1, key="k")
    again = await shop.ask_back(order, 1, key="k")

    assert again.id == first.id
    assert await counters(order) == [(1, 0)]
    with pytest.raises(IdempotencyKeyReused):
        await shop.ask_back(order, 2, key="k")


async def test_units_of_a_declined_return_can_be_asked_for_again(shop: Shop) -> None:
    order = await shop.delivered(units=1)
    row = await shop.ask_back(order)

    await decline_return(shop.ctx, row.id, answer="Too late.")

    assert await counters(order) == [(0, 0)]
    assert (await Order.get(id=order.id)).return_status is OrderReturnStatus.NONE
    await shop.ask_back(order)


async def test_who_may_ask(shop: Shop) -> None:
    order = await shop.delivered(customer=await shop.customer())
    stranger = shop.as_customer(await shop.customer())
    before = await shop.rows()

    with pytest.raises(NotFound):
        await shop.ask_back(order, ctx=stranger)
    with pytest.raises(NotSignedIn):
        await shop.ask_back(order, ctx=shop.as_anonymous)
    with pytest.raises(NotPermitted):
        await shop.ask_back(order, ctx=shop.as_staff(Scope.ORDERS_READ, Scope.FULFILLMENT_WRITE))

    assert await shop.rows() == before
    await shop.ask_back(order, ctx=shop.as_staff(Scope.ORDERS_READ, Scope.ORDERS_WRITE))


async def test_lines_are_the_orders_own_and_units_are_counted(shop: Shop) -> None:
    order, other = await shop.delivered(), await shop.delivered()
    (line,) = await shop.lines(order)
    (foreign,) = await shop.lines(other)

    async def ask(**lines: int) -> None:
        units = {foreign.id if name == "foreign" else line.id: n for name, n in lines.items()}
        await request_return(
            shop.ctx,
            order.id,
            quantities=units,
            reason=ReturnReason.OTHER,
            idempotency_key=str(new_id()),
        )

    with pytest.raises(NotFound):
        await ask(foreign=1)
    with pytest.raises(InvalidInput):
        await ask()
    with pytest.raises(InvalidInput) as refusal:
        await ask(own=0)
    assert refusal.value.field == ["lines", "0", "quantity"]
    assert await Return.all().count() == 0

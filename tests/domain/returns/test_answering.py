"""Answering, calling off, labelling, sending: each once, by whoever may; the order follows."""

import asyncio

import pytest

from domain.fulfillment.states import FulfillmentStatus
from domain.identity.scopes import Scope
from domain.orders.models import Order
from domain.orders.states import OrderReturnStatus, OrderStatus
from domain.returns.approve_return import approve_return
from domain.returns.cancel_return import cancel_return
from domain.returns.create_label import create_label
from domain.returns.decline_return import decline_return
from domain.returns.mark_sent import mark_sent
from domain.returns.models import Return
from domain.returns.states import ReturnStatus
from domain.shared.errors import (
    InvalidInput,
    InvalidTransition,
    NotFound,
    NotPermitted,
    VersionConflict,
)
from tests.shop import Shop


async def test_an_approved_return_is_labelled_and_sent(shop: Shop) -> None:
    row = await shop.back()
    await shop.carrier("swift")

    await approve_return(shop.ctx, row.id)
    await create_label(shop.ctx, row.id, carrier_code="swift")
    sent = await mark_sent(shop.ctx, row.id)

    assert (sent.status, sent.version) == (ReturnStatus.IN_TRANSIT, 4)
    assert sent.waybill_number is not None
    assert await shop.event_names("return") == [
        "returns.return_requested",
        "returns.return_approved",
        "returns.return_label_created",
        "returns.return_sent",
    ]
    assert (await Order.get(id=row.order_id)).return_status is OrderReturnStatus.IN_PROGRESS


async def test_parcels_and_returns_never_share_a_waybill_number(shop: Shop) -> None:
    await shop.carrier("swift")
    rows = [await shop.back(ReturnStatus.APPROVED) for _ in range(2)]
    parcel = await shop.parcel(FulfillmentStatus.LABEL_PURCHASED)

    labelled = await asyncio.gather(
        *(create_label(shop.ctx, row.id, carrier_code="swift") for row in rows)
    )

    numbers = {parcel.waybill_number, *(row.waybill_number for row in labelled)}
    assert len(numbers) == 3


async def test_of_two_answers_at_once_one_stands(shop: Shop) -> None:
    row = await shop.back()

    results = await asyncio.gather(
        approve_return(shop.ctx, row.id),
        decline_return(shop.ctx, row.id, answer="No."),
        return_exceptions=True,
    )

    assert sorted(isinstance(each, InvalidTransition) for each in results) == [False, True]
    assert (await Return.get(id=row.id)).version == 2


async def test_a_customer_calls_their_own_return_off_and_says_that_it_is_sent(shop: Shop) -> None:
    customer = await shop.customer()
    mine = shop.as_customer(customer)
    rows = [
        await shop.back(ReturnStatus.APPROVED, order=await shop.delivered(customer=customer))
        for _ in range(2)
    ]

    canceled = await cancel_return(mine, rows[0].id)
    sent = await mark_sent(mine, rows[1].id)

    assert canceled.status is ReturnStatus.CANCELED
    assert sent.status is ReturnStatus.IN_TRANSIT
    assert (await Order.get(id=canceled.order_id)).return_status is OrderReturnStatus.NONE
    with pytest.raises(NotPermitted):
        await approve_return(mine, (await shop.back()).id)


async def test_an_order_with_an_open_return_is_not_complete_before_that_ended(shop: Shop) -> None:
    order = await shop.delivered(is_paid=False)
    row = await shop.ask_back(order)
    await shop.capture(order.id)

    assert (await Order.get(id=order.id)).status is OrderStatus.CONFIRMED

    await decline_return(shop.ctx, row.id, answer="It was worn.")

    assert (await Order.get(id=order.id)).status is OrderStatus.COMPLETED


async def test_strangers_find_no_return_and_those_without_permission_change_none(
    shop: Shop,
) -> None:
    row = await shop.back(order=await shop.delivered(customer=await shop.customer()))
    stranger = shop.as_customer(await shop.customer())
    reader = shop.as_staff(Scope.ORDERS_READ)
    before = await shop.rows()

    for verb in (cancel_return, mark_sent):
        with pytest.raises(NotFound):
            await verb(stranger, row.id)
    for verb in (approve_return, cancel_return, mark_sent):
        with pytest.raises(NotPermitted):
            await verb(reader, row.id)
    with pytest.raises(NotPermitted):
        await decline_return(reader, row.id, answer="No.")
    with pytest.raises(NotPermitted):
        await create_label(reader, row.id, carrier_code="swift")

    assert await shop.rows() == before


async def test_an_answer_says_something_and_is_given_to_what_was_looked_at(shop: Shop) -> None:
    row = await shop.back()

    with pytest.raises(InvalidInput):
        await decline_return(shop.ctx, row.id, answer=" ")
    with pytest.raises(VersionConflict):
        await approve_return(shop.ctx, row.id, expected_version=7)
    with pytest.raises(InvalidTransition):
        await create_label(shop.ctx, row.id, carrier_code="swift")

    assert (await Return.get(id=row.id)).version == 1

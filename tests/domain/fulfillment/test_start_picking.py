"""Starting to pick: once, by somebody from the warehouse, and only what is open."""

import asyncio

import pytest

from domain.fulfillment.models import FulfillmentOrder
from domain.fulfillment.start_picking import start_picking
from domain.fulfillment.states import FulfillmentOrderStatus
from domain.identity.scopes import Scope
from domain.shared.errors import (
    InvalidTransition,
    NotFound,
    NotPermitted,
    NotSignedIn,
    VersionConflict,
)
from domain.shared.ids import new_id
from tests.shop import Shop


async def test_picking_starts(shop: Shop) -> None:
    work = await shop.work()

    work = await start_picking(shop.ctx, work.id, expected_version=work.version)

    assert work.status is FulfillmentOrderStatus.IN_PROGRESS
    assert work.picking_started_at == shop.now
    assert (await shop.event_names())[-2:] == [
        "fulfillment.fulfillment_order_picking_started",
        "orders.progress_noted",
    ]


@pytest.mark.parametrize(
    "status", [status for status in FulfillmentOrderStatus if status != "open"]
)
async def test_what_is_not_open_is_not_picked(shop: Shop, status: FulfillmentOrderStatus) -> None:
    work = await shop.work(status)
    told = await shop.event_names()

    with pytest.raises(InvalidTransition) as refusal:
        await start_picking(shop.ctx, work.id)

    assert refusal.value.source == status
    assert (await FulfillmentOrder.get(id=work.id)).version == work.version
    assert await shop.event_names() == told


async def test_two_pickers_do_not_walk_for_the_same_work(shop: Shop) -> None:
    work = await shop.work()

    results = await asyncio.gather(
        *(start_picking(shop.ctx, work.id) for _ in range(4)), return_exceptions=True
    )

    refused = [result for result in results if isinstance(result, Exception)]
    assert len(refused) == 3
    assert all(isinstance(refusal, InvalidTransition) for refusal in refused)
    started = "fulfillment.fulfillment_order_picking_started"
    assert (await shop.event_names()).count(started) == 1


async def test_a_decision_on_old_news_is_refused(shop: Shop) -> None:
    work = await shop.work()

    with pytest.raises(VersionConflict):
        await start_picking(shop.ctx, work.id, expected_version=work.version - 1)

    assert (await FulfillmentOrder.get(id=work.id)).status is FulfillmentOrderStatus.OPEN


async def test_only_the_warehouse_picks(shop: Shop) -> None:
    work = await shop.work()

    with pytest.raises(NotPermitted):
        await start_picking(shop.as_staff(Scope.FULFILLMENT_READ), work.id)
    with pytest.raises(NotSignedIn):
        await start_picking(shop.as_anonymous, work.id)

    assert (await FulfillmentOrder.get(id=work.id)).status is FulfillmentOrderStatus.OPEN


async def test_work_that_does_not_exist_and_work_out_of_sight_are_the_same(shop: Shop) -> None:
    work = await shop.work()

    with pytest.raises(NotFound):
        await start_picking(shop.ctx, new_id())
    with pytest.raises(NotFound):
        await start_picking(shop.as_staff(Scope.FULFILLMENT_WRITE), work.id)

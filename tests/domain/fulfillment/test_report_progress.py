"""How far the hands have come: picked, then packed, each told once."""

import pytest

from domain.fulfillment.errors import ProgressOutOfOrder
from domain.fulfillment.models import FulfillmentOrder
from domain.fulfillment.report_progress import report_progress
from domain.fulfillment.states import FulfillmentOrderStatus, FulfillmentProgress
from domain.identity.scopes import Scope
from domain.shared.errors import InvalidTransition, NotFound, NotPermitted, VersionConflict
from domain.shared.ids import new_id
from tests.shop import Shop

PICKED, PACKED = FulfillmentProgress.PICKED, FulfillmentProgress.PACKED
IN_PROGRESS = FulfillmentOrderStatus.IN_PROGRESS


async def test_picked_then_packed(shop: Shop) -> None:
    work = await shop.work(IN_PROGRESS)

    await report_progress(shop.ctx, work.id, progress=PICKED)
    shop.later(minutes=5)
    work = await report_progress(shop.ctx, work.id, progress=PACKED)

    assert work.status is IN_PROGRESS
    assert work.progress is PACKED
    assert work.picked_at is not None
    assert work.packed_at == shop.now > work.picked_at
    assert (await shop.event_names("fulfillment_order"))[-2:] == [
        "fulfillment.fulfillment_order_picked",
        "fulfillment.fulfillment_order_packed",
    ]


@pytest.mark.parametrize("progress", FulfillmentProgress)
async def test_saying_it_twice_tells_it_once(shop: Shop, progress: FulfillmentProgress) -> None:
    work = await shop.work(IN_PROGRESS)
    await report_progress(shop.ctx, work.id, progress=PICKED)
    if progress is PACKED:
        await report_progress(shop.ctx, work.id, progress=PACKED)
    told = await shop.event_names()

    work = await report_progress(shop.ctx, work.id, progress=progress)

    assert work.progress is progress
    assert await shop.event_names() == told


async def test_nothing_is_packed_before_it_is_picked(shop: Shop) -> None:
    work = await shop.work(IN_PROGRESS)

    with pytest.raises(ProgressOutOfOrder):
        await report_progress(shop.ctx, work.id, progress=PACKED)

    assert (await FulfillmentOrder.get(id=work.id)).progress is None


async def test_work_never_goes_backwards(shop: Shop) -> None:
    work = await shop.pack(await shop.work())
    told = await shop.event_names()

    with pytest.raises(ProgressOutOfOrder):
        await report_progress(shop.ctx, work.id, progress=PICKED)

    assert (await FulfillmentOrder.get(id=work.id)).progress is PACKED
    assert await shop.event_names() == told


@pytest.mark.parametrize(
    "status", sorted(set(FulfillmentOrderStatus) - {IN_PROGRESS, FulfillmentOrderStatus.INCOMPLETE})
)
async def test_nobody_at_work_no_progress(shop: Shop, status: FulfillmentOrderStatus) -> None:
    work = await shop.work(status)

    with pytest.raises(InvalidTransition):
        await report_progress(shop.ctx, work.id, progress=PICKED)

    assert (await FulfillmentOrder.get(id=work.id)).version == work.version


async def test_only_the_warehouse_reports(shop: Shop) -> None:
    work = await shop.work(IN_PROGRESS)

    with pytest.raises(NotPermitted):
        await report_progress(shop.as_staff(Scope.ORDERS_READ), work.id, progress=PICKED)
    with pytest.raises(NotFound):
        await report_progress(shop.ctx, new_id(), progress=PICKED)
    with pytest.raises(VersionConflict):
        await report_progress(shop.ctx, work.id, progress=PICKED, expected_version=1)

    assert (await FulfillmentOrder.get(id=work.id)).progress is None

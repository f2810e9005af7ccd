"""The lives of work and of parcels: for each state and action, either it moves or it is refused."""

import pytest

from domain.fulfillment.models import Fulfillment, FulfillmentOrder
from domain.fulfillment.states import (
    FULFILLMENT,
    FULFILLMENT_ORDER,
    FulfillmentAction,
    FulfillmentOrderAction,
    FulfillmentOrderStatus,
    FulfillmentStatus,
)
from domain.shared.errors import InvalidTransition
from tests.shop import Shop

Work, Parcel = FulfillmentOrderStatus, FulfillmentStatus
Do, Handle = FulfillmentOrderAction, FulfillmentAction

WORK_MOVES = {
    (Work.OPEN, Do.HOLD): Work.ON_HOLD,
    (Work.OPEN, Do.START_PICKING): Work.IN_PROGRESS,
    (Work.OPEN, Do.CANCEL): Work.CANCELED,
    (Work.ON_HOLD, Do.RELEASE_HOLD): Work.OPEN,
    (Work.ON_HOLD, Do.CANCEL): Work.CANCELED,
    (Work.IN_PROGRESS, Do.FULFILL): Work.CLOSED,
    (Work.OPEN, Do.SPLIT): Work.OPEN,
    (Work.OPEN, Do.MOVE): Work.OPEN,
    (Work.SCHEDULED, Do.OPEN): Work.OPEN,
    (Work.SCHEDULED, Do.HOLD): Work.ON_HOLD,
    (Work.SCHEDULED, Do.CANCEL): Work.CANCELED,
    (Work.SCHEDULED, Do.MOVE): Work.SCHEDULED,
    (Work.IN_PROGRESS, Do.REPORT_SHORTAGE): Work.INCOMPLETE,
    (Work.INCOMPLETE, Do.REPORT_SHORTAGE): Work.INCOMPLETE,
    (Work.INCOMPLETE, Do.FULFILL): Work.CLOSED,
}
PARCEL_MOVES = {
    (Parcel.PENDING, Handle.PURCHASE_LABEL): Parcel.LABEL_PURCHASED,
    (Parcel.PENDING, Handle.SHIP): Parcel.SHIPPED,
    (Parcel.PENDING, Handle.CANCEL): Parcel.CANCELED,
    (Parcel.LABEL_PURCHASED, Handle.SHIP): Parcel.SHIPPED,
    (Parcel.LABEL_PURCHASED, Handle.CANCEL): Parcel.CANCELED,
    (Parcel.SHIPPED, Handle.MARK_DELIVERED): Parcel.DELIVERED,
    (Parcel.SHIPPED, Handle.MARK_RETURNED): Parcel.RETURNED,
}


@pytest.mark.parametrize("status", Work)
async def test_work_moves_by_the_table_and_by_nothing_else(shop: Shop, status: Work) -> None:
    for action in Do:
        work = await shop.work(status)
        before = work.version

        if target := WORK_MOVES.get((status, action)):
            assert await FULFILLMENT_ORDER.move(work, action, at=shop.now) is status
            stored = await FulfillmentOrder.get(id=work.id)
            assert (stored.status, stored.version) == (target, before + 1)
        else:
            with pytest.raises(InvalidTransition):
                await FULFILLMENT_ORDER.move(work, action, at=shop.now)
            stored = await FulfillmentOrder.get(id=work.id)
            assert (stored.status, stored.version) == (status, before)


@pytest.mark.parametrize("status", Parcel)
async def test_a_parcel_moves_by_the_table_and_by_nothing_else(shop: Shop, status: Parcel) -> None:
    parcel = await shop.parcel(status)
    for action in Handle:
        row = await Fulfillment.get(id=parcel.id)

        if target := PARCEL_MOVES.get((status, action)):
            assert FULFILLMENT.target(row.status, action) is target
        else:
            with pytest.raises(InvalidTransition):
                await FULFILLMENT.move(row, action, at=shop.now)
            stored = await Fulfillment.get(id=parcel.id)
            assert (stored.status, stored.version) == (status, parcel.version)


@pytest.mark.parametrize(("pair", "target"), PARCEL_MOVES.items())
async def test_a_parcel_arrives_where_the_table_says(
    shop: Shop, pair: tuple[Parcel, Handle], target: Parcel
) -> None:
    status, action = pair
    parcel = await shop.parcel(status)
    before = parcel.version

    assert await FULFILLMENT.move(parcel, action, at=shop.now) is status

    stored = await Fulfillment.get(id=parcel.id)
    assert (stored.status, stored.version) == (target, before + 1)

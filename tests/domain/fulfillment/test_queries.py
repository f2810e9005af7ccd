"""Who sees which work and parcels: staff all of them, customers their own, others none."""

import pytest

from domain.customers.models import Customer
from domain.fulfillment import queries
from domain.fulfillment.models import Fulfillment
from domain.fulfillment.states import FulfillmentOrderStatus, FulfillmentStatus, TrackingStatus
from domain.identity.scopes import Scope
from domain.processes.confirm_order import confirm_order
from domain.shared.context import Context
from domain.shared.errors import NotFound
from domain.shared.filters import Is
from domain.shared.paging import Window
from tests.shop import Shop


async def parcel_for(shop: Shop, customer: Customer) -> Fulfillment:
    variant = await shop.variant()
    await shop.stock(variant, 5)
    placed = await shop.place((variant, 2), ctx=shop.as_customer(customer))
    await confirm_order(shop.ctx, placed.id)
    (work,) = await shop.works_of(placed)
    return await shop.hear(await shop.send(await shop.parcel_of(work)), TrackingStatus.IN_TRANSIT)


async def seen_by(ctx: Context, parcel: Fulfillment) -> set[int]:
    """How much of a parcel an actor sees, by every read there is."""
    order_id, work_id = parcel.order_id, parcel.fulfillment_order_id
    return {
        len(await queries.fulfillments_by_ids(ctx, [parcel.id])),
        len(await queries.fulfillment_orders_by_ids(ctx, [work_id])),
        len((await queries.fulfillments_of_orders(ctx, [order_id]))[order_id]),
        len((await queries.fulfillment_orders_of_orders(ctx, [order_id]))[order_id]),
        len((await queries.fulfillments_of_fulfillment_orders(ctx, [work_id]))[work_id]),
        len((await queries.lines_of_fulfillment_orders(ctx, [work_id]))[work_id]),
        len((await queries.lines_of_fulfillments(ctx, [parcel.id]))[parcel.id]),
        len((await queries.tracking_events_of(ctx, [parcel.id]))[parcel.id]),
        await queries.count_fulfillments(ctx),
        await queries.count_fulfillment_orders(ctx),
    }


async def test_staff_and_the_customer_see_a_parcel_and_nobody_else(shop: Shop) -> None:
    cleo, other = await shop.customer(), await shop.customer("Otto Ray")
    parcel = await parcel_for(shop, cleo)

    for allowed in [
        shop.as_staff(Scope.FULFILLMENT_READ),
        shop.as_staff(Scope.ORDERS_READ),
        shop.as_customer(cleo),
        shop.as_system,
    ]:
        assert await seen_by(allowed, parcel) == {1}
    for stranger in [
        shop.as_customer(other),
        shop.as_staff(Scope.CATALOG_WRITE),
        shop.as_anonymous,
    ]:
        assert await seen_by(stranger, parcel) == {0}


async def test_out_of_sight_is_not_found(shop: Shop) -> None:
    parcel = await parcel_for(shop, await shop.customer())
    stranger = shop.as_customer(await shop.customer("Otto Ray"))

    with pytest.raises(NotFound):
        await queries.get_fulfillment(stranger, parcel.id)
    with pytest.raises(NotFound):
        await queries.get_fulfillment_order(stranger, parcel.fulfillment_order_id)
    with pytest.raises(NotFound):
        await queries.get_carrier(stranger, "nobody")

    assert (await queries.get_fulfillment(shop.ctx, parcel.id)).id == parcel.id


async def test_the_latest_news_comes_first(shop: Shop) -> None:
    parcel = await shop.parcel(FulfillmentStatus.SHIPPED)
    for status in [TrackingStatus.PICKED_UP, TrackingStatus.IN_TRANSIT]:
        shop.later(hours=1)
        await shop.hear(parcel, status)

    news = (await queries.tracking_events_of(shop.ctx, [parcel.id]))[parcel.id]

    assert [item.status for item in news] == ["in_transit", "picked_up"]
    found = await queries.tracking_events_by_ids(shop.ctx, [item.id for item in news])
    assert len(found) == 2


async def test_work_is_listed_oldest_first_and_by_state_and_warehouse(shop: Shop) -> None:
    first = await shop.work()
    shop.later(minutes=1)
    second = await shop.work(FulfillmentOrderStatus.IN_PROGRESS)
    elsewhere = await shop.warehouse("annex")
    is_open = Is("status", "eq", FulfillmentOrderStatus.OPEN)
    is_elsewhere = Is("warehouse", "one_of", [elsewhere.id])

    everything = await queries.fulfillment_orders_page(shop.ctx, Window())
    open_work = await queries.fulfillment_orders_page(shop.ctx, Window(), condition=is_open)
    annex = await queries.fulfillment_orders_page(shop.ctx, Window(), condition=is_elsewhere)

    assert [work.id for work in everything.rows] == [first.id, second.id]
    assert [work.id for work in open_work.rows] == [first.id]
    assert list(annex.rows) == []
    assert await queries.count_fulfillment_orders(shop.ctx, condition=is_open) == 1


async def test_parcels_are_listed_newest_first_and_by_state(shop: Shop) -> None:
    first = await shop.parcel(FulfillmentStatus.SHIPPED)
    shop.later(minutes=1)
    second = await shop.parcel()
    is_pending = Is("status", "eq", FulfillmentStatus.PENDING)

    everything = await queries.fulfillments_page(shop.ctx, Window())
    pending = await queries.fulfillments_page(shop.ctx, Window(), condition=is_pending)

    assert [parcel.id for parcel in everything.rows] == [second.id, first.id]
    assert [parcel.id for parcel in pending.rows] == [second.id]
    assert await queries.count_fulfillments(shop.ctx, condition=is_pending) == 1


async def test_a_parcel_is_found_by_its_number_however_it_is_written(shop: Shop) -> None:
    parcel = await shop.parcel(FulfillmentStatus.SHIPPED)
    written = f" {str(parcel.waybill_number).lower()} "

    found = await queries.fulfillment_by_waybill(shop.ctx, "swift", written)
    hidden = await queries.fulfillment_by_waybill(shop.as_anonymous, "swift", written)

    assert found is not None
    assert found.id == parcel.id
    assert hidden is None


async def test_news_is_paged_and_counted_for_many_parcels_at_once(shop: Shop) -> None:
    parcels = [await shop.parcel(FulfillmentStatus.SHIPPED) for _ in range(2)]
    for parcel in parcels:
        for status in [TrackingStatus.PICKED_UP, TrackingStatus.IN_TRANSIT]:
            shop.later(hours=1)
            await shop.hear(parcel, status)
    ids = [parcel.id for parcel in parcels]

    pages = await queries.pages_of_tracking_events(
        shop.ctx, ids, Window(first=1), queries.NEWEST_NEWS
    )
    counts = await queries.counts_of_tracking_events(shop.ctx, ids)

    assert [[item.status for item in pages[key].rows] for key in ids] == [["in_transit"]] * 2
    assert [counts[key] for key in ids] == [2, 2]


async def test_carriers_are_no_secret(shop: Shop) -> None:
    carrier = await shop.carrier()

    found = await queries.carriers_by_ids(shop.as_anonymous, [carrier.id])

    assert found[carrier.id].code == carrier.code
    assert [one.id for one in await queries.carriers(shop.as_anonymous)] == [carrier.id]

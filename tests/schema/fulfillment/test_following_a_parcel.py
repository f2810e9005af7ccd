"""Following a parcel: live until it is where it belongs, then the story is over."""

from typing import Any

import pytest

from domain.fulfillment.states import FulfillmentStatus, TrackingStatus
from schema.shared.ids import global_id
from tests.shop import Shop
from tests.wire import Client, serving

FOLLOW = """
subscription($id: ID!, $after: EventCursor) {
  shipmentTrackingUpdated(id: $id, after: $after, initial: true) {
    kind cursor aggregateVersion tracking { status version }
  }
}
"""


async def test_following_ends_when_the_parcel_has_arrived(
    shop: Shop, database: dict[str, Any]
) -> None:
    parcel = await shop.parcel(FulfillmentStatus.SHIPPED)
    async with serving(database) as address:
        client = Client(address, shop.admin)
        async with client.follow(FOLLOW, id=global_id("Fulfillment", parcel.id)) as live:
            first = await live.next()

            await shop.hear(parcel, TrackingStatus.DELIVERED)

            items = await live.until(lambda item: item["aggregateVersion"] == parcel.version + 2)
            with pytest.raises(StopAsyncIteration):
                await live.next()

    assert first["kind"] == "INITIAL"
    assert [item["aggregateVersion"] for item in items] == [parcel.version + 1, parcel.version + 2]
    assert items[-1]["tracking"]["status"] == "DELIVERED"


@pytest.mark.parametrize(
    "status", [FulfillmentStatus.DELIVERED, FulfillmentStatus.RETURNED, FulfillmentStatus.CANCELED]
)
async def test_what_is_over_is_shown_once(
    shop: Shop, database: dict[str, Any], status: FulfillmentStatus
) -> None:
    parcel = await shop.parcel(status)
    async with serving(database) as address:
        client = Client(address, shop.admin)
        async with client.follow(FOLLOW, id=global_id("Fulfillment", parcel.id)) as live:
            only = await live.next()

            with pytest.raises(StopAsyncIteration):
                await live.next()

    assert (only["kind"], only["tracking"]["status"]) == ("INITIAL", status.name)


async def test_whoever_comes_back_is_sent_all_the_rest_before_the_end(
    shop: Shop, database: dict[str, Any]
) -> None:
    parcel = await shop.parcel(FulfillmentStatus.SHIPPED)
    key = global_id("Fulfillment", parcel.id)
    async with serving(database) as address:
        client = Client(address, shop.admin)
        async with client.follow(FOLLOW, id=key) as live:
            seen = await live.next()
        await shop.hear(parcel, TrackingStatus.IN_TRANSIT)
        await shop.hear(parcel, TrackingStatus.DELIVERED)

        async with client.follow(FOLLOW, id=key, after=seen["cursor"]) as live:
            items = await live.until(lambda item: item["aggregateVersion"] == parcel.version + 3)
            with pytest.raises(StopAsyncIteration):
                await live.next()

    assert {item["kind"] for item in items} == {"EVENT"}
    versions = [item["aggregateVersion"] for item in items]
    assert versions[-3:] == [parcel.version + n for n in (1, 2, 3)]

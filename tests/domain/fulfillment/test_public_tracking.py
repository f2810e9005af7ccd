"""The public page of a parcel: where it is, and nothing of whose it is."""

from dataclasses import asdict, replace

import pytest

from domain.fulfillment.public_tracking import masked, public_tracking, without_numbers
from domain.fulfillment.states import FulfillmentStatus, TrackingStatus
from domain.shared.errors import NotFound
from domain.shared.ids import new_id
from tests.shop import Shop


async def test_anybody_with_the_link_sees_where_it_is(shop: Shop) -> None:
    parcel = await shop.parcel(FulfillmentStatus.SHIPPED)
    await shop.hear(parcel, TrackingStatus.PICKED_UP)
    shop.later(hours=1)
    parcel = await shop.hear(parcel, TrackingStatus.IN_TRANSIT)

    page = await public_tracking(parcel.id)

    assert (page.status, page.tracking_status) == (FulfillmentStatus.SHIPPED, "in_transit")
    assert (page.carrier_name, page.version) == ("Swift", parcel.version)
    assert [item.status for item in page.news] == ["in_transit", "picked_up"]
    assert page.news[0].occurred_at == shop.now


async def test_nothing_on_it_says_whose_it_is(shop: Shop) -> None:
    parcel = await shop.parcel(FulfillmentStatus.SHIPPED)
    whispered = replace(
        shop.news(TrackingStatus.OUT_FOR_DELIVERY, location="Gate 3, call 138 0000 1234"),
        description="For Cleo Park, +8613800001234",
    )
    parcel = await shop.tell(parcel, whispered)

    page = str(asdict(await public_tracking(parcel.id)))

    assert "Cleo" not in page
    assert "1234" not in page
    assert "Gate 3" in page
    assert str(parcel.waybill_number) not in page
    assert str(parcel.order_id) not in page


async def test_a_parcel_without_a_label_has_no_number_to_show(shop: Shop) -> None:
    page = await public_tracking((await shop.parcel()).id)

    assert (page.carrier_name, page.waybill_number, page.news) == (None, None, ())


async def test_no_parcel_no_page(shop: Shop) -> None:
    with pytest.raises(NotFound):
        await public_tracking(new_id())


def test_only_the_end_of_a_number_is_shown() -> None:
    assert masked("SWIFT000000004261") == "*************4261"
    assert masked("ABC123") == "****C123"
    assert masked(None) is None


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Hub 12", "Hub 12"),
        ("Call 13800001234", "Call ****"),
        ("Call 0571-8888 1234 now", "Call **** now"),
    ],
)
def test_numbers_one_could_call_are_masked(said: str, shown: str) -> None:
    assert without_numbers(said) == shown

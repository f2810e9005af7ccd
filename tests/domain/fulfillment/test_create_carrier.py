"""Taking on carriers: one code each, and an address with a place for the number."""

import pytest

from domain.fulfillment.create_carrier import create_carrier
from domain.identity.scopes import Scope
from domain.shared.errors import AlreadyTaken, InvalidInput, NotPermitted
from tests.shop import Shop

ADDRESS = "https://track.example/{waybill}"


async def test_a_carrier_drives_for_us(shop: Shop) -> None:
    carrier = await create_carrier(shop.ctx, code="yto", name=" YTO ", tracking_url=ADDRESS)

    assert (carrier.code, carrier.name, carrier.tracking_url) == ("yto", "YTO", ADDRESS)
    assert carrier.waybills_issued == 0


async def test_a_code_is_one_carriers(shop: Shop) -> None:
    await create_carrier(shop.ctx, code="yto", name="YTO")

    with pytest.raises(AlreadyTaken) as refusal:
        await create_carrier(shop.ctx, code="yto", name="Another")

    assert refusal.value.field == ["code"]
    assert await shop.count("carrier") == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"code": ""}, "code"),
        ({"code": "YTO"}, "code"),
        ({"code": "y" * 33}, "code"),
        ({"name": "  "}, "name"),
        ({"name": "n" * 121}, "name"),
        ({"name": "a\x00"}, "name"),
        ({"tracking_url": "https://track.example/"}, "trackingUrl"),
        ({"tracking_url": "javascript:{waybill}"}, "trackingUrl"),
        ({"tracking_url": "https://{waybill}" + "x" * 300}, "trackingUrl"),
    ],
)
async def test_nonsense_is_named_by_its_field(
    shop: Shop, change: dict[str, str], field: str
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        await create_carrier(shop.ctx, **{"code": "yto", "name": "YTO", **change})

    assert refusal.value.field == [field]
    assert await shop.count("carrier") == 0


async def test_only_those_who_run_fulfillment_take_on_carriers(shop: Shop) -> None:
    with pytest.raises(NotPermitted):
        await create_carrier(shop.as_staff(Scope.FULFILLMENT_READ), code="yto", name="YTO")

    assert await shop.count("carrier") == 0

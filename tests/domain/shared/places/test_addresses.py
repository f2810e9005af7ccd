"""What countries ask of an address, and how it is written on a label: tables."""

from typing import Any

import pytest

from domain.customers.add_address import NewAddress, add_address
from domain.customers.cards import opened_address
from domain.orders.place_order import place_order
from domain.orders.request import LineRequest, PlaceOrder, ShippingAddress
from domain.orders.snapshots import place_of, sealed_snapshot, shown_snapshot
from domain.shared.errors import InvalidInput
from domain.shared.ids import new_id
from domain.shared.places.addresses import RULES, checked, label
from domain.shared.places.countries import COUNTRIES
from domain.shared.places.regions import CHINA, REGIONS, region_code, region_of
from tests.shop import Shop

LAKE = {
    "recipient": "王小明",
    "line1": "龙井路1号",
    "line2": "3号楼",
    "district": "西湖区",
    "city": "杭州市",
    "region": "浙江省",
    "postal_code": "310013",
    "country": "CN",
}
FRESNO = {
    "recipient": "Ann Lee",
    "line1": "1 Main St",
    "city": "Fresno",
    "region": "CA",
    "postal_code": "93650",
    "country": "US",
}


@pytest.mark.parametrize(
    ("of", "changes", "field"),
    [
        (LAKE, {"region": ""}, "region"),
        (LAKE, {"district": ""}, "district"),
        (LAKE, {"region": "Atlantis"}, "region"),
        (LAKE, {"postal_code": "3100"}, "postalCode"),
        (FRESNO, {"region": ""}, "region"),
        (FRESNO, {"region": "Lothringen"}, "region"),
        (FRESNO, {"postal_code": ""}, "postalCode"),
        (FRESNO, {"postal_code": "9365"}, "postalCode"),
        (FRESNO, {"country": "CA"}, "postalCode"),
        (FRESNO, {"country": "GB"}, "postalCode"),
        (FRESNO, {"country": "DE", "postal_code": "1011"}, "postalCode"),
        (FRESNO, {"country": "NL", "postal_code": "1012"}, "postalCode"),
        (FRESNO, {"country": "XX"}, "country"),
    ],
)
def test_an_address_that_is_none_is_refused_by_its_part(
    of: dict[str, str], changes: dict[str, str], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        checked({**of, **changes}, "shippingAddress")

    assert refused.value.field == ["shippingAddress", field]


@pytest.mark.parametrize(
    ("country", "code"),
    [
        ("CN", "310013"),
        ("CN", ""),
        ("US", "93650-1234"),
        ("CA", "k1a 0b1"),
        ("GB", "sw1a 1aa"),
        ("GB", "M1 1AE"),
        ("GB", ""),
        ("DE", "10115"),
        ("AT", "1010"),
        ("NL", "1012 JS"),
        ("PL", "00-950"),
        ("PT", "1000-205"),
        ("SE", "111 29"),
        ("JP", "100-0001"),
        ("BR", "01310-100"),
        ("IE", "D02 AF30"),
        ("AO", "whatever"),
    ],
)
def test_postal_codes_have_the_shape_of_their_country(country: str, code: str) -> None:
    regions = {"CN": "浙江", "US": "California", "CA": "Ontario"}
    parts = {**LAKE, "country": country, "region": regions.get(country, "R"), "postal_code": code}

    assert checked(parts)["postal_code"] == code.upper()


def test_a_province_gets_its_whole_name_where_it_is_written_in_chinese() -> None:
    assert checked({**LAKE, "region": "浙江"})["region"] == "浙江省"
    assert checked({**LAKE, "region": "新疆"})["region"] == "新疆维吾尔自治区"
    assert checked({**LAKE, "region": "Zhejiang"})["region"] == "Zhejiang"


def test_regions_go_by_any_of_their_names() -> None:
    assert len(CHINA) == 34
    for country, regions in REGIONS.items():
        assert len({region.code for region in regions}) == len(regions)
        for region in regions:
            for name in (region.code, region.name, *region.also):
                assert region_of(country, f" {name.upper()} ") is region
    assert region_code("CN", "浙江") == region_code("CN", "zhejiang") == "ZJ"
    assert region_code("DE", " Freistaat  Bayern") == "freistaat bayern"
    assert region_code("DE", "") == ""
    assert RULES.keys() <= COUNTRIES


@pytest.mark.parametrize(
    ("parts", "lines"),
    [
        (LAKE, ["310013", "浙江省杭州市西湖区龙井路1号3号楼", "王小明"]),
        (
            {**LAKE, "region": "北京市", "city": "北京市", "district": "朝阳区", "postal_code": ""},
            ["北京市朝阳区龙井路1号3号楼", "王小明"],
        ),
        (
            {
                **LAKE,
                "line1": "1 Longjing Rd",
                "line2": "",
                "district": "Xihu",
                "city": "Hangzhou",
                "region": "Zhejiang",
                "recipient": "Wang",
            },
            ["Wang", "1 Longjing Rd", "Xihu", "Hangzhou, Zhejiang 310013", "CN"],
        ),
        (FRESNO, ["Ann Lee", "1 Main St", "Fresno, CA 93650", "US"]),
        (
            {
                "recipient": "Eva",
                "line1": "Allee 1",
                "city": "Berlin",
                "postal_code": "10115",
                "country": "DE",
            },
            ["Eva", "Allee 1", "10115 Berlin", "DE"],
        ),
        (
            {
                "recipient": "Olga",
                "line1": "2 Low St",
                "line2": "Flat 3",
                "city": "York",
                "postal_code": "YO1 6GA",
                "country": "GB",
            },
            ["Olga", "2 Low St", "Flat 3", "York", "YO1 6GA", "GB"],
        ),
        ({"recipient": "A", "line1": "B", "city": "C", "country": "AO"}, ["A", "B", "C", "AO"]),
    ],
)
def test_a_label_is_written_as_its_country_writes_it(
    parts: dict[str, Any], lines: list[str]
) -> None:
    assert label(parts) == lines


async def test_a_chinese_address_is_kept_sealed_and_shown_whole(shop: Shop) -> None:
    tea = await shop.stocked()
    cleo = await shop.customer()
    address = ShippingAddress(**LAKE)

    order = await place_order(
        shop.ctx,
        PlaceOrder("web", "USD", [LineRequest(tea.id, 1)], cleo.id, address),
        idempotency_key=None,
    )
    row = await add_address(shop.ctx, cleo.id, NewAddress(**LAKE))

    assert order.shipping_address is not None
    assert "西湖" not in order.shipping_address
    shown = shown_snapshot(shop.ctx, cleo.id, order.id, order.shipping_address)
    assert shown == {**LAKE, "phone": ""}
    assert row.district.startswith("v")
    assert "西湖" not in row.district
    assert opened_address(row)["district"] == "西湖区"


def test_an_address_from_before_there_were_districts_is_still_the_same_place() -> None:
    one, other = new_id(), new_id()
    before = {
        "recipient": "A",
        "line1": "B",
        "line2": "",
        "city": "C",
        "region": "浙江",
        "postal_code": "",
        "country": "CN",
        "phone": "",
    }
    after = {**before, "district": "", "region": "Zhejiang"}

    assert place_of(one, sealed_snapshot(one, before)) == place_of(
        other, sealed_snapshot(other, after)
    )
    elsewhere = sealed_snapshot(other, {**after, "district": "西湖区"})
    assert place_of(one, sealed_snapshot(one, before)) != place_of(other, elsewhere)

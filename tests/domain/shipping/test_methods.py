"""Ways of sending: what they charge, whom they are for, and what an order remembers of them."""

import asyncio
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest

from domain.orders.evaluate_cart import CartRequest, evaluate_cart, shipping_quotes
from domain.orders.models import Order, OrderTaxLine
from domain.orders.place_order import place_order
from domain.orders.request import LineRequest, ShippingAddress
from domain.promotions.terms import FreeShipping
from domain.shared.errors import AlreadyTaken, InvalidInput, NotFound, NotPermitted, VersionConflict
from domain.shared.money import WrongCurrency
from domain.shipping.charges import charge_for
from domain.shipping.errors import ShippingMethodUnavailable, ShippingObstacle
from domain.shipping.models import ShippingMethod
from domain.shipping.put_method import NewMethod, put_method
from domain.shipping.put_zone import put_zone
from domain.shipping.queries import visible_methods, visible_zones
from domain.taxes.in_force import Place
from tests.shop import Shop
from tests.statements import count_statements

BERLIN = ShippingAddress("Ann", "1 Allee", "Berlin", "DE", postal_code="10115")
STATED = {"zone": 7, "method": 8, "changed": 9}  # with those of the transaction
BANDS = [(0, 900), (5_000, 500), (10_000, 250)]


@pytest.mark.parametrize(
    ("bands", "free", "worth", "charge"),
    [
        (BANDS, None, 0, 900),
        (BANDS, None, 4_999, 900),
        (BANDS, None, 5_000, 500),
        (BANDS, None, 10_000, 250),
        (BANDS, None, 10**12, 250),
        (BANDS, 20_000, 19_999, 250),
        (BANDS, 20_000, 20_000, 0),
        (BANDS, 0, 0, 0),
        ([(5_000, 500)], None, 4_999, None),
        ([(5_000, 500)], 1_000, 4_999, None),
        ([(0, 0)], None, 1, 0),
    ],
)
def test_what_is_charged_goes_by_the_worth(
    bands: list[tuple[int, int]], free: int | None, worth: int, charge: int | None
) -> None:
    assert charge_for(bands, free, worth) == charge


async def place(shop: Shop, variant: Any, method: UUID, units: int = 1, **more: Any) -> Order:
    request = replace(
        shop.request((variant, units)),
        **{"address": BERLIN, "shipping_method_id": method, **more},
    )
    return await place_order(shop.ctx, request, idempotency_key=None)


async def test_an_order_costs_what_sending_it_does_and_remembers_how_it_was_called(
    shop: Shop,
) -> None:
    mug = await shop.stocked(price_minor=1_000)
    method = await shop.shipping_method(name="Parcel", bands=BANDS)

    order = await place(shop, mug, method.id)
    await put_method(
        shop.ctx,
        NewMethod(shop.web.id, method.zone_id, "Dearer", "USD", [(0, 9_000)], 1, 2),
        method_id=method.id,
    )

    kept = await Order.get(id=order.id)
    assert (kept.shipping_minor, kept.total_minor) == (900, 1_900)
    assert (kept.shipping_method_id, kept.shipping_method_name) == (method.id, "Parcel")
    assert (await place(shop, mug, method.id)).total_minor == 10_000


@pytest.mark.parametrize(("is_included", "tax", "total"), [(True, 304, 1_900), (False, 361, 2_261)])
async def test_sending_is_taxed_by_its_own_class(
    shop: Shop, is_included: bool, tax: int, total: int
) -> None:
    await shop.rate(190_000, country="DE")
    post = await shop.tax_class("post")
    await shop.rate(70_000, name="Reduced", of=post)
    await shop.taxed_at("DE", is_included=is_included)
    mug = await shop.stocked(price_minor=1_000)
    usual = await shop.shipping_method(bands=BANDS)
    reduced = await shop.shipping_method(bands=BANDS, tax_class_id=post.id)

    order = await place(shop, mug, usual.id)
    other = await place(shop, mug, reduced.id)

    assert (order.tax_minor, order.total_minor) == (tax, total)
    assert order.shipping_tax_minor == (144 if is_included else 171)
    assert other.shipping_tax_minor == (59 if is_included else 63)
    rows = await OrderTaxLine.filter(order_id=other.id, order_line_id=None)
    assert [(row.name, row.rate_ppm) for row in rows] == [("Reduced", 70_000)]


async def test_a_promotion_takes_off_sending_before_it_is_taxed(shop: Shop) -> None:
    await shop.rate(100_000, country="DE")
    await shop.taxed_at("DE", is_included=False)
    await shop.promotion(FreeShipping({"USD": 400}))
    mug = await shop.stocked(price_minor=1_000)
    method = await shop.shipping_method(bands=BANDS)
    cart = CartRequest(
        "web",
        "USD",
        [LineRequest(mug.id, 1)],
        place=Place("DE"),
        shipping_method_id=method.id,
    )

    tried = await evaluate_cart(shop.ctx, cart)
    order = await place(shop, mug, method.id)

    assert (order.shipping_minor, order.shipping_tax_minor) == (500, 50)
    assert (order.tax_minor, order.total_minor) == (150, 1_650)
    assert tried.total_minor == order.total_minor, "what was quoted is what is owed"
    assert tried.taxes.tax_minor == order.tax_minor


async def test_a_cart_is_quoted_the_cheapest_first(shop: Shop) -> None:
    mug = await shop.stocked(price_minor=1_000)
    for name, charge, more in [
        ("Slow", 300, {"days_max": 9}),
        ("Fast", 300, {"days_max": 2}),
        ("Dear", 900, {}),
        ("Off", 1, {"is_active": False}),
        ("Euro", 1, {"currency": "EUR"}),
        ("Large", 1, {"bands": [(2_000, 1)]}),
        ("France", 1, {"country": "FR"}),
        ("Bavaria", 1, {"region": "Bayern"}),
    ]:
        await shop.shipping_method(name=name, **{"bands": [(0, charge)], **more})
    cart = CartRequest("web", "USD", [LineRequest(mug.id, 1)], place=Place.of("DE", "Berlin"))

    found = await shipping_quotes(shop.as_anonymous, cart)
    south = await shipping_quotes(shop.ctx, replace(cart, place=Place.of("DE", "bayern")))

    assert [(one.method.name, one.charge_minor) for one in found] == [
        ("Fast", 300),
        ("Slow", 300),
        ("Dear", 900),
    ]
    assert south[0].method.name == "Bavaria"
    with pytest.raises(InvalidInput):
        await shipping_quotes(shop.ctx, replace(cart, place=None))


@pytest.mark.parametrize(
    ("method", "order", "why"),
    [
        ({"is_active": False}, {}, ShippingObstacle.NOT_ACTIVE),
        ({"currency": "EUR"}, {}, ShippingObstacle.ANOTHER_CURRENCY),
        ({}, {"address": None}, ShippingObstacle.NO_ADDRESS),
        ({"country": "FR"}, {}, ShippingObstacle.NOT_THERE),
        ({"region": "Bayern"}, {}, ShippingObstacle.NOT_THERE),
        ({"bands": [(1_001, 5)]}, {}, ShippingObstacle.WORTH_TOO_LITTLE),
        ({}, {"channel": "moon"}, ShippingObstacle.ANOTHER_CHANNEL),
    ],
)
async def test_a_way_that_is_not_for_the_order_refuses_it_and_nothing_is_written(
    shop: Shop, method: dict[str, Any], order: dict[str, Any], why: ShippingObstacle
) -> None:
    await shop.channel("moon")
    mug = await shop.stocked(price_minor=1_000)
    row = await shop.shipping_method(**method)
    before = await shop.rows()

    with pytest.raises(ShippingMethodUnavailable) as refused:
        await place(shop, mug, row.id, **order)

    assert refused.value.reason is why
    assert await shop.rows() == before
    with pytest.raises(NotFound):
        await place(shop, mug, uuid4())


async def test_a_way_that_ends_while_orders_come_is_paid_as_it_was_or_refused(shop: Shop) -> None:
    mug = await shop.stocked(40, price_minor=1_000)
    method = await shop.shipping_method(bands=[(0, 500)])
    ended = NewMethod(
        shop.web.id, method.zone_id, "Ended", "USD", [(0, 700)], 1, 2, is_active=False
    )

    found = await asyncio.gather(
        *(place(shop, mug, method.id) for _ in range(5)),
        put_method(shop.ctx, ended, method_id=method.id),
        *(place(shop, mug, method.id) for _ in range(5)),
        return_exceptions=True,
    )

    for one in found:
        if isinstance(one, Order):
            assert (one.shipping_minor, one.shipping_method_name) == (500, "Parcel")
        else:
            assert isinstance(one, ShippingMethod | ShippingMethodUnavailable)


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"name": ""}, InvalidInput),
        ({"bands": []}, InvalidInput),
        ({"bands": [(0, 1), (0, 2)]}, InvalidInput),
        ({"bands": [(0, -1)]}, InvalidInput),
        ({"bands": [(place, 1) for place in range(51)]}, InvalidInput),
        ({"free_from_minor": -1}, InvalidInput),
        ({"days_min": -1}, InvalidInput),
        ({"days_min": 3, "days_max": 2}, InvalidInput),
        ({"days_max": 366}, InvalidInput),
        ({"currency": "XXX"}, WrongCurrency),
        ({"channel_id": UUID(int=1)}, NotFound),
        ({"zone_id": UUID(int=1)}, NotFound),
        ({"carrier_id": UUID(int=1)}, NotFound),
        ({"tax_class_id": UUID(int=1)}, NotFound),
    ],
)
async def test_what_is_no_way_is_refused(
    shop: Shop, wrong: dict[str, Any], error: type[Exception]
) -> None:
    zone = await shop.shipping_zone()
    given: dict[str, Any] = {
        "channel_id": shop.web.id,
        "zone_id": zone.id,
        "name": "Post",
        "currency": "USD",
        "bands": [(0, 1)],
        "days_min": 1,
        "days_max": 2,
    }

    with pytest.raises(error):
        await put_method(shop.ctx, NewMethod(**{**given, **wrong}))

    assert await shop.count("shipping_method") == 0


async def test_zones_have_names_and_places(shop: Shop) -> None:
    china = [Place.of("CN", "浙江"), Place.of("CN", "Shanghai"), Place("HK")]

    zone = await put_zone(shop.ctx, "Delta", china, idempotency_key="z")
    again = await put_zone(shop.ctx, "Delta", china, idempotency_key="z")
    changed = await put_zone(shop.ctx, "Delta", china[:1], zone_id=zone.id, expected_version=1)

    assert zone.id == again.id == changed.id
    assert zone.places == [["CN", "ZJ"], ["CN", "SH"], ["HK", ""]]
    assert (changed.places, changed.version) == ([["CN", "ZJ"]], 2)
    with pytest.raises(AlreadyTaken):
        await put_zone(shop.ctx, "Delta", china)
    with pytest.raises(VersionConflict):
        await put_zone(shop.ctx, "Delta", china, zone_id=zone.id, expected_version=1)
    for places in ([], [Place("CN"), Place("CN")]):
        with pytest.raises(InvalidInput):
            await put_zone(shop.ctx, "Other", places)


async def test_strangers_say_and_see_nothing(shop: Shop) -> None:
    method = await shop.shipping_method()
    new = NewMethod(shop.web.id, method.zone_id, "X", "USD", [(0, 1)], 1, 2)
    before = await shop.rows()

    for verb in (
        lambda ctx: put_zone(ctx, "X", [Place("DE")]),
        lambda ctx: put_method(ctx, new, method_id=method.id),
    ):
        with pytest.raises(NotPermitted):
            await verb(shop.as_staff("pricing:read", "fulfillment:write"))

    assert await shop.rows() == before
    assert await visible_methods(shop.as_anonymous).count() == 1, "what is in use is for everybody"
    await ShippingMethod.all().update(is_active=False)
    assert await visible_methods(shop.as_anonymous).count() == 0
    assert await visible_zones(shop.as_staff("orders:read")).count() == 0


async def test_each_verb_takes_as_many_statements_as_it_says(shop: Shop) -> None:
    found = {}
    async with count_statements() as sent:
        zone = await put_zone(shop.ctx, "DE", [Place("DE")], idempotency_key="z")
    found["zone"] = sent.count
    new = NewMethod(shop.web.id, zone.id, "Post", "USD", BANDS, 1, 2)
    async with count_statements() as sent:
        row = await put_method(shop.ctx, new, idempotency_key="m")
    found["method"] = sent.count
    async with count_statements() as sent:
        await put_method(shop.ctx, new, method_id=row.id, idempotency_key="n")
    found["changed"] = sent.count

    assert found == STATED

"""Placing an order: all lines at today's prices, all units held, once, or nothing at all."""

import asyncio
from dataclasses import replace

import pytest

from domain.catalog.models import VariantPrice
from domain.identity.scopes import Scope
from domain.inventory.errors import InsufficientStock
from domain.inventory.models import InventoryLevel
from domain.orders.errors import VariantNotFound
from domain.orders.models import Order
from domain.orders.place_order import RESERVED_FOR, ShippingAddress, place_order
from domain.orders.snapshots import shown_snapshot
from domain.orders.states import OrderFulfillmentStatus, OrderPaymentStatus, OrderStatus
from domain.promotions.active import current_promotions
from domain.shared.errors import (
    AlreadyTaken,
    IdempotencyInProgress,
    IdempotencyKeyReused,
    InvalidInput,
    NotFound,
    NotPermitted,
    NotSignedIn,
)
from domain.shared.ids import new_id
from domain.shared.models import EventRow
from domain.shared.money import AMOUNT_MINOR_MAX, WrongCurrency
from domain.taxes.in_force import current_taxes
from tests.shop import Shop
from tests.statements import count_statements

HOME = ShippingAddress(
    recipient="Cleo Park",
    line1="1 Tea Lane",
    city="Hangzhou",
    country="CN",
    region="Zhejiang",
    district="Xihu",
)


async def test_an_order_remembers_prices_names_and_address_and_holds_its_units(shop: Shop) -> None:
    product = await shop.product("Green tea")
    variant = await shop.variant(product, sku="TEA-100", price_minor=1250)
    level = await shop.stock(variant, 10)
    customer = await shop.customer()
    request = replace(
        shop.request((variant, 3)), customer_id=customer.id, address=HOME, note=" Ring twice. "
    )

    order = await place_order(shop.ctx, request, idempotency_key="k")
    await VariantPrice.filter(variant=variant).update(amount_minor=9999)

    kept = await Order.get(id=order.id)
    [line] = await shop.lines(kept)
    assert kept.number.startswith("ORD-1")
    assert (kept.status, kept.version) == (OrderStatus.PENDING, 1)
    assert kept.payment_status is OrderPaymentStatus.PENDING
    assert kept.fulfillment_status is OrderFulfillmentStatus.UNFULFILLED
    assert (kept.subtotal_minor, kept.shipping_minor, kept.total_minor) == (3750, 0, 3750)
    assert (kept.currency, kept.customer_id, kept.note) == ("USD", customer.id, "Ring twice.")
    assert shown_snapshot(shop.ctx, customer.id, order.id, kept.shipping_address) == {
        "recipient": "Cleo Park",
        "phone": "",
        "line1": "1 Tea Lane",
        "line2": "",
        "district": "Xihu",
        "city": "Hangzhou",
        "region": "Zhejiang",
        "postal_code": "",
        "country": "CN",
    }
    assert (kept.placed_at, kept.expires_at) == (shop.now, shop.now + RESERVED_FOR)
    assert (line.sku, line.name, line.position) == ("TEA-100", "Green tea, 100 g", 0)
    assert (line.quantity, line.unit_price_minor, line.total_minor) == (3, 1250, 3750)
    assert (await InventoryLevel.get(id=level.id)).available == 7


async def test_the_world_is_told_without_names_and_addresses(shop: Shop) -> None:
    variant = await shop.variant(price_minor=500)
    await shop.stock(variant, 10)
    request = replace(shop.request((variant, 2)), address=HOME, note="secret")

    order = await place_order(shop.ctx, request, idempotency_key="k")

    event = await EventRow.get(aggregate_id=order.id)
    assert await shop.event_names() == ["orders.order_placed", "inventory.stock_moved"]
    assert (event.type, event.version, event.actor) == ("orders.order_placed", 1, shop.admin.key)
    assert event.payload == {
        "status": "pending",
        "number": order.number,
        "channel_id": str(shop.web.id),
        "customer_id": None,
        "currency": "USD",
        "total_minor": 1000,
        "lines": 1,
        "units": 2,
    }


async def test_one_variant_may_stand_on_two_lines(shop: Shop) -> None:
    variant = await shop.variant()
    await shop.stock(variant, 5)

    order = await shop.place((variant, 2), (variant, 3))

    assert [line.quantity for line in await shop.lines(order)] == [2, 3]
    with pytest.raises(InsufficientStock):
        await shop.place((variant, 1))


async def test_the_same_key_is_the_same_order(shop: Shop) -> None:
    variant = await shop.variant()
    await shop.stock(variant, 10)
    first = await shop.place((variant, 2), key="cart-1")
    before = await shop.rows()

    second = await shop.place((variant, 2), key="cart-1")

    assert second.id == first.id
    assert await shop.rows() == before


async def test_a_key_stands_for_one_order_only(shop: Shop) -> None:
    variant = await shop.variant()
    await shop.stock(variant, 10)
    await shop.place((variant, 2), key="cart-1")
    before = await shop.rows()

    with pytest.raises(IdempotencyKeyReused):
        await shop.place((variant, 3), key="cart-1")

    assert await shop.rows() == before


async def test_two_customers_may_use_the_same_key(shop: Shop) -> None:
    variant = await shop.variant()
    await shop.stock(variant, 10)
    buyers = [shop.as_customer(await shop.customer()) for _ in range(2)]

    orders = [await shop.place((variant, 1), key="cart-1", ctx=buyer) for buyer in buyers]

    assert orders[0].id != orders[1].id


async def test_twenty_sends_with_one_key_make_one_order(shop: Shop) -> None:
    variant = await shop.variant()
    level = await shop.stock(variant, 50)

    answers = await asyncio.gather(
        *(shop.place((variant, 1), key="cart-1") for _ in range(20)), return_exceptions=True
    )

    orders = {answer.id for answer in answers if isinstance(answer, Order)}
    refusals = [answer for answer in answers if not isinstance(answer, Order)]
    assert len(orders) == 1
    assert {type(refusal) for refusal in refusals} <= {IdempotencyInProgress}
    assert await shop.count("sales_order") == 1
    assert (await InventoryLevel.get(id=level.id)).reserved == 1
    assert (await shop.place((variant, 1), key="cart-1")).id in orders


async def test_a_key_can_be_tried_again_after_a_refusal(shop: Shop) -> None:
    variant = await shop.variant()
    level = await shop.stock(variant, 1)
    with pytest.raises(InsufficientStock):
        await shop.place((variant, 2), key="cart-1")
    await InventoryLevel.filter(id=level.id).update(on_hand=2)

    order = await shop.place((variant, 2), key="cart-1")

    assert order.status is OrderStatus.PENDING


async def test_a_channel_that_repeats_itself_gets_its_first_order(shop: Shop) -> None:
    variant = await shop.variant()
    await shop.stock(variant, 10)
    request = shop.request((variant, 2), external_id="A-1")
    first = await place_order(shop.ctx, request, idempotency_key="k-1")

    second = await place_order(shop.ctx, request, idempotency_key="k-2")
    replayed = await place_order(shop.ctx, request, idempotency_key="k-2")

    assert first.id == second.id == replayed.id
    assert await shop.count("sales_order") == 1
    assert await shop.event_names("order") == ["orders.order_placed"]


async def test_ten_sends_of_one_external_id_make_one_order(shop: Shop) -> None:
    variant = await shop.variant()
    await shop.stock(variant, 10)
    request = shop.request((variant, 1), external_id="A-1")

    orders = await asyncio.gather(
        *(place_order(shop.ctx, request, idempotency_key=f"k-{n}") for n in range(10))
    )

    assert len({order.id for order in orders}) == 1
    assert await shop.count("sales_order") == 1


async def test_somebody_elses_external_id_opens_nobody_elses_order(shop: Shop) -> None:
    variant = await shop.variant()
    await shop.stock(variant, 10)
    request = shop.request((variant, 1), external_id="A-1")
    await place_order(shop.as_customer(await shop.customer()), request, idempotency_key="k")

    with pytest.raises(AlreadyTaken) as refusal:
        await place_order(shop.as_customer(await shop.customer()), request, idempotency_key="k")

    assert refusal.value.field == ["externalId"]
    assert await shop.count("sales_order") == 1


async def test_an_external_id_taken_by_another_order_swallows_no_order(shop: Shop) -> None:
    variant = await shop.variant()
    await shop.stock(variant, 10)
    first = shop.request((variant, 1), external_id="A-1")
    await place_order(shop.as_customer(await shop.customer()), first, idempotency_key="k")

    for other in (
        shop.request((variant, 3), external_id="A-1"),
        shop.request((variant, 1), external_id="A-1"),  # for nobody in particular
    ):
        with pytest.raises(AlreadyTaken):
            await place_order(shop.ctx, other, idempotency_key=None)

    assert await shop.count("sales_order") == 1


async def test_customers_order_for_themselves(shop: Shop) -> None:
    variant = await shop.variant()
    await shop.stock(variant, 10)
    customer = await shop.customer()

    order = await shop.place((variant, 1), ctx=shop.as_customer(customer))

    assert order.customer_id == customer.id


async def test_another_customer_is_as_unknown_as_a_missing_one(shop: Shop) -> None:
    variant = await shop.variant()
    await shop.stock(variant, 10)
    me, other = await shop.customer(), await shop.customer()
    before = await shop.rows()

    refusals = []
    for ctx, customer_id in [
        (shop.as_customer(me), other.id),
        (shop.as_customer(me), new_id()),
        (shop.ctx, new_id()),
    ]:
        with pytest.raises(NotFound) as refusal:
            await place_order(
                ctx, shop.request((variant, 1), customer_id=customer_id), idempotency_key="k"
            )
        refusals.append(refusal.value.facts["kind"])

    assert refusals == ["customer"] * 3
    assert await shop.rows() == before


async def test_strangers_and_staff_without_the_scope_place_nothing(shop: Shop) -> None:
    variant = await shop.variant()
    await shop.stock(variant, 10)

    with pytest.raises(NotSignedIn):
        await shop.place((variant, 1), ctx=shop.as_anonymous)
    with pytest.raises(NotPermitted):
        await shop.place((variant, 1), ctx=shop.as_staff(Scope.ORDERS_READ))

    assert await shop.count("sales_order") == 0


async def test_too_little_of_one_line_writes_nothing_at_all(shop: Shop) -> None:
    plenty, scarce = await shop.variant(), await shop.variant()
    await shop.stock(plenty, 10)
    await shop.stock(scarce, 1)
    before = await shop.rows()

    with pytest.raises(InsufficientStock) as refusal:
        await shop.place((plenty, 2), (scarce, 2), key="k")

    facts = refusal.value.facts
    assert facts["variant_id"] == scarce.id
    assert (facts["requested"], facts["available"]) == (2, 1)
    assert await shop.rows() == before
    assert await InventoryLevel.filter(reserved__gt=0).count() == 0


async def test_every_line_that_is_short_is_named(shop: Shop) -> None:
    scarce, gone = await shop.variant(), await shop.variant()
    await shop.stock(scarce, 1)

    with pytest.raises(InsufficientStock) as refusal:
        await shop.place((scarce, 2), (gone, 1))

    assert [(one.variant_id, one.requested, one.available) for one in refusal.value.shortages] == [
        (scarce.id, 2, 1),
        (gone.id, 1, 0),
    ]


async def test_what_is_unknown_or_unpublished_is_not_for_sale(shop: Shop) -> None:
    variant, hidden = await shop.variant(), await shop.variant(published=False)
    await shop.stock(variant, 10)
    await shop.stock(hidden, 10)
    before = await shop.rows()

    for missing in (new_id(), hidden.id):
        with pytest.raises(VariantNotFound) as refusal:
            await place_order(
                shop.ctx, shop.request((variant, 1), (missing, 1)), idempotency_key="k"
            )
        assert refusal.value.facts["kind"] == "variant"
        assert refusal.value.field == ["lines", "1", "variantId"]

    assert await shop.rows() == before


async def test_a_variant_without_a_price_in_the_currency_is_refused(shop: Shop) -> None:
    variant = await shop.variant(currency="EUR")
    await shop.stock(variant, 10)
    before = await shop.rows()

    with pytest.raises(WrongCurrency) as refusal:
        await shop.place((variant, 1), key="k")

    assert refusal.value.field == ["lines", "0", "variantId"]
    assert await shop.rows() == before


async def test_an_unknown_channel_is_not_found(shop: Shop) -> None:
    variant = await shop.variant()
    await shop.stock(variant, 10)

    request = replace(shop.request((variant, 1)), channel="moon")

    with pytest.raises(NotFound) as refusal:
        await place_order(shop.ctx, request, idempotency_key="k")

    assert refusal.value.facts["kind"] == "channel"
    assert await shop.count("idempotency_record") == 0


@pytest.mark.parametrize("units", [0, -1, 10_001, 2**40])
async def test_a_quantity_is_within_reason(shop: Shop, units: int) -> None:
    variant = await shop.variant()
    await shop.stock(variant, 10)
    before = await shop.rows()

    with pytest.raises(InvalidInput) as refusal:
        await shop.place((variant, 1), (variant, units), key="k")

    assert refusal.value.field == ["lines", "1", "quantity"]
    assert await shop.rows() == before


@pytest.mark.parametrize("lines", [0, 251, 10_000])
async def test_an_order_has_1_to_250_lines(shop: Shop, lines: int) -> None:
    variant = await shop.variant()
    await shop.stock(variant, 10)
    before = await shop.rows()

    async with count_statements() as statements:
        with pytest.raises(InvalidInput) as refusal:
            await shop.place(*[(variant, 1)] * lines, key="k")

    assert refusal.value.field == ["lines"]
    assert statements.count == 0
    assert await shop.rows() == before


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"currency": "XXX"}, ["currency"]),
        ({"currency": "usd"}, ["currency"]),
        ({"currency": ""}, ["currency"]),
        ({"channel": ""}, ["channel"]),
        ({"channel": "a\x00"}, ["channel"]),
        ({"note": "x" * 2001}, ["note"]),
        ({"note": "a\x00b"}, ["note"]),
        ({"external_id": " "}, ["externalId"]),
        ({"external_id": "x" * 65}, ["externalId"]),
        ({"address": replace(HOME, recipient="")}, ["shippingAddress", "recipient"]),
        ({"address": replace(HOME, line1=" ")}, ["shippingAddress", "line1"]),
        ({"address": replace(HOME, city="x" * 121)}, ["shippingAddress", "city"]),
        ({"address": replace(HOME, postal_code="a\x00")}, ["shippingAddress", "postalCode"]),
        ({"address": replace(HOME, country="cn")}, ["shippingAddress", "country"]),
        ({"address": replace(HOME, country="CHN")}, ["shippingAddress", "country"]),
        ({"address": replace(HOME, country="CN\n")}, ["shippingAddress", "country"]),
    ],
)
async def test_nonsense_is_refused_and_writes_nothing(
    shop: Shop, words: dict[str, object], field: list[str]
) -> None:
    variant = await shop.variant()
    await shop.stock(variant, 10)
    before = await shop.rows()

    with pytest.raises(InvalidInput) as refusal:
        await place_order(
            shop.ctx, replace(shop.request((variant, 1)), **words), idempotency_key="k"
        )

    assert refusal.value.field == field
    assert await shop.rows() == before


@pytest.mark.parametrize("key", ["", "  ", "x" * 256, "a\x00", "\ud800"])
async def test_a_key_is_a_word(shop: Shop, key: str) -> None:
    variant = await shop.variant()
    await shop.stock(variant, 10)

    with pytest.raises(InvalidInput) as refusal:
        await shop.place((variant, 1), key=key)

    assert refusal.value.field == ["idempotencyKey"]
    assert await shop.count("sales_order") == 0


async def test_an_order_worth_more_than_we_can_count_is_refused(shop: Shop) -> None:
    variant = await shop.variant(price_minor=AMOUNT_MINOR_MAX // 2)
    await shop.stock(variant, 10)
    before = await shop.rows()

    with pytest.raises(InvalidInput) as refusal:
        await shop.place((variant, 3), key="k")

    assert refusal.value.field == ["lines"]
    assert await shop.rows() == before


async def test_what_costs_nothing_is_paid(shop: Shop) -> None:
    variant = await shop.variant(price_minor=0)
    await shop.stock(variant, 10)

    order = await shop.place((variant, 1))

    assert order.payment_status is OrderPaymentStatus.PAID
    assert order.balance_due_minor == 0


async def test_many_lines_take_no_more_statements_than_one(shop: Shop) -> None:
    variants = [await shop.variant() for _ in range(40)]
    for variant in variants:
        await shop.stock(variant, 10)

    await current_promotions()  # each process asks once, and again when they change
    await current_taxes()
    counts = []
    for size in (1, 2, 40):
        async with count_statements() as statements:
            await shop.place(*((variant, 1) for variant in variants[:size]), key=f"k-{size}")
        counts.append(statements.count)

    assert counts == [1, 1, 1]

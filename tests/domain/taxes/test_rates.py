"""Classes and rates: who may say them, what is refused, and what happens twice or at once."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from domain.shared.errors import (
    AlreadyTaken,
    IdempotencyInProgress,
    IdempotencyKeyReused,
    InvalidInput,
    NotFound,
    NotPermitted,
    VersionConflict,
)
from domain.taxes.assign_class import assign_class
from domain.taxes.create_class import create_class
from domain.taxes.errors import TaxRatesOverlap
from domain.taxes.models import TaxAssignment, TaxClass, TaxRate
from domain.taxes.put_rate import NewRate, put_rate
from domain.taxes.queries import assigned_classes, visible_classes, visible_rates
from domain.taxes.remove_rate import remove_rate
from domain.taxes.set_channel_taxes import set_channel_taxes
from tests.shop import Shop
from tests.statements import count_statements

# With those of the transaction; none grows with what is there.
STATED = {"create": 10, "put": 11, "remove": 5, "assign": 6, "channel": 4}


async def test_the_first_class_is_the_default_until_another_is(shop: Shop) -> None:
    first = await create_class(shop.ctx, code="standard", name="Standard")
    second = await create_class(shop.ctx, code="food", name="Food")
    third = await create_class(shop.ctx, code="new", name="New", is_default=True)

    found = {row.code: row.is_default for row in await TaxClass.all()}
    assert found == {"standard": False, "food": False, "new": True}
    assert (first.is_default, second.is_default, third.is_default) == (True, False, True)
    assert await shop.event_names("tax_class") == [
        "taxes.tax_class_created",
        "taxes.tax_class_created",
        "taxes.tax_class_default_changed",
        "taxes.tax_class_created",
    ]


async def test_two_make_the_default_at_once_and_one_is(shop: Shop) -> None:
    await asyncio.gather(
        *(create_class(shop.ctx, code=f"c{each}", name="C", is_default=True) for each in range(4))
    )

    assert await TaxClass.filter(is_default=True).count() == 1


async def test_a_lost_answer_and_a_known_code(shop: Shop) -> None:
    tries = [create_class(shop.ctx, code="a", name="A", idempotency_key="k") for _ in range(2)]
    found = await asyncio.gather(*tries, return_exceptions=True)
    again = await create_class(shop.ctx, code="a", name="A", idempotency_key="k")

    assert {type(one) for one in found} <= {TaxClass, IdempotencyInProgress}
    assert await TaxClass.all().count() == 1
    assert again.code == "a"
    with pytest.raises(IdempotencyKeyReused):
        await create_class(shop.ctx, code="b", name="B", idempotency_key="k")
    with pytest.raises(AlreadyTaken):
        await create_class(shop.ctx, code="a", name="A")


async def test_a_variant_comes_before_its_product_and_may_change_its_class(shop: Shop) -> None:
    books, food = await shop.tax_class("books"), await shop.tax_class("food")
    product = await shop.product()
    one, other = await shop.variant(product), await shop.variant(product)

    await assign_class(shop.ctx, books.id, product_ids=[product.id], variant_ids=[other.id])
    await assign_class(shop.ctx, food.id, variant_ids=[other.id])

    assert await assigned_classes([one.id, other.id]) == {one.id: books.id, other.id: food.id}
    assert await TaxAssignment.all().count() == 2


RATE: dict[str, Any] = {"country": "DE", "name": "VAT", "rate_ppm": 190_000}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"country": "Germany"}, ["country"]),
        ({"name": " "}, ["name"]),
        ({"name": "x" * 61}, ["name"]),
        ({"region": "x" * 121}, ["region"]),
        ({"rate_ppm": -1}, ["rate"]),
        ({"rate_ppm": 1_000_001}, ["rate"]),
        ({"ends_at": timedelta(0)}, ["endsAt"]),
    ],
)
async def test_what_is_no_rate_is_refused(
    shop: Shop, wrong: dict[str, Any], field: list[str]
) -> None:
    books = await shop.tax_class("books")
    if "ends_at" in wrong:
        wrong = {"ends_at": shop.now}

    with pytest.raises(InvalidInput) as refused:
        await put_rate(shop.ctx, NewRate(books.id, **{**RATE, "starts_at": shop.now, **wrong}))

    assert refused.value.field == field
    assert await shop.count("tax_rate") == 0


@pytest.mark.parametrize(
    ("begins", "ends", "is_taken"),
    [(0, None, True), (-5, 1, True), (3, 9, True), (-5, 0, False), (5, None, False), (4, 5, True)],
)
async def test_one_tax_has_one_rate_at_a_time(
    shop: Shop, begins: int, ends: int | None, is_taken: bool
) -> None:
    day = timedelta(days=1)
    await shop.rate(190_000, ends_at=shop.now + 5 * day)
    given = {"starts_at": shop.now + begins * day, "ends_at": ends and shop.now + ends * day}
    if ends == 0:
        given["ends_at"] = shop.now

    if is_taken:
        with pytest.raises(TaxRatesOverlap):
            await shop.rate(160_000, **given)
    else:
        await shop.rate(160_000, **given)
    await shop.rate(160_000, name="Another", **given)
    await shop.rate(160_000, region="Bayern", **given)

    assert await TaxRate.all().count() == 3 + (not is_taken)


async def test_two_put_the_same_rate_at_once_and_one_is_there(shop: Shop) -> None:
    await shop.tax_class()

    found = await asyncio.gather(*(shop.rate(190_000) for _ in range(4)), return_exceptions=True)

    assert [type(one) for one in found].count(TaxRatesOverlap) == 3
    assert await TaxRate.all().count() == 1


async def test_a_rate_is_changed_and_removed_by_whoever_saw_it(shop: Shop) -> None:
    rate = await shop.rate(190_000)
    new = NewRate(rate.tax_class_id, "DE", "VAT", 160_000, shop.now)

    changed = await put_rate(shop.ctx, new, rate_id=rate.id, expected_version=1)
    with pytest.raises(VersionConflict):
        await remove_rate(shop.ctx, rate.id, expected_version=1)
    await remove_rate(shop.ctx, rate.id, expected_version=2)

    assert (changed.rate_ppm, changed.version) == (160_000, 2)
    with pytest.raises(NotFound):
        await remove_rate(shop.ctx, rate.id)
    assert await shop.event_names("tax_rate") == [
        "taxes.tax_rate_put",
        "taxes.tax_rate_put",
        "taxes.tax_rate_removed",
    ]


async def test_strangers_say_and_see_nothing(shop: Shop) -> None:
    rate = await shop.rate(190_000)
    tried = [
        lambda ctx: create_class(ctx, code="x", name="X"),
        lambda ctx: put_rate(ctx, NewRate(rate.tax_class_id, "DE", "X", 1, shop.now)),
        lambda ctx: remove_rate(ctx, rate.id),
        lambda ctx: assign_class(ctx, rate.tax_class_id, product_ids=[uuid4()]),
        lambda ctx: set_channel_taxes(ctx, shop.web.id, prices_include_tax=True),
    ]
    before = await shop.rows()
    stranger = shop.as_staff("pricing:read", "orders:write", "catalog:write")

    for verb in tried:
        with pytest.raises(NotPermitted):
            await verb(stranger)

    assert await shop.rows() == before
    assert await visible_rates(stranger).count() == await visible_classes(stranger).count() == 1
    for ctx in (shop.as_anonymous, shop.as_staff("orders:read")):
        assert await visible_rates(ctx).count() == await visible_classes(ctx).count() == 0


async def test_what_is_not_there_is_not_found(shop: Shop) -> None:
    books = await shop.tax_class("books")
    unknown = uuid4()

    for verb in (
        put_rate(shop.ctx, NewRate(unknown, "DE", "X", 1, shop.now)),
        put_rate(shop.ctx, NewRate(books.id, "DE", "X", 1, shop.now), rate_id=unknown),
        assign_class(shop.ctx, unknown, product_ids=[unknown]),
        assign_class(shop.ctx, books.id, product_ids=[unknown]),
        assign_class(shop.ctx, books.id, variant_ids=[unknown]),
        set_channel_taxes(shop.ctx, unknown, prices_include_tax=True),
    ):
        with pytest.raises(NotFound):
            await verb
    with pytest.raises(InvalidInput):
        await assign_class(shop.ctx, books.id)
    with pytest.raises(InvalidInput):
        await set_channel_taxes(shop.ctx, shop.web.id, prices_include_tax=True, region="Bayern")
    assert await shop.count("tax_assignment") == 0


async def test_each_verb_takes_as_many_statements_as_it_says(shop: Shop) -> None:
    found = {}
    async with count_statements() as sent:
        books = await create_class(shop.ctx, code="books", name="Books", idempotency_key="c")
    found["create"] = sent.count
    products = [await shop.product() for _ in range(3)]
    async with count_statements() as sent:
        rate = await put_rate(
            shop.ctx, NewRate(books.id, "DE", "VAT", 1, shop.now), idempotency_key="r"
        )
    found["put"] = sent.count
    async with count_statements() as sent:
        await assign_class(shop.ctx, books.id, product_ids=[one.id for one in products])
    found["assign"] = sent.count
    async with count_statements() as sent:
        await remove_rate(shop.ctx, rate.id)
    found["remove"] = sent.count
    async with count_statements() as sent:
        await set_channel_taxes(shop.ctx, shop.web.id, prices_include_tax=True)
    found["channel"] = sent.count

    assert found == STATED

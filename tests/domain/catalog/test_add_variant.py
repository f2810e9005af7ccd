"""Adding a variant: one more size, with a stock-keeping unit nobody else has."""

import asyncio

import pytest

from domain.catalog.add_variant import add_variant
from domain.catalog.models import Product, ProductVariant
from domain.catalog.queries import variant_by_sku, variants_of_products
from domain.identity.scopes import Scope
from domain.shared.errors import (
    AlreadyTaken,
    InvalidInput,
    NotFound,
    NotPermitted,
    VersionConflict,
)
from domain.shared.ids import new_id
from domain.shared.models import EventRow
from tests.shop import Shop


async def test_a_variant_joins_behind_the_others(shop: Shop) -> None:
    product = await shop.product()

    small = await add_variant(shop.ctx, product.id, sku="TEA-20", name="20 bags")
    large = await add_variant(shop.ctx, product.id, sku="TEA-80", name="4 × 20 bags", pack_units=4)

    rows = await variants_of_products(shop.ctx, [product.id])
    assert [row.sku for row in rows[product.id]] == ["TEA-20", "TEA-80"]
    assert (small.position, large.position, large.pack_units) == (0, 1, 4)
    assert await shop.event_names() == ["catalog.variant_added"] * 2
    assert await EventRow.get(version=2).values_list("payload", flat=True) == {
        "variant_id": str(large.id)
    }


async def test_a_stock_keeping_unit_is_given_once_even_in_a_rush(shop: Shop) -> None:
    products = [await shop.product() for _ in range(3)]

    outcomes = await asyncio.gather(
        *(add_variant(shop.ctx, row.id, sku="TEA-20", name="20 bags") for row in products),
        return_exceptions=True,
    )

    refusals = [outcome for outcome in outcomes if isinstance(outcome, AlreadyTaken)]
    assert [refusal.field for refusal in refusals] == [["sku"]] * 2
    assert await shop.count("product_variant") == 1
    assert await shop.event_names() == ["catalog.variant_added"]
    assert sorted([row.version for row in await Product.all()]) == [0, 0, 1]


async def test_two_at_once_on_one_product_stand_side_by_side(shop: Shop) -> None:
    product = await shop.product()

    await asyncio.gather(
        *(add_variant(shop.ctx, product.id, sku=f"TEA-{n}", name=f"{n} bags") for n in range(4))
    )

    assert sorted([row.position for row in await ProductVariant.all()]) == [0, 1, 2, 3]
    assert (await Product.get()).version == 4


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"sku": " "}, "sku"),
        ({"sku": "x" * 65}, "sku"),
        ({"name": ""}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"pack_units": 0}, "packUnits"),
        ({"pack_units": -1}, "packUnits"),
        ({"pack_units": 2**31}, "packUnits"),
    ],
)
async def test_bad_input_adds_nothing(shop: Shop, changes: dict[str, object], field: str) -> None:
    product = await shop.product()

    with pytest.raises(InvalidInput) as refused:
        await add_variant(shop.ctx, product.id, **({"sku": "TEA", "name": "20 bags"} | changes))  # type: ignore[arg-type]  # the table holds all kinds

    assert refused.value.field == [field]
    assert await shop.count("product_variant") == 0
    assert await shop.event_names() == []


async def test_strangers_unknown_products_and_old_versions_are_refused(shop: Shop) -> None:
    product = await shop.product(published=False)

    with pytest.raises(NotPermitted):
        await add_variant(shop.as_staff(Scope.CATALOG_READ), product.id, sku="A", name="a")
    with pytest.raises(NotFound):
        await add_variant(shop.as_staff(Scope.CATALOG_WRITE), product.id, sku="A", name="a")
    with pytest.raises(NotFound):
        await add_variant(shop.ctx, new_id(), sku="A", name="a")
    with pytest.raises(VersionConflict):
        await add_variant(shop.ctx, product.id, sku="A", name="a", expected_version=3)

    assert await variant_by_sku(shop.ctx, "A") is None
    assert await shop.event_names() == []

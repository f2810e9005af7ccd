"""Bundles: what they are made of, and how many can be made."""

import asyncio

import pytest

from domain.catalog.bundles.errors import BundleInBundle
from domain.catalog.bundles.set_components import Component, set_components
from domain.inventory.bundles import makeable_by_variant
from domain.inventory.models import InventoryLevel
from domain.shared.errors import InvalidInput, NotFound
from domain.shared.ids import new_id
from tests.shop import Shop


async def test_as_many_can_be_made_as_the_scarcest_component_allows(shop: Shop) -> None:
    box, cup, tea = await shop.variant(), await shop.variant(), await shop.variant()
    await shop.stock(cup, 7)
    await shop.stock(tea, 100)
    await set_components(shop.ctx, box.id, [Component(cup.id, 2), Component(tea.id, 10)])

    assert await makeable_by_variant(shop.ctx, [box.id, tea.id]) == {box.id: 3}
    await InventoryLevel.filter(variant_id=tea.id).update(reserved=75)
    assert await makeable_by_variant(shop.ctx, [box.id]) == {box.id: 2}
    await InventoryLevel.filter(variant_id=cup.id).delete()
    assert await makeable_by_variant(shop.ctx, [box.id]) == {box.id: 0}


async def test_the_same_again_tells_nobody_and_of_nothing_it_is_no_bundle(shop: Shop) -> None:
    box, cup = await shop.variant(), await shop.variant()

    for components in ([Component(cup.id, 2)], [Component(cup.id, 2)], [], []):
        await set_components(shop.ctx, box.id, components)

    assert await shop.event_names() == ["catalog.product_updated"] * 2
    assert await makeable_by_variant(shop.ctx, [box.id]) == {}


async def test_a_bundle_is_made_of_no_bundle(shop: Shop) -> None:
    box, crate, cup = await shop.variant(), await shop.variant(), await shop.variant()
    await set_components(shop.ctx, box.id, [Component(cup.id, 2)])

    for bundle, part in ((box, box), (crate, box), (cup, crate)):
        with pytest.raises(BundleInBundle):
            await set_components(shop.ctx, bundle.id, [Component(part.id, 1)])


async def test_of_two_that_would_contain_each_other_one_is(shop: Shop) -> None:
    box, crate = await shop.variant(), await shop.variant()

    outcomes = await asyncio.gather(
        set_components(shop.ctx, box.id, [Component(crate.id, 1)]),
        set_components(shop.ctx, crate.id, [Component(box.id, 1)]),
        return_exceptions=True,
    )

    assert sorted(type(each).__name__ for each in outcomes) == ["BundleInBundle", "ProductVariant"]


async def test_bad_components_change_nothing(shop: Shop) -> None:
    box, cup = await shop.variant(), await shop.variant()

    for wrong in ([Component(cup.id, 0)], [Component(cup.id, 1)] * 2, [Component(cup.id, 1)] * 51):
        with pytest.raises(InvalidInput):
            await set_components(shop.ctx, box.id, wrong)
    with pytest.raises(NotFound):
        await set_components(shop.ctx, box.id, [Component(new_id(), 1)])

    assert await shop.count("bundle_component") == 0

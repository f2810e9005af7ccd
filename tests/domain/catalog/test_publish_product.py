"""Publishing and unpublishing: a product goes on the shelf if it can be bought, and off again."""

import asyncio

import pytest

from domain.catalog.errors import ProductHasNoPrice
from domain.catalog.models import Product
from domain.catalog.publish_product import publish_product
from domain.catalog.queries import visible_products, visible_variants
from domain.catalog.states import PublicationStatus
from domain.catalog.unpublish_product import unpublish_product
from domain.identity.scopes import Scope
from domain.shared.errors import InvalidTransition, NotFound, NotPermitted, VersionConflict
from domain.shared.ids import new_id
from domain.shared.models import EventRow
from tests.shop import Shop


async def test_publishing_shows_a_product_to_everybody(shop: Shop) -> None:
    variant = await shop.variant(published=False)

    product = await publish_product(shop.ctx, variant.product_id)

    assert product.status is PublicationStatus.PUBLISHED
    assert product.published_at == shop.now
    assert await visible_products(shop.as_anonymous).count() == 1
    assert await visible_variants(shop.as_anonymous).count() == 1
    event = await EventRow.get()
    assert (event.type, event.version) == ("catalog.product_published", 1)
    assert event.payload == {"source": "unpublished", "status": "published", "action": "publish"}


@pytest.mark.parametrize("has_variant", [True, False])
async def test_what_nobody_could_buy_is_not_published(shop: Shop, has_variant: bool) -> None:
    product = await shop.product(published=False)
    if has_variant:
        await shop.variant(product, price_minor=None)

    with pytest.raises(ProductHasNoPrice):
        await publish_product(shop.ctx, product.id)

    assert (await Product.get(id=product.id)).status is PublicationStatus.UNPUBLISHED
    assert await shop.event_names() == []


async def test_unpublishing_hides_the_product_and_its_variants(shop: Shop) -> None:
    variant = await shop.variant()

    product = await unpublish_product(shop.ctx, variant.product_id)

    assert product.published_at is None
    assert await visible_products(shop.as_anonymous).count() == 0
    assert await visible_variants(shop.as_anonymous).count() == 0
    assert await shop.event_names() == ["catalog.product_unpublished"]


async def test_what_is_there_already_cannot_be_done_again(shop: Shop) -> None:
    on = (await shop.variant()).product_id
    off = (await shop.variant(published=False)).product_id

    with pytest.raises(InvalidTransition):
        await publish_product(shop.ctx, on)
    with pytest.raises(InvalidTransition) as refused:
        await unpublish_product(shop.ctx, off)

    assert refused.value.allowed == ["publish"]
    assert await shop.event_names() == []


async def test_of_two_who_publish_at_once_one_does(shop: Shop) -> None:
    product_id = (await shop.variant(published=False)).product_id

    outcomes = await asyncio.gather(
        *(publish_product(shop.ctx, product_id) for _ in range(2)), return_exceptions=True
    )

    assert sorted(type(outcome).__name__ for outcome in outcomes) == [
        "InvalidTransition",
        "Product",
    ]
    assert await shop.event_names() == ["catalog.product_published"]


@pytest.mark.parametrize("verb", [publish_product, unpublish_product])
async def test_who_may_not_or_looks_at_an_old_version_changes_nothing(
    shop: Shop, verb: type
) -> None:
    product_id = (await shop.variant(published=verb is unpublish_product)).product_id

    with pytest.raises(NotPermitted):
        await verb(shop.as_staff(Scope.CATALOG_READ), product_id)
    with pytest.raises(NotFound):
        await verb(shop.ctx, new_id())
    with pytest.raises(VersionConflict):
        await verb(shop.ctx, product_id, expected_version=7)

    assert (await Product.get(id=product_id)).version == 0
    assert await shop.event_names() == []

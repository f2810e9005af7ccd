"""The checklist: every step is done by what there is, and says what is missing."""

from typing import Any

import pytest

from domain.catalog.media.states import MediaKind, MediaStatus
from domain.catalog.models import Product
from domain.catalog.onboarding.checklist import (
    Evidence,
    OnboardingStepKind,
    checklist,
    checklists_of_products,
)
from domain.catalog.onboarding.confirm_media import confirm_media
from domain.catalog.onboarding.estimate_stock import estimate_stock
from domain.catalog.revisions.approve_revision import approve_revision
from domain.catalog.revisions.begin_revision import begin_revision
from domain.catalog.revisions.submit_revision import submit_revision
from domain.shared.errors import InvalidInput, NotFound, NotPermitted, VersionConflict
from domain.shared.ids import new_id
from tests.shop import Shop

READY: dict[str, Any] = {
    "has_description": True,
    "has_category": True,
    "pictures": 3,
    "variants": 2,
    "unpriced_variants": 0,
    "estimated_units": 0,
    "reviews": ["rejected", "published"],
}


def gaps(**other: object) -> dict[str, list[str]]:
    """The steps that are not done, and what is missing."""
    steps = checklist(Evidence(**{**READY, **other}))
    assert [step.step for step in steps] == [*OnboardingStepKind]
    return {step.step.value: [gap.value for gap in step.gaps] for step in steps if not step.is_done}


@pytest.mark.parametrize(
    ("lacking", "missing"),
    [
        ({}, {}),
        ({"has_description": False}, {"information": ["no_description"]}),
        (
            {"has_description": False, "has_category": False},
            {"information": ["no_description", "no_category"]},
        ),
        ({"pictures": 0}, {"media": ["no_media"]}),
        ({"variants": 0}, {"price": ["no_variant"]}),
        ({"unpriced_variants": 1}, {"price": ["variant_without_price"]}),
        ({"estimated_units": None}, {"stock_estimate": ["no_stock_estimate"]}),
        ({"reviews": []}, {"review": ["not_submitted"]}),
        ({"reviews": ["draft", "rejected"]}, {"review": ["not_submitted"]}),
        ({"reviews": ["in_review"]}, {"review": ["not_reviewed"]}),
        ({"reviews": ["changes_requested"]}, {"review": ["changes_requested"]}),
        ({"reviews": ["approved"]}, {}),
    ],
)
def test_what_is_missing_is_said(lacking: dict[str, Any], missing: dict[str, list[str]]) -> None:
    assert gaps(**lacking) == missing


async def left(shop: Shop, product: Product) -> list[str]:
    steps = (await checklists_of_products(shop.ctx, [product.id]))[product.id]
    return [step.step.value for step in steps if not step.is_done]


async def test_a_product_goes_step_by_step(shop: Shop) -> None:
    product = await shop.product(published=False)
    found = [await left(shop, product)]

    await Product.filter(id=product.id).update(
        description="Steamed.", category_id=(await shop.category()).id
    )
    found.append(await left(shop, product))
    await confirm_media(shop.ctx, product.id, items=4)
    found.append(await left(shop, product))
    await shop.variant(product)
    found.append(await left(shop, product))
    await estimate_stock(shop.ctx, product.id, units=500)
    found.append(await left(shop, product))
    revision = await begin_revision(shop.as_staff("catalog:read", "catalog:write"), product.id)
    await submit_revision(shop.ctx, revision.id)
    await approve_revision(shop.ctx, revision.id)
    found.append(await left(shop, product))

    steps = [step.value for step in OnboardingStepKind]
    assert found == [steps[done:] for done in range(6)]


async def test_a_picture_counts_once_it_can_be_shown(shop: Shop) -> None:
    product = await shop.product()
    for status in (MediaStatus.PENDING, MediaStatus.FAILED):
        await shop.media(product, status=status)
    await shop.media(product, kind=MediaKind.DOCUMENT)
    before = await left(shop, product)

    await shop.media(product)

    assert [step for step in before if step not in await left(shop, product)] == ["media"]


async def test_checklists_of_many_are_one_statement_and_of_strangers_none(shop: Shop) -> None:
    products = [(await shop.product()).id for _ in range(3)]

    assert set(await checklists_of_products(shop.ctx, products)) == set(products)
    assert await checklists_of_products(shop.as_anonymous, products) == {}


@pytest.mark.parametrize(("verb", "name"), [(estimate_stock, "units"), (confirm_media, "items")])
async def test_the_same_noted_again_tells_nobody(shop: Shop, verb: Any, name: str) -> None:
    product = await shop.product()

    for number in (3, 3, 4):
        product = await verb(shop.ctx, product.id, **{name: number})

    assert product.version == 2
    assert len(await shop.event_names()) == 2


@pytest.mark.parametrize(("verb", "name"), [(estimate_stock, "units"), (confirm_media, "items")])
async def test_strangers_and_nonsense_change_nothing(shop: Shop, verb: Any, name: str) -> None:
    product = await shop.product()
    before = await shop.rows()

    with pytest.raises(NotPermitted):
        await verb(shop.as_staff("catalog:read"), product.id, **{name: 1})
    with pytest.raises(InvalidInput):
        await verb(shop.ctx, product.id, **{name: -1})
    with pytest.raises(NotFound):
        await verb(shop.ctx, new_id(), **{name: 1})
    with pytest.raises(VersionConflict):
        await verb(shop.ctx, product.id, expected_version=9, **{name: 1})

    assert await shop.rows() == before

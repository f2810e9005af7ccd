"""Where the shop insists on approval: nothing that customers see goes round the review."""

import ast
import asyncio
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import domain.catalog
from domain.catalog.attributes.set_product_attributes import set_product_attributes
from domain.catalog.attributes.set_type import set_type
from domain.catalog.attributes.set_variant_attributes import set_variant_attributes
from domain.catalog.bundles.set_components import Component, set_components
from domain.catalog.dimensions.set_product_dimensions import set_product_dimensions
from domain.catalog.listing.set_external_refs import Ref, set_external_refs
from domain.catalog.listing.set_metadata import Item, set_metadata
from domain.catalog.listing.set_seo import set_seo
from domain.catalog.media.create_upload import create_upload
from domain.catalog.media.models import ProductMedia
from domain.catalog.media.remove_media import remove_media
from domain.catalog.media.reorder_media import reorder_media
from domain.catalog.media.set_variant_media import set_variant_media
from domain.catalog.media.states import MediaKind
from domain.catalog.media.update_media import update_media
from domain.catalog.models import Product, ProductVariant
from domain.catalog.onboarding.checklist import OnboardingStepKind, checklists_of_products
from domain.catalog.publication.schedule_publication import schedule_publication
from domain.catalog.publish_product import publish_product
from domain.catalog.revisions import policy
from domain.catalog.revisions.approve_revision import approve_revision
from domain.catalog.revisions.begin_revision import begin_revision
from domain.catalog.revisions.content import Edit
from domain.catalog.revisions.errors import ApprovalRequired
from domain.catalog.revisions.publish_revision import publish_revision
from domain.catalog.revisions.submit_revision import submit_revision
from domain.catalog.revisions.withdraw_revision import withdraw_revision
from domain.catalog.translate_product import translate_product
from domain.catalog.unpublish_product import unpublish_product
from domain.catalog.update_product import update_product
from domain.shared.context import Context
from tests.shop import Shop

Change = Callable[[Context, Product, ProductVariant, ProductMedia], Awaitable[Any]]

# Every verb that changes what customers are told of a product.
CHANGES: dict[str, Change] = {
    "create_upload": lambda ctx, product, variant, media: create_upload(
        ctx, product.id, kind=MediaKind.IMAGE, byte_size=100
    ),
    "remove_media": lambda ctx, product, variant, media: remove_media(ctx, media.id),
    "reorder_media": lambda ctx, product, variant, media: reorder_media(
        ctx, product.id, [media.id]
    ),
    "set_components": lambda ctx, product, variant, media: set_components(ctx, variant.id, []),
    "set_metadata": lambda ctx, product, variant, media: set_metadata(
        ctx, product.id, [Item("erp", "1")]
    ),
    "set_product_attributes": lambda ctx, product, variant, media: set_product_attributes(
        ctx, product.id, []
    ),
    "set_product_dimensions": lambda ctx, product, variant, media: set_product_dimensions(
        ctx, product.id, []
    ),
    "set_seo": lambda ctx, product, variant, media: set_seo(ctx, product.id, "en", title="Tea"),
    "set_type": lambda ctx, product, variant, media: set_type(ctx, product.id, None),
    "set_variant_attributes": lambda ctx, product, variant, media: set_variant_attributes(
        ctx, variant.id, []
    ),
    "set_variant_media": lambda ctx, product, variant, media: set_variant_media(
        ctx, variant.id, [media.id]
    ),
    "translate_product": lambda ctx, product, variant, media: translate_product(
        ctx, product.id, "zh-CN", name="煎茶"
    ),
    "update_media": lambda ctx, product, variant, media: update_media(ctx, media.id, alt="A tin"),
    "update_product": lambda ctx, product, variant, media: update_product(
        ctx, product.id, name="Sencha"
    ),
}
ELSEWHERE = {"complete_upload"}  # the end of what `create_upload` began: see tests/api/media
# What takes a product in hand otherwise, and why nobody has to look at it first.
FREE = {
    "accept_suggestion": "a stage of life is told to nobody",
    "add_variant": "it cannot be bought before it has a price",
    "begin_revision": "this is the review",
    "confirm_media": "a note for staff",
    "estimate_stock": "a note for staff",
    "generate_variants": "they cannot be bought before they have a price",
    "move_lifecycle": "a stage of life is told to nobody",
    "plan_launch": "a note for staff",
    "policy": "this is how it is taken in hand",
    "publish_product": "asks whether it was approved",
    "publish_revision": "this is the review",
    "queries": "how it is held",
    "schedule_publication": "asks whether it was approved",
    "set_external_refs": "only staff see them",
    "set_metadata": "what is private only staff see",
    "set_price": "prices have rules of their own",
    "settle_file": "nobody's change: a file that was looked at with the product is ready",
    "unpublish_product": "nobody sees it then",
}


@pytest.fixture(autouse=True)
def insisting() -> Iterator[None]:
    policy.insist(True)
    yield
    policy.insist(False)


def author(shop: Shop) -> Context:
    return shop.as_staff("catalog:read", "catalog:write")


async def reviewed(shop: Shop, product: Product) -> None:
    """Have a product looked at as it is, and approved."""
    revision = await begin_revision(author(shop), product.id)
    await submit_revision(author(shop), revision.id)
    await approve_revision(shop.ctx, revision.id)
    await publish_revision(shop.ctx, revision.id)


async def goods(
    shop: Shop, *, published: bool = False
) -> tuple[Product, ProductVariant, ProductMedia]:
    product = await shop.product(published=published)
    return product, await shop.variant(product), await shop.media(product)


def test_every_verb_that_takes_a_product_in_hand_is_one_or_the_other() -> None:
    calls: dict[str, set[str]] = {"lock_product": set(), "hold_to_edit": set()}
    for path in Path(domain.catalog.__path__[0]).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Name) and node.id in calls:
                calls[node.id].add(path.stem)

    assert calls["hold_to_edit"] == set(CHANGES) | ELSEWHERE
    assert calls["lock_product"] <= set(FREE)


@pytest.mark.parametrize("name", CHANGES)
async def test_what_is_shown_or_looked_at_changes_by_revisions(shop: Shop, name: str) -> None:
    change = CHANGES[name]
    shown = await goods(shop, published=True)
    seen = await goods(shop)
    revision = await begin_revision(author(shop), seen[0].id)
    await submit_revision(author(shop), revision.id)
    before = await shop.rows()

    with pytest.raises(ApprovalRequired):
        await change(shop.ctx, *shown)
    with pytest.raises(ApprovalRequired):
        await change(shop.ctx, *seen)
    await approve_revision(shop.ctx, revision.id)
    with pytest.raises(ApprovalRequired):
        await change(shop.ctx, *seen)

    assert await shop.rows() == before | {"event": before["event"] + 1}


@pytest.mark.parametrize("name", CHANGES)
async def test_what_changed_beside_the_review_is_looked_at_again(shop: Shop, name: str) -> None:
    product, variant, media = await goods(shop)
    await reviewed(shop, product)
    await publish_product(shop.ctx, product.id)
    await unpublish_product(shop.ctx, product.id)

    await CHANGES[name](shop.ctx, product, variant, media)

    with pytest.raises(ApprovalRequired):
        await publish_product(shop.ctx, product.id)
    assert OnboardingStepKind.REVIEW in await missing(shop, product)
    await reviewed(shop, product)
    await publish_product(shop.ctx, product.id)


async def missing(shop: Shop, product: Product) -> set[OnboardingStepKind]:
    """The steps of its checklist that are not done."""
    steps = (await checklists_of_products(shop.ctx, [product.id]))[product.id]
    return {step.step for step in steps if not step.is_done}


async def test_what_only_staff_see_needs_nobody_else(shop: Shop) -> None:
    product, *_ = await goods(shop, published=True)

    await set_metadata(shop.ctx, product.id, [Item("erp", "1")], is_private=True)
    await set_external_refs(shop.ctx, product.id, [Ref("erp", "1")])

    assert (await Product.get(id=product.id)).version == 2


async def test_what_will_be_shown_when_its_time_comes_does_not_change_until_then(
    shop: Shop,
) -> None:
    product, *_ = await goods(shop)
    await reviewed(shop, product)
    at = shop.now.replace(year=shop.now.year + 1)
    await schedule_publication(shop.ctx, product.id, shop.web.id, publish_at=at)

    with pytest.raises(ApprovalRequired):
        await set_seo(shop.ctx, product.id, "en", title="Tea")


async def test_nobody_hands_in_what_is_being_changed(shop: Shop) -> None:
    product, *_ = await goods(shop)
    revision = await begin_revision(author(shop), product.id, Edit(name="Sencha"))

    await asyncio.gather(
        submit_revision(author(shop), revision.id),
        set_seo(shop.ctx, product.id, "en", title="Tea"),
        return_exceptions=True,
    )

    # Whoever came second saw the first: it was handed in with the title, or without and untouched.
    told = await shop.event_names()
    last = told.index("catalog.product_revision_submitted")
    assert "catalog.product_updated" not in told[last:]
    await withdraw_revision(shop.ctx, revision.id)


async def test_a_bundle_is_shown_with_what_was_approved_to_be_in_it(shop: Shop) -> None:
    product, variant, _ = await goods(shop, published=True)
    other = await shop.variant(product)

    with pytest.raises(ApprovalRequired):
        await set_components(shop.ctx, variant.id, [Component(other.id, 2)])

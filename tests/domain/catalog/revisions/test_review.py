"""A pending edit: written by one, reviewed by another, and made true with what it promised."""

import asyncio
import itertools

import pytest
from tortoise.exceptions import IntegrityError

from domain.catalog.create_product import Translation
from domain.catalog.models import Product, ProductTranslation
from domain.catalog.publish_product import publish_product
from domain.catalog.revisions import policy
from domain.catalog.revisions.approve_revision import approve_revision
from domain.catalog.revisions.begin_revision import begin_revision
from domain.catalog.revisions.content import Edit, changes, standing
from domain.catalog.revisions.errors import (
    ApprovalRequired,
    OwnRevision,
    RevisionConflicts,
    RevisionPending,
)
from domain.catalog.revisions.models import ProductRevision
from domain.catalog.revisions.publish_revision import publish_revision
from domain.catalog.revisions.reject_revision import reject_revision
from domain.catalog.revisions.request_changes import request_changes
from domain.catalog.revisions.submit_revision import submit_revision
from domain.catalog.revisions.update_revision import update_revision
from domain.catalog.revisions.withdraw_revision import withdraw_revision
from domain.catalog.states import PENDING, REVISION, RevisionAction, RevisionStatus
from domain.catalog.update_product import update_product
from domain.shared.context import Context
from domain.shared.errors import (
    AlreadyTaken,
    InvalidInput,
    InvalidTransition,
    NotFound,
    NotPermitted,
    VersionConflict,
)
from domain.shared.ids import new_id
from domain.shared.models import EventRow
from tests.shop import Shop

ARROWS = {
    (RevisionStatus.DRAFT, RevisionAction.EDIT): RevisionStatus.DRAFT,
    (RevisionStatus.DRAFT, RevisionAction.SUBMIT): RevisionStatus.IN_REVIEW,
    (RevisionStatus.DRAFT, RevisionAction.WITHDRAW): RevisionStatus.WITHDRAWN,
    (RevisionStatus.IN_REVIEW, RevisionAction.REQUEST_CHANGES): RevisionStatus.CHANGES_REQUESTED,
    (RevisionStatus.IN_REVIEW, RevisionAction.APPROVE): RevisionStatus.APPROVED,
    (RevisionStatus.IN_REVIEW, RevisionAction.REJECT): RevisionStatus.REJECTED,
    (RevisionStatus.IN_REVIEW, RevisionAction.WITHDRAW): RevisionStatus.WITHDRAWN,
    (RevisionStatus.CHANGES_REQUESTED, RevisionAction.EDIT): RevisionStatus.CHANGES_REQUESTED,
    (RevisionStatus.CHANGES_REQUESTED, RevisionAction.SUBMIT): RevisionStatus.IN_REVIEW,
    (RevisionStatus.CHANGES_REQUESTED, RevisionAction.WITHDRAW): RevisionStatus.WITHDRAWN,
    (RevisionStatus.APPROVED, RevisionAction.PUBLISH): RevisionStatus.PUBLISHED,
    (RevisionStatus.APPROVED, RevisionAction.REQUEST_CHANGES): RevisionStatus.CHANGES_REQUESTED,
    (RevisionStatus.APPROVED, RevisionAction.WITHDRAW): RevisionStatus.WITHDRAWN,
}


@pytest.mark.parametrize(("state", "action"), [*itertools.product(RevisionStatus, RevisionAction)])
def test_a_revision_moves_by_its_table_only(state: RevisionStatus, action: RevisionAction) -> None:
    if (state, action) in ARROWS:
        assert REVISION.target(state, action) is ARROWS[state, action]
    else:
        with pytest.raises(InvalidTransition):
            REVISION.target(state, action)


def author(shop: Shop) -> Context:
    return shop.as_staff("catalog:read", "catalog:write")


async def approved(shop: Shop, product: Product, edit: Edit) -> ProductRevision:
    """An edit that somebody wrote and the administrator approved."""
    revision = await begin_revision(author(shop), product.id, edit)
    await submit_revision(shop.ctx, revision.id)
    return await approve_revision(shop.ctx, revision.id)


async def test_what_was_approved_becomes_true_all_at_once(shop: Shop) -> None:
    product = await shop.product("Green tea")
    category, brand = await shop.category(), await shop.brand()
    edit = Edit(
        name="Sencha",
        description="Steamed.",
        slug="sencha",
        category_id=category.id,
        brand_id=brand.id,
        tags=["tea", "green"],
        translations=[Translation("zh-CN", "煎茶", "蒸青。")],
    )

    revision = await approved(shop, product, edit)
    untouched = await Product.get(id=product.id)
    revision = await publish_revision(shop.ctx, revision.id)

    assert (untouched.name, untouched.version) == ("Green tea", 0)
    assert (revision.status, revision.version) == (RevisionStatus.PUBLISHED, 4)
    product = await Product.get(id=product.id)
    assert (product.name, product.description, product.slug) == ("Sencha", "Steamed.", "sencha")
    assert (product.category_id, product.brand_id) == (category.id, brand.id)
    assert (await standing([product.id]))[product.id]["tags"] == ["green", "tea"]
    assert (await ProductTranslation.get(product_id=product.id)).name == "煎茶"
    assert "sencha" in str(product.search)
    assert product.version == 1
    assert await shop.event_names() == [
        "catalog.product_revision_begun",
        "catalog.product_revision_submitted",
        "catalog.product_revision_approved",
        "catalog.product_updated",
        "catalog.product_revision_published",
    ]
    told = await EventRow.get(type="catalog.product_updated")
    assert told.payload == {
        "changed": [
            "brand_id",
            "category_id",
            "description",
            "name",
            "slug",
            "tags",
            "translations.zh-CN.description",
            "translations.zh-CN.name",
        ]
    }


async def test_what_somebody_else_wrote_there_meanwhile_is_said_field_by_field(shop: Shop) -> None:
    product = await shop.product("Green tea")
    revision = await approved(
        shop, product, Edit(name="Sencha", description="Steamed.", tags=["tea"])
    )
    await update_product(shop.ctx, product.id, name="Gyokuro", tags=["tea"])
    before = await shop.rows()

    with pytest.raises(RevisionConflicts) as refused:
        await publish_revision(shop.ctx, revision.id)

    # The tags became what the revision wants: no conflict.
    (clash,) = refused.value.changes
    assert (clash.field, clash.before, clash.after, clash.current) == (
        "name",
        "Green tea",
        "Sencha",
        "Gyokuro",
    )
    assert (await Product.get(id=product.id)).description == ""
    assert await shop.rows() == before


async def test_what_changed_elsewhere_stays(shop: Shop) -> None:
    product = await shop.product("Green tea")
    revision = await approved(shop, product, Edit(name="Sencha"))
    await update_product(shop.ctx, product.id, description="From Uji.")

    await publish_revision(shop.ctx, revision.id)

    product = await Product.get(id=product.id)
    assert (product.name, product.description, product.version) == ("Sencha", "From Uji.", 2)


async def test_whoever_writes_a_field_anew_has_seen_what_stands_there(shop: Shop) -> None:
    product = await shop.product("Green tea")
    revision = await approved(shop, product, Edit(name="Sencha"))
    await update_product(shop.ctx, product.id, name="Gyokuro")

    await request_changes(shop.ctx, revision.id, comment="It is called Gyokuro by now.")
    await update_revision(author(shop), revision.id, Edit(name="Gyokuro Sencha"))
    await submit_revision(author(shop), revision.id)
    await approve_revision(shop.ctx, revision.id)
    await publish_revision(shop.ctx, revision.id)

    assert (await Product.get(id=product.id)).name == "Gyokuro Sencha"
    assert (await ProductRevision.get()).comment == ""


async def test_nobody_approves_what_they_wrote(shop: Shop) -> None:
    product = await shop.product()
    mine = await begin_revision(shop.ctx, product.id, Edit(name="Sencha"))
    await submit_revision(shop.ctx, mine.id)

    with pytest.raises(OwnRevision):
        await approve_revision(shop.ctx, mine.id)
    await withdraw_revision(shop.ctx, mine.id)
    helped = await begin_revision(author(shop), product.id, Edit(name="Sencha"))
    await update_revision(shop.ctx, helped.id, Edit(description="Steamed."))
    await submit_revision(author(shop), helped.id)
    with pytest.raises(OwnRevision):
        await approve_revision(shop.ctx, helped.id)

    assert (await ProductRevision.get(id=helped.id)).status is RevisionStatus.IN_REVIEW


async def test_a_product_has_one_pending_edit_at_a_time(shop: Shop) -> None:
    product = await shop.product()

    outcomes = await asyncio.gather(
        *(begin_revision(shop.ctx, product.id, Edit(name=name)) for name in ("Sencha", "Matcha")),
        return_exceptions=True,
    )

    assert sorted(type(each).__name__ for each in outcomes) == [
        "ProductRevision",
        "RevisionPending",
    ]
    with pytest.raises(IntegrityError):
        await ProductRevision.create(
            product_id=product.id, base_version=0, created_at=shop.now, updated_at=shop.now
        )


@pytest.mark.parametrize("ending", [withdraw_revision, reject_revision, publish_revision])
async def test_after_it_is_over_another_may_be_begun(shop: Shop, ending: object) -> None:
    product = await shop.product()
    revision = await begin_revision(author(shop), product.id, Edit(name="Sencha"))
    await submit_revision(shop.ctx, revision.id)
    if ending is withdraw_revision:
        await withdraw_revision(shop.ctx, revision.id)
    elif ending is reject_revision:
        await reject_revision(shop.ctx, revision.id, comment="Not our tone.")
    else:
        await approve_revision(shop.ctx, revision.id)
        await publish_revision(shop.ctx, revision.id)

    another = await begin_revision(shop.ctx, product.id, Edit(name="Matcha"))

    assert another.status is RevisionStatus.DRAFT


async def test_a_lost_answer_does_no_harm(shop: Shop) -> None:
    product = await shop.product()
    edit = Edit(name="Sencha")
    one, again = [
        await begin_revision(author_, product.id, edit, idempotency_key="r-1")
        for author_ in [author(shop)] * 2
    ]
    for _ in range(2):
        await submit_revision(shop.ctx, one.id)
    for _ in range(2):
        await approve_revision(shop.ctx, one.id)
    for _ in range(2):
        await publish_revision(shop.ctx, one.id)

    assert one.id == again.id
    assert (await ProductRevision.get()).version == 4
    assert (await Product.get(id=product.id)).version == 1


async def test_of_two_who_publish_one_writes(shop: Shop) -> None:
    product = await shop.product()
    revision = await approved(shop, product, Edit(name="Sencha"))

    await asyncio.gather(*(publish_revision(shop.ctx, revision.id) for _ in range(2)))

    assert (await Product.get(id=product.id)).version == 1
    assert (await shop.event_names("product")) == ["catalog.product_updated"]


async def test_what_is_said_already_is_no_change(shop: Shop) -> None:
    product = await shop.product("Green tea")
    revision = await begin_revision(shop.ctx, product.id, Edit(name="Green tea", tags=["tea"]))

    assert sorted(revision.staged) == ["tags"]
    revision = await update_revision(shop.ctx, revision.id, Edit(tags=[]))
    assert revision.staged == {}
    with pytest.raises(InvalidInput, match="changes nothing"):
        await submit_revision(shop.ctx, revision.id)


async def test_two_products_do_not_get_one_slug(shop: Shop) -> None:
    taken = await shop.product()
    revision = await approved(shop, await shop.product(), Edit(slug=taken.slug))

    with pytest.raises(AlreadyTaken):
        await publish_revision(shop.ctx, revision.id)

    assert (await ProductRevision.get()).status is RevisionStatus.APPROVED


async def test_the_difference_view_shows_before_after_and_now(shop: Shop) -> None:
    product = await shop.product("Green tea")
    revision = await begin_revision(shop.ctx, product.id, Edit(name="Sencha", tags=["tea"]))
    await update_product(shop.ctx, product.id, name="Gyokuro")

    current = (await standing([product.id]))[product.id]
    name, tags = changes(revision.base, revision.staged, current)

    assert (name.before, name.after, name.current) == ("Green tea", "Sencha", "Gyokuro")
    assert name.is_conflict
    assert (tags.before, tags.after, tags.current, tags.is_conflict) == ([], ["tea"], [], False)


@pytest.mark.parametrize("slug", ["Green Tea", "green--tea", "-tea", "茶"])
async def test_a_slug_fits_into_an_address(shop: Shop, slug: str) -> None:
    with pytest.raises(InvalidInput):
        await begin_revision(shop.ctx, (await shop.product()).id, Edit(slug=slug))


async def test_strangers_and_old_versions_change_nothing(shop: Shop) -> None:
    product = await shop.product()
    revision = await begin_revision(author(shop), product.id, Edit(name="Sencha"))
    await submit_revision(author(shop), revision.id)
    before = await shop.rows()

    for verb in (approve_revision, request_changes, reject_revision):
        said = {} if verb is approve_revision else {"comment": "No."}
        with pytest.raises(NotPermitted):
            await verb(author(shop), revision.id, **said)
        with pytest.raises(NotFound):
            await verb(shop.ctx, new_id(), **said)
        with pytest.raises(VersionConflict):
            await verb(shop.ctx, revision.id, expected_version=1, **said)
    for verb in (withdraw_revision, publish_revision, submit_revision):
        with pytest.raises(NotPermitted):
            await verb(shop.as_staff("catalog:read"), revision.id)
    with pytest.raises(RevisionPending):
        await begin_revision(shop.ctx, product.id)

    assert await shop.rows() == before
    assert PENDING


@pytest.fixture
def insisting() -> object:
    policy.insist(True)
    yield
    policy.insist(False)


@pytest.mark.usefixtures("insisting")
async def test_where_the_shop_insists_nothing_is_shown_that_nobody_approved(shop: Shop) -> None:
    product = await shop.product(published=False)
    await shop.variant(product)

    with pytest.raises(ApprovalRequired):
        await publish_product(shop.ctx, product.id)
    await update_product(shop.ctx, product.id, name="Sencha")  # nobody has looked at it yet
    revision = await approved(shop, product, Edit())
    await publish_revision(shop.ctx, revision.id)
    shown = await publish_product(shop.ctx, product.id)

    assert shown.name == "Sencha"

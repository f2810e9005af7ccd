"""The media of a product: what may follow what, and what is said of them."""

import asyncio

import pytest

from domain.catalog.media.models import ProductMedia, VariantMedia
from domain.catalog.media.queries import media_of_variants
from domain.catalog.media.remove_media import remove_media
from domain.catalog.media.reorder_media import reorder_media
from domain.catalog.media.set_variant_media import set_variant_media
from domain.catalog.media.states import MEDIA, MediaAction, MediaStatus
from domain.catalog.media.tokens import token_of, upload_of
from domain.catalog.media.update_media import update_media
from domain.shared.errors import (
    DomainError,
    InvalidInput,
    InvalidTransition,
    NotFound,
    NotPermitted,
    VersionConflict,
)
from domain.shared.ids import new_id
from tests.shop import Shop

MOVES = """
                begin       finish  fail    retry
    pending     processing  -       -       -
    processing  processing  ready   failed  -
    ready       -           -       -       -
    failed      -           -       -       pending
"""
SECRET = "a secret for tests, long enough"  # opens nothing


def test_a_file_moves_as_the_table_says_and_no_other_way() -> None:
    header, *rows = [line.split() for line in MOVES.strip().splitlines()]
    for state, *targets in rows:
        for action, target in zip(header, targets, strict=True):
            if target != "-":
                assert MEDIA.target(MediaStatus(state), MediaAction(action)) == target
                continue
            with pytest.raises(InvalidTransition):
                MEDIA.target(MediaStatus(state), MediaAction(action))


async def test_another_order_is_told_once(shop: Shop) -> None:
    product = await shop.product()
    first, second = [await shop.media(product, position=place) for place in range(2)]

    for _ in range(2):
        await reorder_media(shop.ctx, product.id, [second.id, first.id])

    shown = await ProductMedia.filter(product_id=product.id).order_by("position")
    assert [media.id for media in shown] == [second.id, first.id]
    assert await shop.event_names("product") == ["catalog.media_reordered"]
    for wrong in ([first.id], [first.id, first.id, second.id]):
        with pytest.raises(InvalidInput):
            await reorder_media(shop.ctx, product.id, wrong)
    with pytest.raises(NotFound):
        await reorder_media(shop.ctx, product.id, [first.id, (await shop.media()).id])


async def test_of_two_orders_decided_on_one_version_one_is_told_so(shop: Shop) -> None:
    product = await shop.product()
    first, second = [await shop.media(product, position=place) for place in range(2)]
    orders = ([second.id, first.id], [second.id, first.id])

    done = await asyncio.gather(
        *(reorder_media(shop.ctx, product.id, each, expected_version=0) for each in orders),
        return_exceptions=True,
    )

    assert sorted(type(each).__name__ for each in done) == ["Product", "VersionConflict"]
    assert VersionConflict in {type(each) for each in done}


async def test_what_is_to_be_seen_is_said_in_languages(shop: Shop) -> None:
    media = await shop.media()

    await update_media(shop.ctx, media.id, alt="A red tin", translations={"zh-CN": "红罐"})
    await update_media(shop.ctx, media.id, alt="A red tin", translations={"zh-CN": "红罐"})
    await update_media(shop.ctx, media.id, translations={"zh-CN": ""})

    assert await shop.count("product_media_translation") == 0
    assert (await ProductMedia.get()).alt == "A red tin"
    assert await shop.event_names("product") == ["catalog.media_updated"] * 2


async def test_a_variant_is_seen_on_media_of_its_product_alone(shop: Shop) -> None:
    variant = await shop.variant()
    product = await variant.product
    first, second = [await shop.media(product, position=place) for place in range(2)]
    foreign = await shop.media()

    await set_variant_media(shop.ctx, variant.id, [second.id, first.id])
    with pytest.raises(NotFound):
        await set_variant_media(shop.ctx, variant.id, [foreign.id])
    with pytest.raises(InvalidInput):
        await set_variant_media(shop.ctx, variant.id, [first.id, first.id])

    shown = await media_of_variants(shop.as_anonymous, [variant.id])
    assert [media.id for media in shown[variant.id]] == [second.id, first.id]
    await remove_media(shop.ctx, second.id)
    assert await VariantMedia.all().count() == 1


async def test_of_two_who_take_it_off_one_finds_it_gone(shop: Shop) -> None:
    media = await shop.media()

    done = await asyncio.gather(
        *(remove_media(shop.ctx, media.id) for _ in range(2)), return_exceptions=True
    )

    assert [type(each) for each in done if isinstance(each, DomainError)] == [NotFound]
    assert await shop.event_names("product") == ["catalog.media_removed"]


async def test_strangers_change_nothing(shop: Shop) -> None:
    media = await shop.media()
    clerk = shop.as_staff("catalog:read")

    for change in (
        remove_media(clerk, media.id),
        update_media(clerk, media.id, alt="x"),
        reorder_media(clerk, media.product_id, [media.id]),
    ):
        with pytest.raises(NotPermitted):
            await change


def test_a_token_names_one_upload_and_cannot_be_made_up() -> None:
    upload = new_id()
    token = token_of(SECRET, upload)

    assert upload_of(SECRET, token) == upload
    for forged in ("", token[:-1], token + "=", token_of("another secret", upload), token.lower()):
        with pytest.raises(NotFound):
            upload_of(SECRET, forged)
